package phone

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// visible returns a cell without the marks that cannot be seen, which spreadsheets and chat programs leave around
// numbers, and with each kind of space as a plain one, trimmed.
func visible(cell string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, cell))
}

// damage recognizes what spreadsheets make of numbers.
type damage struct {
	scientific, decimal *regexp.Regexp
}

func newDamage() damage {
	return damage{
		scientific: regexp.MustCompile(`^[+-]?\d+([.,]\d*)?[eE][+-]?\d+$`),
		decimal:    regexp.MustCompile(`^\+?\d+[.,]\d{1,2}$`),
	}
}

func (d damage) check(text string) error {
	switch {
	case text == "":
		return refuse("number_missing", "the number is missing: fill in the cell")
	case d.scientific.MatchString(text):
		return refuse("number_scientific", "a spreadsheet wrote the number in scientific notation and its digits are lost: "+
			"format the column as text, enter the number again and export")
	case d.decimal.MatchString(text):
		return refuse("number_decimal", "a spreadsheet wrote the number with decimals: format the column as text and export again")
	}
	return nil
}

// spelling returns a number in ASCII: digits, punctuation, at most one plus sign, which comes first.
// It errs where text holds anything else.
func spelling(text string) (string, error) {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsDigit(r):
			b.WriteString(phonenumbers.NormalizeDigitsOnly(string(r)))
		case r == '+' || r == '＋':
			if strings.Trim(b.String(), " (") != "" {
				return "", several()
			}
			b.WriteByte('+')
		case strings.ContainsRune(" ()[]-.‐‑‒–—―−ー－．（）［］", r):
			b.WriteByte(punctuation(r))
		default:
			return "", foreign(text, r)
		}
	}
	if digits(b.String()) == "" {
		return "", refuse("number_missing", "the cell holds no digits: fill in the number")
	}
	return b.String(), nil
}

func punctuation(r rune) byte {
	switch r {
	case ' ', '.':
		return byte(r)
	case '(', '（', '[', '［':
		return '('
	case ')', '）', ']', '］':
		return ')'
	default:
		return '-'
	}
}

// foreign says what is wrong with a cell that holds r.
func foreign(text string, r rune) error {
	// A tail as long as a number is one, even where the library would dial it as an extension.
	if _, tail := phonenumbers.MaybeSeparateExtensionFromPhone(text); tail != "" && len(tail) < minDigits {
		return refuse("number_extension", "the number has an extension, which cannot be dialed: remove it or use a direct number")
	}
	switch {
	case unicode.IsLetter(r):
		return refuse("number_letters", "the number holds letters: write it in digits")
	case strings.ContainsRune("/\\,;|&\t\r\n", r):
		return several()
	default:
		return refuse("number_characters", fmt.Sprintf("the number holds %q: write it in digits, spaces and hyphens", r))
	}
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
