package dialer

import (
	"slices"
)

// Disposition is what became of an attempt, or why there was none.
type Disposition string

// The dispositions of an attempt, then those of a skip.
const (
	// Accepted: the API gave an agent_call_id and no error.
	Accepted Disposition = "accepted"
	// Rejected: it is certain that no phone was dialed.
	Rejected Disposition = "rejected"
	// Unknown: the contact may have been dialed; never sent again unasked.
	Unknown Disposition = "unknown"

	// Invalid: the row cannot be called as it stands.
	Invalid Disposition = "invalid"
	// Duplicate: another row of the campaign has the number or the id.
	Duplicate Disposition = "duplicate"
	// Suppressed: a suppression list names the number.
	Suppressed Disposition = "suppressed"
)

// Dispositions returns all dispositions. The set is closed: a text that is none of them is damage where a file holds it.
func Dispositions() []Disposition {
	return []Disposition{Accepted, Rejected, Unknown, Invalid, Duplicate, Suppressed}
}

// Skip reports whether d says why there was no attempt.
func (d Disposition) Skip() bool {
	switch d {
	case Invalid, Duplicate, Suppressed:
		return true
	case Accepted, Rejected, Unknown:
		return false
	}
	return false
}

// Valid reports whether d is one of Dispositions.
func (d Disposition) Valid() bool { return slices.Contains(Dispositions(), d) }

// LastWord is the last word on a contact: the disposition of its last line in the ledger that counts, and the attempts so
// far. The zero value says nothing.
type LastWord struct {
	Disposition Disposition
	Attempts    int
}

// Replaces reports whether a word takes the place of another on the same contact that was read before it. Accepted is
// final, in whatever order the lines are read. A skip replaces no attempt. Else the later attempt counts; of one attempt,
// the later line.
func (w LastWord) Replaces(earlier LastWord) bool {
	switch {
	case earlier.Disposition == Accepted:
		return false
	case w.Disposition == Accepted:
		return true
	case w.Disposition.Skip():
		return earlier.Disposition == "" || earlier.Disposition.Skip()
	default:
		return w.Attempts >= earlier.Attempts
	}
}
