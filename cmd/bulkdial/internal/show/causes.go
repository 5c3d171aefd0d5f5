package show

import (
	"cmp"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
)

// tally writes the counts that are not zero, and those that are always of interest.
func (w *Writer) tally(t dialer.Tally) {
	count := func(name string, n int, always bool) {
		if n > 0 || always {
			w.Printf("  %-10s %8d\n", name, n)
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
func (w *Writer) hidden(n int) {
	switch n {
	case 0:
	case 1:
		w.Printf("  1 row is hidden in the sheet\n")
	default:
		w.Printf("  %d rows are hidden in the sheet\n", n)
	}
}

// moved names the contacts that are left alone because their ids were called at other numbers.
func (w *Writer) moved(m *screen.Moved) {
	if m.Count == 0 {
		return
	}
	w.Printf("  left alone: %s\n", m)
	for _, id := range m.First {
		w.Printf("    %s\n", id)
	}
	if n := m.Count - len(m.First); n > 0 {
		w.Printf("    … and %d others\n", n)
	}
}

// unstable writes a warning if a run would be refused because too many ids have moved.
func (w *Writer) unstable(m *screen.Moved) {
	if m.Unstable(m.Compared) {
		w.Printf("warning: %s\n", fault.Text(&campaign.UnstableIDsError{Moved: *m}))
	}
}

// repaired writes what was repaired in numbers.
func (w *Writer) repaired(repairs []engine.Cause) {
	for _, r := range repairs {
		w.Printf("  %d repaired: %s\n", r.Count, fault.Sentence(r))
	}
}

// How many causes a summary, a status that is painted again and again, and a plan show.
const (
	shownCauses   = 10
	paintedCauses = 3
	plannedCauses = 50
)

// causes writes the most frequent causes, up to most; elsewhere says where the others are.
func (w *Writer) causes(causes []engine.Cause, most int, elsewhere string) {
	for i, c := range causes {
		if i == most {
			w.Printf("  … and %d other causes; %s\n", len(causes)-i, elsewhere)
			return
		}
		word := cmp.Or(string(c.Disposition), "pending")
		w.Printf("  %d %s: %s (%s)\n", c.Count, word, Shorten(fault.Sentence(c), 240), c.Code)
	}
}

// Shorten cuts s to n characters.
func Shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
