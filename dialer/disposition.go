package dialer

import (
	"strings"
	"time"
)

// Disposition is what became of an attempt, or why there was none.
type Disposition string

// The dispositions of an attempt, then those of a skip.
const (
	// Accepted: the API gave an agent_call_id and no error.
	Accepted Disposition = "accepted"
	// Rejected: it is certain that nobody was dialed.
	Rejected Disposition = "rejected"
	// Unknown: somebody may have been dialed; never sent again unasked.
	Unknown Disposition = "unknown"

	// Invalid: the row cannot be called as it stands.
	Invalid Disposition = "invalid"
	// Duplicate: another row of the campaign stands for this number or id.
	Duplicate Disposition = "duplicate"
	// Suppressed: a suppression list names the number.
	Suppressed Disposition = "suppressed"
)

// Skip reports whether d says why there was no attempt.
func (d Disposition) Skip() bool { return d == Invalid || d == Duplicate || d == Suppressed }

// Valid reports whether d is one of the six words above.
func (d Disposition) Valid() bool { return d == Accepted || d == Rejected || d == Unknown || d.Skip() }

// Result is one line of a campaign's record: the outcome of one attempt, or one skip.
type Result struct {
	Row int
	ID  string
	// Number is E.164, or the cell as it stood when the number is invalid.
	Number      string
	Disposition Disposition
	// CallID is the API's agent_call_id; set when accepted, and when an entry carried both an id and an error.
	CallID string
	// ErrorCode is a word for machines; Error one line for people, JSON when the API gave an object.
	ErrorCode, Error string
	// Attempt counts from 1 over all runs; 0 for a skip.
	Attempt int
	// Batch names the request that carried the contact; empty for a skip.
	Batch string
	// HTTPStatus and RequestID are the answer's, 0 and empty when there was none.
	HTTPStatus int
	RequestID  string
	// At is the time of the answer or of the skip.
	At time.Time
	// SheetRow is the contact's, for messages; the record does not hold it.
	SheetRow int
}

// why is the reason that a result gives.
func (r *Result) why() Reason { return Reason{Code: r.ErrorCode, Cause: r.Error} }

// OneLine returns s with each line break turned into a space, which is how the record holds every field: a torn
// last line is then what follows the last line break.
func OneLine(s string) string {
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(s)
}
