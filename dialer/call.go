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

// Request is what is sent at once: contacts of one route, no number twice.
type Request struct {
	// Batch names the request in the ledger.
	Batch BatchName
	// Attempts holds one element for each call asked for, in the order sent.
	Attempts []Attempt
	Route    Route
	// Permit is asked by the Caller once it has a connection, before the first byte: a connection, or the record of the intent, may
	// have taken long. False: a guard objects, so the request must not be sent, and its answer is Withheld. Nil permits.
	Permit func() bool
}

// Attempt is one sending of one contact.
type Attempt struct {
	Contact Contact
	// Number counts the contact's attempts over all runs, from 1.
	Number int
	// Ref names the attempt in what is sent: stable for a contact and its attempt, so that the call can be found again
	// when its answer was lost. At most MaxRef bytes; empty: none.
	Ref string
}

// MaxRef bounds an Attempt's Ref in bytes, as JSON without its quotes.
const MaxRef = 64

// AnswerKind is what an answer proves of a whole request. What follows from each kind is in dialer/engine.
type AnswerKind int

// The kinds of answers. Only those that prove that no phone was dialed lead to another try.
const (
	// Lost: the request was written, at least in part, and no usable answer came. Any of its contacts may have been
	// dialed.
	Lost AnswerKind = iota
	// Answered: each contact has an entry of its own.
	Answered
	// Unproven: as Answered, but no entry proves whether its contact was dialed. The engine finds that out; a Caller returns
	// Answered.
	Unproven
	// Unsent: no byte of the request left; no contact was dialed.
	Unsent
	// Withheld: Request.Permit forbade it, and no byte left; no contact was dialed.
	Withheld
	// Busy: the API has no room at the moment; no contact was dialed.
	Busy
	// Refused: something in the request is not acceptable, perhaps a single contact; no contact was dialed.
	Refused
	// TooLarge: the request is too big; no contact was dialed, and none is the cause.
	TooLarge
	// Denied: the API takes no request of this kind until the configuration changes; no contact was dialed.
	Denied
)

// Answer is a classified answer to a Request.
type Answer struct {
	Kind AnswerKind
	// Entries is as long as the request's Attempts, in their order, when Kind is Answered. When it is Lost, Entries may
	// have the ids that came all the same; else it is nil.
	Entries []Entry
	// Stray are ids of calls in the answer that belong to none of the Attempts.
	Stray []string
	// HTTPStatus is 0 when no status line came.
	HTTPStatus int
	// RequestID is the API's name for the request; may be empty.
	RequestID string
	// RetryAfter is how long the API asks to wait; 0 when it does not say.
	RetryAfter time.Duration
	// Code is a word for machines; Message one line of text for people. Both are free of keys. Set unless Kind is
	// Answered.
	Code, Message string
	// Detail is what the machine says of a connection that failed, for the log; it is free of keys and of whole phone numbers. May be
	// empty.
	Detail string
}

// CodeRepeatedID is the code of an entry whose id another entry has, in this answer or an earlier one of the run: the call
// may be to either contact.
const CodeRepeatedID = "answer_repeated_id"

// Entry is the answer for one contact.
type Entry struct {
	// Disposition is Accepted, Rejected or Unknown.
	Disposition Disposition
	// Busy marks a Rejected entry that lacked only a free line: it is no failure and is tried again.
	Busy bool
	// CallID is the agent_call_id, when the entry held one.
	CallID string
	// Code is a word for machines; Error one line of text for people, the raw JSON when the API gave an object.
	Code, Error string
}

// Summary is one line on an answer for logs and for the error that stops a run.
func (a *Answer) Summary() string { return saying(a.HTTPStatus, a.Code, MaskNumbers(a.Message)) }

// Refusal is the error for an answer after which every other request would be refused too. It wraps ErrDenied.
func (a *Answer) Refusal() error { return denied(a.HTTPStatus, a.Summary()) }
