package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/region"
)

// textWriter writes text for people and keeps the first error.
type textWriter struct {
	out io.Writer
	err error
}

// printf writes a text of which parts may come from the API or from a file: nothing in it controls a terminal.
func (w *textWriter) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = io.WriteString(w.out, region.Printable(fmt.Sprintf(format, args...)))
	}
}

// writeJSON writes a value for machines.
func writeJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(v) //nolint:wrapcheck // nothing to add
}

// tally writes the counts that are not zero, and those that are always of interest.
func (w *textWriter) tally(t dialer.Tally) {
	count := func(name string, n int, always bool) {
		if n > 0 || always {
			w.printf("  %-10s %8d\n", name, n)
		}
	}
	count("rows", t.Rows, true)
	for _, d := range dialer.Dispositions() {
		count(string(d), t.Of(d), d == dialer.Accepted)
	}
	count("pending", t.Pending, true)
	w.hidden(t.Hidden)
}

// hidden says how many of the rows the sheet does not show.
func (w *textWriter) hidden(n int) {
	switch n {
	case 0:
	case 1:
		w.printf("  1 row is hidden in the sheet\n")
	default:
		w.printf("  %d rows are hidden in the sheet\n", n)
	}
}

// moved names the contacts that are left alone because their ids were called at other numbers.
func (w *textWriter) moved(m *screen.Moved) {
	if m.Count == 0 {
		return
	}
	w.printf("  left alone: %s\n", m)
	for _, id := range m.First {
		w.printf("    %s\n", id)
	}
	if n := m.Count - len(m.First); n > 0 {
		w.printf("    … and %d others\n", n)
	}
}

// unstable writes a warning if a run would be refused because too many ids have moved.
func (w *textWriter) unstable(m *screen.Moved) {
	if m.Unstable(m.Compared) {
		w.printf("warning: %s\n", fault.Text(&campaign.UnstableIDsError{Moved: *m}))
	}
}

// repaired writes what was repaired in numbers.
func (w *textWriter) repaired(repairs []engine.Cause) {
	for _, r := range repairs {
		w.printf("  %d repaired: %s\n", r.Count, fault.Sentence(r))
	}
}

// counted is a number of things, as in `3 failed`.
type counted struct {
	n     int
	words string
}

// countsText joins the first count and the others that are not zero.
func countsText(first counted, others ...counted) string {
	texts := []string{strconv.Itoa(first.n) + " " + first.words}
	for _, c := range others {
		if c.n > 0 {
			texts = append(texts, strconv.Itoa(c.n)+" "+c.words)
		}
	}
	return strings.Join(texts, ", ")
}

// How many causes a summary, a status that is painted again and again, and a plan show.
const (
	shownCauses   = 10
	paintedCauses = 3
	plannedCauses = 50
)

// causes writes the most frequent causes, up to most; elsewhere says where the others are.
func (w *textWriter) causes(causes []engine.Cause, most int, elsewhere string) {
	for i, c := range causes {
		if i == most {
			w.printf("  … and %d other causes; %s\n", len(causes)-i, elsewhere)
			return
		}
		word := cmp.Or(string(c.Disposition), "pending")
		w.printf("  %d %s: %s (%s)\n", c.Count, word, shorten(fault.Sentence(c), 240), c.Code)
	}
}

// shorten cuts s to n characters.
func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
