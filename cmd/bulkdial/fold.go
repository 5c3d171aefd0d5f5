package main

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// windowSize is the size of a terminal; zeros: that is not known.
func windowSize(f interface{ Fd() uintptr }) (columns, rows int) {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0
	}
	return int(size.Col), int(size.Row)
}

// columns is how wide a terminal is; 0: that is not known.
func columns(f interface{ Fd() uintptr }) int {
	wide, _ := windowSize(f)
	return wide
}

// lines is how many lines a terminal shows; 0: that is not known.
func lines(f interface{ Fd() uintptr }) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Row)
}

// fold breaks the lines of a text that are longer than a terminal is wide at spaces, and indents what follows. It is for text that
// is not copied: commands stay on one line. A width of 0 folds nothing.
func fold(text string, width int) string {
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

// foldAround folds the lines of a summary, except those that are copied: commands, and the name of the results.
func foldAround(text string, width int) string {
	var folded strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "  bulkdial ") && !strings.HasPrefix(line, "results: ") {
			line = fold(line, width)
		}
		folded.WriteString(line)
	}
	return folded.String()
}
