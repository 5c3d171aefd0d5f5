package request

import (
	"fmt"
	"strconv"
)

// Number is an E.164 number: its digits, read as an integer. None begins with 0, so nothing is lost.
type Number uint64

// parseNumber reads `+` and 7 to 15 digits, of which the first is not 0.
func parseNumber(text string) (Number, bool) {
	const least, most = 7, 15
	if len(text) < 1+least || len(text) > 1+most || text[0] != '+' || text[1] == '0' {
		return 0, false
	}
	var n Number
	for _, digit := range []byte(text[1:]) {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		n = 10*n + Number(digit-'0')
	}
	return n, true
}

// String returns the number in E.164.
func (n Number) String() string {
	return "+" + strconv.FormatUint(uint64(n), 10)
}

// MarshalText writes the number in E.164.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil } //nolint:unparam // encoding.TextMarshaler wants the error

// UnmarshalText reads a number in E.164.
func (n *Number) UnmarshalText(text []byte) error {
	var ok bool
	if *n, ok = parseNumber(string(text)); !ok {
		return fmt.Errorf("%q is not E.164", text)
	}
	return nil
}

// phoneLike reports whether an id is a phone number by mistake: digits and the characters that group them.
func phoneLike(id string) bool {
	digits := 0
	for _, r := range id {
		switch r {
		case '+', '-', '.', '(', ')', ' ':
		default:
			if r < '0' || r > '9' {
				return false
			}
			digits++
		}
	}
	return digits >= 7
}
