package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// lines writes text for people and keeps the first error.
type lines struct {
	out io.Writer
	err error
}

func (w *lines) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.out, format, args...)
	}
}

// writeJSON writes a value for machines.
func writeJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(v) //nolint:wrapcheck // nothing to add
}

// tally writes the counts that are not zero, and those that are always of interest.
func (w *lines) tally(t dialer.Tally) {
	for _, c := range []struct {
		name   string
		n      int
		always bool
	}{
		{"rows", t.Rows, true},
		{"accepted", t.Accepted, true},
		{"rejected", t.Rejected, false},
		{"unknown", t.Unknown, false},
		{"invalid", t.Invalid, false},
		{"duplicate", t.Duplicate, false},
		{"suppressed", t.Suppressed, false},
		{"pending", t.Pending, true},
	} {
		if c.n > 0 || c.always {
			w.printf("  %-10s %8d\n", c.name, c.n)
		}
	}
}

// repaired writes what was put right in numbers.
func (w *lines) repaired(repairs []dialer.Cause) {
	for _, r := range repairs {
		w.printf("  %d repaired: %s\n", r.Count, sentence(r))
	}
}

// some is a number of things, in words.
func some(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// sentence tells of a cause, where it befell, and what to do. Rows are numbered as a spreadsheet does.
func sentence(c dialer.Cause) string {
	text := c.Cause + " (" + rowsOf(c) + ")"
	if c.Remedy != "" {
		text += ": " + c.Remedy
	}
	return text
}

// rowsOf names the rows of a cause: `row 4`, `rows 4, 9, …`, and of duplicates which they repeat, `rows 4 repeats 2, 9 repeats 3`.
func rowsOf(c dialer.Cause) string {
	rows := make([]string, len(c.Rows))
	for i, row := range c.Rows {
		rows[i] = strconv.Itoa(row)
		if i < len(c.Firsts) && c.Firsts[i] > 0 {
			rows[i] += " repeats " + strconv.Itoa(c.Firsts[i])
		}
	}
	where := "row "
	if c.Count > 1 {
		where = "rows "
	}
	where += strings.Join(rows, ", ")
	if c.Count > len(rows) {
		where += ", …"
	}
	return where
}

// How many causes people are shown of what has happened, and of what is planned.
const (
	shownCauses   = 10
	plannedCauses = 50
)

// causes writes the most frequent causes, at most so many; elsewhere says where the others are.
func (w *lines) causes(causes []dialer.Cause, most int, elsewhere string) {
	for i, c := range causes {
		if i == most {
			w.printf("  … and %d other causes; %s\n", len(causes)-i, elsewhere)
			return
		}
		w.printf("  %d %s: %s (%s)\n", c.Count, c.Disposition, shorten(sentence(c), 240), c.Code)
	}
}
