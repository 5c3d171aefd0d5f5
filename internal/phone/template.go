package phone

import (
	"math/bits"
	"strings"
)

// pair is two ways to write the number of one subscriber.
type pair [2]template

// template has the digits that are possible at each position of a number, as bits. A single bit is a digit that all have.
type template []uint16

const anyDigit = 1<<10 - 1

func parseTemplate(text string) template {
	var t template
	for len(text) > 0 {
		switch text[0] {
		case '.':
			t, text = append(t, anyDigit), text[1:]
		case '[':
			digits, rest, _ := strings.Cut(text[1:], "]")
			var some uint16
			for _, digit := range []byte(digits) {
				some |= 1 << (digit - '0')
			}
			t, text = append(t, some), rest
		default:
			t, text = append(t, 1<<(text[0]-'0')), text[1:]
		}
	}
	return t
}

// fixed reports whether all numbers have the same digit at a position, and which.
func fixed(place uint16) (digit byte, ok bool) {
	if place&(place-1) != 0 {
		return 0, false
	}
	return "0123456789"[bits.TrailingZeros16(place)], true
}

// first returns the first two digits of a template's numbers, which are part of their country code.
func (t template) first() int {
	a, _ := fixed(t[0])
	b, _ := fixed(t[1])
	return 10*int(a-'0') + int(b-'0')
}

// fits reports whether digits match a template.
func (t template) fits(digits string) bool {
	if len(t) != len(digits) {
		return false
	}
	for i, place := range t {
		if place>>(digits[i]-'0')&1 == 0 {
			return false
		}
	}
	return true
}

// rewrite returns the number of another template for digits that fit t, with a + before it.
func (t template) rewrite(digits string, other template) string {
	var copied []byte
	for i, place := range t {
		if _, same := fixed(place); !same {
			copied = append(copied, digits[i])
		}
	}
	number := []byte{'+'}
	for _, place := range other {
		digit, same := fixed(place)
		if !same {
			digit, copied = copied[0], copied[1:]
		}
		number = append(number, digit)
	}
	return string(number)
}
