package suppress

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bulkdial/csvio/table"
)

// checkOthers looks for numbers in cells that are not read for entries, and that are no entries of their row.
func (l *listReader) checkOthers(r table.Row) {
	for i := range l.columns {
		c := &l.columns[i]
		if c.holdsEntries() || c.role == expiries || i == l.region {
			continue
		}
		cell := table.CleanName(cellAt(r.Cells, i))
		if l.unread == nil && (strings.ContainsAny(cell, plusSigns) && l.holdsMore(cell) || isHash(cell)) {
			l.unread = unreadError(fmt.Sprintf("column %q holds phone numbers (row %d)", table.ShortName(c.name), r.SheetRow))
		}
		if table.CountDigits(cell) < fewestDigits || !c.samples(r.SheetRow) {
			continue
		}
		switch {
		case table.IsFullDate(cell) || !l.Numbers.Plausible(cell):
			c.others++
		case !l.isSeen(cell):
			c.numbers++
		}
	}
}

// checkSwallowed notes a cell that holds a number on a later line which is not an entry of its row: a quote may have swallowed rows.
func (l *listReader) checkSwallowed(r table.Row) {
	if slices.ContainsFunc(r.Cells, l.swallows) {
		l.bad.note(errSwallowed, r.SheetRow, strings.Join(r.Cells, " "))
	}
}

var errSwallowed = errors.New("a cell holds a number on a later line, perhaps because a quote has swallowed rows: double each quote within a quoted cell (\"\")")

func (l *listReader) swallows(cell string) bool {
	_, rest, _ := strings.Cut(cell, "\n")
	for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune(",;|\"\t\r\n", r) }) {
		if part = table.CleanName(part); table.CountDigits(part) >= fewestDigits && l.Numbers.Plausible(part) && !l.isSeen(part) {
			return true
		}
	}
	return false
}

// holdsMore reports whether a cell, or a part of it, is a number with a + that is not an entry of its row.
func (l *listReader) holdsMore(cell string) bool {
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(",;/|[]{}\"\t\r\n", r) }) {
		if part = table.CleanName(part); strings.ContainsAny(part, plusSigns) && l.Numbers.Plausible(part) && !l.isSeen(part) {
			return true
		}
	}
	return false
}

// isSeen reports whether a number is among the entries of its row.
func (l *listReader) isSeen(cell string) bool {
	number, err := l.Numbers.Read(cell, "")
	return err == nil && slices.Contains(l.seen, number.E164)
}

// unreadError reports a column that seems to hold numbers although its name is not one of phones.
func unreadError(cause string) error {
	return fieldErrorf("SuppressColumn", "%s, but its name does not say so: name it phone, or remove it, or say which columns hold the entries", cause)
}
