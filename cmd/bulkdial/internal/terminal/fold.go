package terminal

import (
	"strings"
	"unicode/utf8"
)

// Fold breaks the lines of a text that are longer than a terminal is wide at spaces, and indents what follows. It is for text that
// is not copied: commands stay on one line. A width of 0 folds nothing.
func Fold(text string, width int) string {
	var folded strings.Builder
	for line := range strings.Lines(text) {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))] + "  "
		for width > 2*len(indent) && utf8.RuneCountInString(strings.TrimRight(line, "\n")) > width {
			at := lastSpace(line, width)
			if at <= len(indent) {
				break // a word that is wider than the terminal
			}
			folded.WriteString(strings.TrimRight(line[:at], " ") + "\n")
			line = indent + strings.TrimLeft(line[at:], " ")
		}
		folded.WriteString(line)
	}
	return folded.String()
}

// lastSpace is the offset of the last space of a line that has at most width characters before it; -1: there is none.
func lastSpace(line string, width int) int {
	last, n := -1, 0
	for i, r := range line {
		if n > width {
			break
		}
		if r == ' ' {
			last = i
		}
		n++
	}
	return last
}
