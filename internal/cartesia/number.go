package cartesia

import (
	"encoding/json"
	"math/big"
	"strings"
	"unicode"
)

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
	if strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return number
}
