package content

import (
	"encoding/json"
	"math/big"
	"strings"
	"unicode"

	"bulkdial/dialer"
)

// numbers finds the attempts of a request by the numbers that calls of its answer name. No number is in a request twice.
type numbers struct {
	sent []dialer.Attempt
	// index has the attempts by the digits of their numbers; nil until a call needs it.
	index map[string]int
}

// find says whose number the call at an index of the answer names, and returns the index of the attempt. Usually that is the
// attempt at the same index, whose number the service repeats as it was sent.
func (n *numbers) find(raw json.RawMessage, at int) (named, int) {
	if at < len(n.sent) {
		own := n.sent[at].Contact.Number
		if text, ok := decodeText(raw); ok && string(text) == own && digitsOf(own) != "" {
			return anAttempt, at
		}
	}
	digits, has := numberIn(raw)
	switch {
	case !has:
		return nobody, 0
	case digits == "":
		return stranger, 0
	}
	if n.index == nil {
		n.index = make(map[string]int, len(n.sent))
		for i := range n.sent {
			n.index[digitsOf(n.sent[i].Contact.Number)] = i
		}
	}
	if i, ok := n.index[digits]; ok {
		return anAttempt, i
	}
	return stranger, 0
}

// numberIn returns the digits of the number that a call of an answer names; they are empty for what is no number. It
// reports false when the call names none: absent, null, or a blank text.
func numberIn(raw json.RawMessage) (digits string, ok bool) {
	if raw == nil || string(raw) == "null" {
		return "", false
	}
	if n, ok := numberOf(raw); ok {
		return wholeDigits(n), true
	}
	text, ok := textOf(raw)
	if ok && strings.TrimSpace(text) == "" {
		return "", false
	}
	return digitsOf(text), true
}

// wholeDigits returns the digits of a JSON number that is an integer as large as a number of E.164, perhaps written with an
// exponent or decimals, else the empty string.
func wholeDigits(n json.Number) string {
	const most = 1e15
	// The bound keeps the exact value small.
	if f, err := n.Float64(); err != nil || f < 1 || f >= most {
		return ""
	}
	exact, ok := new(big.Rat).SetString(n.String())
	if !ok || !exact.IsInt() {
		return ""
	}
	return exact.Num().String()
}

// digitsOf returns the digits of a number in international form: with a +, with 00 or without either, with `tel:` in
// front, in groups with the usual marks. No number of E.164 begins with 0. Of any other text it returns the empty string.
func digitsOf(number string) string {
	if digits, plus := strings.CutPrefix(number, "+"); plus && allDigits(digits) {
		return digits // as they are sent; the rest takes 0.1 µs
	}
	const scheme = "tel:"
	number = strings.TrimSpace(number)
	if len(number) > len(scheme) && strings.EqualFold(number[:len(scheme)], scheme) {
		number = number[len(scheme):]
	}
	number = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-.()/", r) {
			return -1
		}
		return r
	}, number)
	if rest, plus := strings.CutPrefix(number, "+"); plus {
		number = rest
	} else {
		number = strings.TrimPrefix(number, "00")
	}
	if !allDigits(number) {
		return ""
	}
	return number
}

// allDigits reports whether a text has no other characters than the digits of ASCII.
func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
