package table

import (
	"slices"
	"strings"
)

// swallowsRows reports whether one of the cells of a row seems to hold other rows, or the end of its own: a line break is in it and,
// after it or after a delimiter before it, something like a number.
func (t *csvTable) swallowsRows(cells []string) bool {
	return t.line > t.records.lineOf(0) && slices.ContainsFunc(cells, func(cell string) bool {
		first, rest, more := strings.Cut(cell, "\n")
		if !more {
			return false
		}
		_, after, delimited := strings.Cut(first, string(t.records.csv.Comma))
		return delimited && t.holdsNumber(after, true) ||
			slices.ContainsFunc(strings.Split(rest, "\n"), func(line string) bool { return t.holdsNumber(line, false) })
	})
}

// holdsNumber reports whether a line within a cell is something like a number or, as a row would be, has one between delimiters.
// A short number counts only there: alone it may be anything.
func (t *csvTable) holdsNumber(line string, delimited bool) bool {
	parts := strings.Split(line, string(t.records.csv.Comma))
	return slices.ContainsFunc(parts, func(part string) bool {
		part = strings.Trim(part, "\"' \r")
		return LooksLikeNumber(part) || (delimited || len(parts) > 1) && isShortNumber(part)
	})
}

// fewestShort and mostDigits bound the digits of a number, without its country code or with it.
const fewestShort, mostDigits = 7, 15

// isShortNumber reports whether a text is digits, as many as a national number has, in groups or not. A date is none.
func isShortNumber(text string) bool {
	n := CountDigits(text)
	return strings.Trim(text, "0123456789 .-()") == "" && n >= fewestShort && n <= mostDigits && !IsFullDate(text)
}
