package phone

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// marks may stand between the digits of a number.
const marks = " ()[]-.‐‑‒–—―−ー"

// spelling returns a number in ASCII: digits, punctuation, at most one plus sign, which comes first.
// It returns an error if text holds anything else.
func spelling(text string) (string, error) {
	if text == "" || !strings.ContainsFunc(text, isWord) {
		return "", noDigits()
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+':
			if strings.Trim(b.String(), " (") != "" {
				return "", several()
			}
			b.WriteByte('+')
		case strings.ContainsRune(marks, r):
			b.WriteByte(punctuation(r))
		default:
			return "", foreign(text, r)
		}
	}
	return b.String(), nil
}

// isWord reports whether r is more than punctuation or space.
func isWord(r rune) bool {
	return r == unicode.ReplacementChar || r != 'ー' && !unicode.IsPunct(r) && !unicode.IsSymbol(r) && !unicode.IsSpace(r)
}

func punctuation(r rune) byte {
	switch r {
	case ' ', '.':
		return byte(r)
	case '(', '[':
		return '('
	case ')', ']':
		return ')'
	default:
		return '-'
	}
}

// foreign returns the error for a cell that holds r.
func foreign(text string, r rune) error {
	// A tail as long as a number is a second number, even if the library reads it as an extension.
	if _, tail := phonenumbers.MaybeSeparateExtensionFromPhone(text); tail != "" && len(tail) < minDigits {
		return extension()
	}
	switch {
	case holdsSeveral(text):
		return several()
	case unicode.IsLetter(r):
		return letters()
	case strings.ContainsRune("/\\,;|&\t\r\n", r):
		return several()
	default:
		return characters(r)
	}
}

// holdsSeveral reports whether a text has two parts as long as a number, with a word or another mark between them.
func holdsSeveral(text string) bool {
	count := 0
	between := func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune(marks+"+", r) }
	for part := range strings.FieldsFuncSeq(text, between) {
		if len(digits(part)) >= minDigits {
			count++
		}
	}
	return count > 1
}

// digits returns the digits of an ASCII spelling.
func digits(plain string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, plain)
}
