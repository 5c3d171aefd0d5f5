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
	// Suppressed: a suppression list names the number, or the sheet hides the row.
	Suppressed Disposition = "suppressed"
	// Expired: the time until which the contact may be called has passed.
	Expired Disposition = "expired"
)

// Dispositions returns all dispositions. The set is closed: a text that is none of them is damage where a file holds it.
func Dispositions() []Disposition {
	return []Disposition{Accepted, Rejected, Unknown, Invalid, Duplicate, Suppressed, Expired}
}

// Skip reports whether d says why there was no attempt.
func (d Disposition) Skip() bool {
	switch d {
	case Invalid, Duplicate, Suppressed, Expired:
		return true
	case Accepted, Rejected, Unknown:
		return false
	}
	return false
}

// Valid reports whether d is one of Dispositions.
func (d Disposition) Valid() bool { return slices.Contains(Dispositions(), d) }
