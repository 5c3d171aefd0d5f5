package phone

import (
	"regexp"
	"strings"
	"unicode"

	"bulkdial/dialer"
)

// cell is the text of a cell and the repairs made so far.
type cell struct {
	text    string
	repairs []dialer.Reason
	// behind is the number of digits behind a slash which must be that behind the area code; else 0.
	behind int
}

func (c *cell) repaired(text string, repair dialer.Reason) {
	c.text = strings.TrimSpace(text)
	c.repairs = append(c.repairs, repair)
}

// fullWidth is the distance of the full-width forms, from ！ to ～, from their ASCII characters.
const fullWidth = '！' - '!'

// visible returns a cell without invisible marks, which spreadsheets and chat programs add to numbers, with ASCII spaces and
// digits in place of others, trimmed.
func visible(raw string) cell {
	var marks, spaces, forms bool
	text := strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII:
			return r
		case unicode.Is(unicode.Cf, r):
			marks = true
			return -1
		case unicode.Is(unicode.Zs, r):
			spaces = true
			return ' '
		case r >= '！' && r <= '～':
			forms = true
			return r - fullWidth
		case unicode.IsDigit(r):
			forms = true
			return asciiDigit(r)
		default:
			return r
		}
	}, raw)
	c := cell{text: strings.TrimSpace(text)}
	if marks {
		c.repairs = append(c.repairs, repairedInvisible())
	}
	if spaces {
		c.repairs = append(c.repairs, repairedSpaces())
	}
	if forms {
		c.repairs = append(c.repairs, repairedDigits())
	}
	return c
}

// asciiDigit returns the ASCII form of a digit. In Unicode the ten digits of a script are consecutive, from zero on.
func asciiDigit(r rune) rune {
	zero := r
	for unicode.IsDigit(zero - 1) {
		zero--
	}
	return '0' + (r-zero)%10
}

// unwrap removes what marks a cell as text in a spreadsheet: an apostrophe before it, or a formula around it.
func (c *cell) unwrap(formula *regexp.Regexp) {
	if text := strings.TrimLeft(c.text, "'’‘`"); text != c.text {
		c.repaired(text, repairedApostrophe())
	}
	if m := formula.FindStringSubmatch(c.text); m != nil {
		c.repaired(m[1]+m[2], repairedFormula())
	}
}
