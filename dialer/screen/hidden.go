package screen

import (
	"fmt"

	"bulkdial/dialer"
)

// HiddenRows is the policy for rows that the sheet of a workbook does not show, as those that a filter has hidden.
type HiddenRows string

// The policies for hidden rows.
const (
	// UndecidedHidden: nobody has said what becomes of them, so they stop the run.
	UndecidedHidden HiddenRows = ""
	// CallHidden: they are contacts like the others.
	CallHidden HiddenRows = "call"
	// SkipHidden: they are not called, and recorded as suppressed.
	SkipHidden HiddenRows = "skip"
	// FailHidden: one stops the run.
	FailHidden HiddenRows = "fail"
)

// ParseHiddenRows reads a policy for hidden rows.
func ParseHiddenRows(s string) (HiddenRows, error) {
	switch h := HiddenRows(s); h {
	case UndecidedHidden, CallHidden, SkipHidden, FailHidden:
		return h, nil
	default:
		return "", fmt.Errorf("%q is not one of call, skip, fail", s)
	}
}

// Fails reports whether a hidden row stops a run.
func (h HiddenRows) Fails() bool { return h == UndecidedHidden || h == FailHidden }

// hidden decides about a hidden row that is not called. A word that settles the contact stands. Else the row is as good as absent:
// it takes no place among the rows with its id or number, so that one that is shown is called.
func (s *Screen) hidden(d *dialer.Decision) *dialer.Decision {
	c := d.Contact
	if last, stands := s.standsByID(c); stands {
		return settled(d, last)
	}
	if read, err := s.read(c); err == nil {
		c.Number = read.e164()
		if last, stands := s.standsByNumber(c, &read); stands {
			return settled(d, last)
		}
	}
	s.hiddenRows++
	return s.skip(d, dialer.Suppressed, dialer.Reason{
		Code: "row_hidden", Cause: "the row is hidden in the sheet", Remedy: "show it, or say that hidden rows are called", Field: "HiddenRows",
	})
}

// standsByNumber is standsByID for a contact that its number identifies. Where each row with a number is called, it is not known
// which of them the word is about.
func (s *Screen) standsByNumber(c *dialer.Contact, read *reading) (last word, stands bool) {
	if s.Rules.UseIDs || s.Rules.Duplicates == AllowDuplicates || !read.known {
		return last, false
	}
	if last = s.callsTo(read).whole; !last.settledBy(&s.Rules) {
		return last, false
	}
	occurrence, _ := s.meetNumber(read, dialer.Place{Row: c.Row, SheetRow: c.SheetRow})
	return last, occurrence == 1
}
