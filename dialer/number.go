package dialer

import (
	"net/netip"
	"strings"
)

// Numbers turns the cell of a number column into E.164. internal/phone implements it.
type Numbers interface {
	// Read returns the number in a cell that was written by a person of a region, an ISO 3166 code of two letters;
	// the empty region is that of the campaign, if it has one. The error is a *NumberError.
	// Of a Number.E164 that Read returned it returns the same, whatever the region, and no repairs.
	Read(cell, region string) (Number, error)
}

// Number is a number that can be called.
type Number struct {
	// E164 is `+` and 7 to 15 digits, the first of them not 0.
	E164 string
	// Country is the ISO 3166 code of two letters of the country that the number belongs to, `001` when it belongs to
	// none, and empty when that is not known.
	Country string
	// Repairs says what had been damaged in the cell and was put right, without any doubt of what was meant.
	Repairs []Reason
	// Abroad is the other number that the cell would be if a + before it was lost; zero: it would be none.
	Abroad Abroad
}

// Abroad is a number of another country.
type Abroad struct {
	// Code is the country code, in digits, and Country is as in Number.
	Code, Country string
}

// NumberError says why a cell is no number that can be called.
type NumberError struct{ Reason }

func (e *NumberError) Error() string { return e.String() }

// MaskNumber hides the middle of a phone number for logs and terminals: `+14155552671` becomes `+1415•••2671`.
// Of a short or odd one it shows nothing that could be dialed.
func MaskNumber(number string) string {
	const head, tail = 5, 4
	if len(number) < head+tail+2 {
		return strings.Repeat("•", min(len(number), 3))
	}
	return number[:head] + "•••" + number[len(number)-tail:]
}

// numberMarks are the separators between the groups of a number.
const numberMarks = " -.()_"

// MaskNumbers masks what may be a phone number in a text: 7 digits or more, together or, after a `+`, in groups; of
// groups without a `+`, 9 digits or more, so that dates stay readable. An address with its port, as in 10.20.30.40:53, is none.
func MaskNumbers(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		end, digits, groups := numberAt(text[i:])
		least := 7
		if groups > 1 && text[i] != '+' {
			least = 9
		}
		switch {
		case groups == 4 && isAddress(text[i:i+end], text[i+end:]):
			out.WriteString(text[i : i+end])
		case digits >= least:
			out.WriteString(MaskNumber(compact(text[i : i+end])))
		case end == 0:
			end = 1
			out.WriteByte(text[i])
		default:
			out.WriteString(text[i : i+end])
		}
		i += end
	}
	return out.String()
}

// isAddress reports whether four groups of digits are the address of a machine, which its port follows.
func isAddress(groups, after string) bool {
	addr, err := netip.ParseAddr(groups)
	return err == nil && addr.Is4() && len(after) > 1 && after[0] == ':' && after[1] >= '0' && after[1] <= '9'
}

// numberAt measures the figures at the beginning of a text: groups of digits with at most two marks between
// them, and perhaps a `+` before them.
func numberAt(text string) (end, digits, groups int) {
	i := 0
	if text[0] == '+' {
		i++
	}
	for gap := 0; i < len(text) && gap <= 2; i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			if digits++; gap > 0 || groups == 0 {
				groups++
			}
			gap, end = 0, i+1
		case strings.IndexByte(numberMarks, c) >= 0 && (groups > 0 || text[0] == '+'):
			gap++
		default:
			return end, digits, groups
		}
	}
	return end, digits, groups
}

// compact leaves the digits of a number and its `+`.
func compact(number string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(numberMarks, r) {
			return -1
		}
		return r
	}, number)
}

// IsE164 reports whether a number is `+` and 7 to 15 digits, the first of them not 0.
func IsE164(number string) bool {
	_, ok := ParseE164(number)
	return ok && len(number) >= len("+1234567")
}

// ParseE164 returns a number of E.164 as an integer. Its leading digit is not 0, so none is lost.
func ParseE164(number string) (n uint64, ok bool) {
	if len(number) < 2 || len(number) > 16 || number[0] != '+' || number[1] == '0' {
		return 0, false
	}
	for _, c := range []byte(number[1:]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + uint64(c-'0')
	}
	return n, true
}
