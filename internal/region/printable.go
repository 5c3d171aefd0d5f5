package region

import "strings"

// Printable is a text as a terminal may show it, whoever wrote it: characters that control a terminal, or turn the direction of the text
// around, are spaces. Tabs and ends of lines stay.
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
