package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// tooLong reports whether a cell has more characters, in UTF-16, than the format allows.
func tooLong(cell string) bool {
	if len(cell) <= MaxCellChars {
		return false
	}
	n := 0
	for _, r := range cell {
		if n++; r > 0xffff {
			n++
		}
	}
	return n > MaxCellChars
}

// appendText appends a text to an element <t> that has just begun. What XML does not allow has the escape of workbooks, _xHHHH_, and so
// has an underscore that would begin one. Space at the ends of a text needs an attribute.
func appendText(b []byte, text string) []byte {
	if begin := len(b) - 1; begin >= 0 && strings.TrimSpace(text) != text && b[begin] == '>' {
		b = append(b[:begin], ` xml:space="preserve">`...)
	}
	done := 0
	for i := 0; i < len(text); {
		size := 1
		var instead string
		switch c := text[i]; {
		case c == '<':
			instead = "&lt;"
		case c == '>':
			instead = "&gt;"
		case c == '&':
			instead = "&amp;"
		case c == '_' && isEscape(text[i:]):
			instead = escaped('_')
		case c < ' ' && c != '\t' && c != '\n':
			instead = escaped(rune(c))
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(text[i:]); r == 0xfffe || r == 0xffff {
				instead = escaped(r)
			} else if r == utf8.RuneError {
				instead = string(utf8.RuneError)
			}
		}
		if instead != "" {
			b = append(append(b, text[done:i]...), instead...)
			done = i + size
		}
		i += size
	}
	return append(b, text[done:]...)
}

func escaped(r rune) string { return fmt.Sprintf("_x%04X_", r) }

// isEscape reports whether a text begins like an escape.
func isEscape(text string) bool {
	if len(text) < len("_x0000_") || text[1] != 'x' || text[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:6], 16, 16)
	return err == nil
}
