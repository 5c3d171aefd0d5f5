package dialer

import (
	"encoding/json"
	"errors"
	"time"
)

// Contact is one person to call: one data row of a contacts file.
type Contact struct {
	// Row is the ordinal of the row in the file, from 1, the header not counted.
	Row int
	// SheetRow is the number that a spreadsheet shows beside the row: from 1, the header and blank rows counted, a row
	// with line breaks in a cell counted once. Messages call it the row.
	SheetRow int
	// Hidden: the sheet does not show the row.
	Hidden bool
	// ID is the cell of the id column; empty when there is none.
	ID string
	// Number is the number's cell as it stood; E.164 once the contact is screened.
	Number string
	// Region is the cell of the region column; empty when there is none.
	Region string
	// TimeZone, PostalCode and State are the cells that say where the contact is; empty where there is no such column. A state may be a
	// province.
	TimeZone, PostalCode, State string
	// Metadata is one JSON object for the agent's code, or nil.
	Metadata json.RawMessage
	// Route says through which agent and caller number the contact is called.
	Route Route
	// NotBefore is the earliest moment at which the contact may be called, and Expires the first at which it may not be called any
	// more; zero: there is none.
	NotBefore, Expires time.Time
	// ConsentAt is when the contact consented to be called; zero where that is not known, or not asked.
	ConsentAt time.Time
}

// Route is what belongs to a request and not to its items: contacts that differ in it travel in different batches.
type Route struct {
	// AgentID names the agent that talks; opaque.
	AgentID string
	// FromNumberID names the phone number to call from; opaque.
	FromNumberID string
	// RingingTimeoutSeconds is 5 to 80, or 0 to leave it to the API (which takes 60).
	RingingTimeoutSeconds int
	// MaxCallDurationMinutes is 1 or more, or 0 to leave it to the API.
	MaxCallDurationMinutes int
}

// RowError reports a row that is there but cannot be a contact: ragged, badly quoted, not UTF-8.
// A sequence of contacts goes on after it; any other error ends the sequence.
type RowError struct {
	Row, SheetRow int
	// Hidden is as in Contact.
	Hidden bool
	// ID and Number are the cells as far as they could be read, else empty.
	ID, Number string
	Reason
}

func (e *RowError) Error() string { return e.String() }

// ErrContactsChanged is wrapped by the error of a sequence of contacts whose file is not what it was in an earlier pass. It
// stops a run at once, while another error lets the contacts before it be called.
var ErrContactsChanged = errors.New("the contacts file was changed")

// MetadataLimits says what metadata the API takes. It is stated apart from the API's client so that each row can be
// checked before the first call. The zero value allows everything.
type MetadataLimits struct {
	// Flat: each value is a string, a number or a boolean; there are no objects, lists or nulls.
	Flat bool
	// MaxEntries and MaxBytes bound the members of a contact's object and its JSON; 0 is no bound. What the reference
	// takes is off already.
	MaxEntries, MaxBytes int
	// CheckKey says what is wrong with a key, in words that go on after "the key …"; nil allows each.
	CheckKey func(key string) error
	// RefKey is the key of the reference that is added to each contact's metadata, which may have no other member of
	// that name; empty: no reference is added.
	RefKey string
}
