package region

import "strings"

// Printable makes a text safe for a terminal: it replaces characters that control a terminal, or that reverse the direction of text, with
// spaces. Tabs and line breaks stay.
func Printable(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n', c == '\t':
			return c
		case c < ' ', c >= 0x7f && c < 0xa0, turnsAround(c):
			return ' '
		}
		return c
	}, text)
}

// turnsAround reports whether a character makes the text after it run the other way, so that it seems to say something else.
func turnsAround(c rune) bool {
	return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
}
