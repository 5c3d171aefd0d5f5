package dialer

import (
	"context"
	"time"
)

// Caller sends one request and says what its answer proves. internal/cartesia implements it.
type Caller interface {
	// Call places the calls of req. It sends the request at most once, returns when an answer is there, when ctx ends,
	// or when the connection fails, and never returns an error: a failure is an Answer too.
	Call(ctx context.Context, req Request) Answer
}

// Request is what is sent at once: contacts of one route, no number twice. Its Attempts and its Room are used again when
// it is settled, so that whoever is given it keeps no more of it than strings.
type Request struct {
	// Batch names the request in the record.
	Batch string
	// Attempts holds one element for each call asked for, in the order sent.
	Attempts []Attempt
	Route    Route
	// Room may have room for the entries of the answer, which else have some of their own.
	Room []Entry
}

// Attempt is one sending of one contact.
type Attempt struct {
	Contact Contact
	// Number counts the contact's attempts over all runs, from 1.
	Number int
	// Ref names the attempt in what is sent: stable for a contact and its attempt, and by that the way to find the call
	// again when its answer was lost. At most MaxRef bytes; empty: none.
	Ref string
}

// MaxRef bounds an Attempt's Ref in bytes, as JSON without its quotes.
const MaxRef = 64

// Verdict is what an answer proves of a whole request.
type Verdict int

// The verdicts. Only those that prove that nobody was dialed lead to another try.
const (
	// Lost: the request was written, at least in part, and no usable answer came: anybody in it may have been dialed.
	Lost Verdict = iota
	// Answered: each contact has an entry of its own.
	Answered
	// Unsent: no byte of the request left; nobody was dialed.
	Unsent
	// Busy: the API has no room at the moment; nobody was dialed.
	Busy
	// Refused: something in the request is not acceptable, perhaps a single contact; nobody was dialed.
	Refused
	// TooLarge: the request is too big; nobody was dialed, and no contact is to blame.
	TooLarge
	// Denied: no request of this kind will be taken until somebody changes something; nobody was dialed.
	Denied
)

// Answer is a classified answer to a Request.
type Answer struct {
	Verdict Verdict
	// Entries is as long as the request's Attempts, in their order, when Verdict is Answered; else nil.
	Entries []Entry
	// HTTPStatus is 0 when no status line came.
	HTTPStatus int
	// RequestID is what the API calls the request; may be empty.
	RequestID string
	// RetryAfter is how long the API asks to wait; 0 when it does not say.
	RetryAfter time.Duration
	// Code is a word for machines; Message one line for people. Both are free of keys. Set unless Verdict is Answered.
	Code, Message string
}

// Entry is the answer for one contact.
type Entry struct {
	// Disposition is Accepted, Rejected or Unknown.
	Disposition Disposition
	// Busy marks a Rejected entry that lacked only a free line: it is nobody's failure and is tried again.
	Busy bool
	// CallID is the agent_call_id, when the entry held one.
	CallID string
	// Code is a word for machines; Error one line for people, the raw JSON when the API gave an object.
	Code, Error string
}
