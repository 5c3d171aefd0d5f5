package dialer

import (
	"time"
)

// Screener decides about each contact of one pass over a contacts file, in the order of the file. dialer/screen implements
// it. It is used by one goroutine.
type Screener interface {
	// Decide decides about the next contact.
	Decide(c *Contact) Decision
	// Malformed decides about a row that could not be read as a contact.
	Malformed(e *RowError) Decision
	// Recall decides again about a contact that was to be called and was held, with the attempt and occurrence that it had.
	Recall(c *Contact, attempt, occurrence int) Decision
}

// Decision says what is done about one contact.
type Decision struct {
	// Contact is the contact, with the id as the ledger has it, the number in E.164 when it is to be called, and the number
	// to call from filled in.
	Contact *Contact
	// Call: the contact is to be called, as its Attempt-th attempt, as the Occurrence-th row with its number.
	Call                bool
	Attempt, Occurrence int
	// HoldUntil is the earliest moment at which a contact that is to be called may be; zero where that is now.
	HoldUntil time.Time
	// NoTime: no such moment is known, and the contact stays pending. Hold says why a contact is held, where the guard says so.
	NoTime bool
	Hold   Reason
	// Capped: the contact is held because its number was called as often as a cap allows.
	Capped bool
	// Talked: the contact is held because somebody was reached at the number, or may have been, a short time ago.
	Talked bool
	// Closed: the contact is held because it is outside of its calling hours.
	Closed bool
	// Redials is the outcome of the last call of a contact that is to be called again because that call has ended so, and Due is when
	// that may be; HoldUntil is no earlier. Empty for other contacts.
	Redials Outcome
	Due     time.Time
	// LastWord is the last word on a contact that is not to be called: an earlier one that stands, or a skip.
	LastWord Disposition
	// Outcome is how the last call of a contact has ended whose LastWord is Accepted; empty while it is in progress as far as is
	// known, and for other contacts.
	Outcome Outcome
	// Reason says why a contact is skipped; empty when an earlier word stands.
	Reason
	// First is the place of the row that a duplicate repeats.
	First Place
	// Repairs says what was repaired in the number's cell of a contact that is to be called, and Country is that of the
	// number.
	Repairs []Reason
	Country string
	// Abroad is as in Number.
	Abroad Abroad
	// OnRecord: the ledger already holds this skip.
	OnRecord bool
	// Record is what the ledger says of the attempts of the contact, whatever is done about it now; zero where there are none.
	Record Record
}

// Record is what the ledger says of the attempts of one contact.
type Record struct {
	// LastWord is the last word on the contact by its attempts: accepted, rejected or unknown. Outcome is how its last call has ended if it
	// is accepted, and Attempts is how many there were.
	LastWord Disposition
	Outcome  Outcome
	Attempts int
	// Result and CDR are the places of the lines about the attempt that LastWord comes from, and LastResult that of the result of the
	// attempt with the highest number, by the numbers in the results; 0: there is none, or places are not kept.
	Result, CDR, LastResult uint64
}

// Place is the place of a row: Row in the file's own count, SheetRow in a spreadsheet's.
type Place struct{ Row, SheetRow int }

// EarlierRow stands in a duplicate's cause for the row that it repeats.
const EarlierRow = "an earlier row"

// Skipped reports whether the decision is a skip that this run has found.
func (d *Decision) Skipped() bool { return d.Code != "" }

// Held reports whether a contact is to be called, but not now.
func (d *Decision) Held() bool { return d.Call && (d.NoTime || !d.HoldUntil.IsZero()) }

// Reason says why a row is not called, or what was repaired in it.
type Reason struct {
	// Code is a word for machines, as in `number_too_short`; it becomes the result's error_code.
	Code string
	// Cause says in a few words what is wrong, and Remedy what to do about it. Neither names a row or quotes a number,
	// so that rows with one cause share one message. Remedy may be empty.
	Cause, Remedy string
	// Field is the configuration field that the remedy is about, perhaps with the value to give it, as in NumberCheck=possible;
	// empty where it is none.
	Field string
}

// FieldName returns Field.
func (r Reason) FieldName() string { return r.Field }

// String is the reason as one sentence.
func (r Reason) String() string {
	if r.Remedy == "" {
		return r.Cause
	}
	return r.Cause + ": " + r.Remedy
}

// FieldError is an error about the value of one field of a configuration. Its text names no flag: cmd adds the flag of the
// field.
type FieldError struct {
	// Field is the name of the field, as in `MaxFailures`.
	Field string
	Err   error
}

func (e *FieldError) Error() string { return e.Err.Error() }
func (e *FieldError) Unwrap() error { return e.Err }

// FieldName returns Field.
func (e *FieldError) FieldName() string { return e.Field }

// RouteError says what is wrong with a Route. A FieldError around it names the field.
type RouteError struct{ Reason }

func (e *RouteError) Error() string { return e.String() }
