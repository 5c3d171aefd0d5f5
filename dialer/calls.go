package dialer

import (
	"context"
	"encoding/json"
	"time"

	"golang.org/x/time/rate"
)

// Calls reads and ends the calls that were placed. internal/cartesia implements it. Errors are those of ctx, or an *APIError.
type Calls interface {
	// List returns one page of the calls of an agent. No order is promised. A call that was just placed may be missing for
	// minutes, and a page may lack or repeat a call at its border, so that a call that is not listed may still exist.
	List(ctx context.Context, q ListQuery) (CallPage, error)
	// Get returns the call of an id.
	Get(ctx context.Context, id string) (CallRecord, error)
	// Cancel ends a call that has started, and returns it; the API refuses any other. It is tried once: after an error without
	// an answer the call may have ended, or not.
	Cancel(ctx context.Context, id string) (CallRecord, error)
}

// ReadsPerSecond is the maximum of requests per second by which one process reads or ends calls.
const ReadsPerSecond = 10

// NewReadPace returns the pace of such requests. Speed is how many times faster than the clock calls live: more than 1 with a sandbox.
func NewReadPace(speed float64) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(ReadsPerSecond*speed), 1)
}

// Transcripts reads what was said in calls. internal/cartesia implements it. Errors are those of Calls.
type Transcripts interface {
	// Transcript returns the transcript of the call of an id: one JSON value of any shape, without keys and of at most 16 MiB; nil when
	// there is none, or none yet.
	Transcript(ctx context.Context, id string) (json.RawMessage, error)
}

// Directory reads what calls are placed with, before the first one. internal/cartesia implements it. Errors are those of ctx,
// or an *APIError.
type Directory interface {
	// Number returns the number to call from of an id.
	Number(ctx context.Context, id string) (NumberRecord, error)
	// Agent returns the agent of an id.
	Agent(ctx context.Context, id string) (AgentRecord, error)
}

// ListQuery asks for one page of calls.
type ListQuery struct {
	AgentID string
	// After and Before are ids of calls, of which at most one may be given: the page begins after one, or ends before one.
	// After is usually the Next of the page before.
	After, Before string
	// Limit is how many calls the page has at most, from 1 to MaxListed; 0: MaxListed.
	Limit int
	// StartedFrom and StartedTo bound the start time, so that calls without one are hidden; zero: no bound.
	StartedFrom, StartedTo time.Time
}

// MaxListed is how many calls a page has at most.
const MaxListed = 100

// CallPage is one page of the list of calls.
type CallPage struct {
	Calls []CallRecord
	// Unreadable counts the entries that are no calls.
	Unreadable int
	// More: there are more pages. Next is the After of the next one; it is empty when this page says of no call where it ends.
	More bool
	Next string
}

// CallRecord is a call as the API tells it. Texts are of one line and without keys.
type CallRecord struct {
	ID, AgentID string
	// Status and EndReason are the API's own words, also those that no version documents. OutcomeOf reads them.
	Status, EndReason string
	// Started and Ended are zero where the API gives no time. When the call was answered is not told.
	Started, Ended time.Time
	// Error and Summary are for people.
	Error, Summary string
	// To and From are numbers in E.164.
	To, From string
	// Variables is the metadata or the dynamic variables that the call was placed with: texts as they are, other values as
	// JSON.
	Variables map[string]string
}

// Outcome is OutcomeOf of the record.
func (c *CallRecord) Outcome() (outcome Outcome, ended bool) { return OutcomeOf(c.Status, c.EndReason) }

// NumberRecord is a number to call from.
type NumberRecord struct {
	ID, Label string
	Number    string // in E.164
	// Provider is the API's own word, as in cartesia, twilio, sip_trunk.
	Provider string
}

// AgentRecord is an agent as it is published.
type AgentRecord struct {
	ID, Name string
	// Welcome is its first message; empty where the API tells none. Variables are those that are named in it and must come
	// with each call, which fails otherwise: each once, in the order of the message.
	Welcome   string
	Variables []string
}

// APIError is the error of a request that reads, or that ends a call.
type APIError struct {
	// HTTPStatus is 0 when no status line came.
	HTTPStatus int
	// Code is a word for machines; Message one line of text for people. Both are free of keys and of whole numbers.
	Code, Message string
	// Detail is that of Answer.
	Detail string
	// RequestID is the API's name for the request; may be empty.
	RequestID string
	// RetryAfter is how long the API asks to wait; 0 when it does not say.
	RetryAfter time.Duration
}

func (e *APIError) Error() string { return saying(e.HTTPStatus, e.Code, e.Message) }

// Refusal returns the error of a command that cannot go on after this answer. It wraps ErrDenied.
func (e *APIError) Refusal() error { return denied(e.HTTPStatus, e.Error()) }

// NotFound reports whether the API does not know the id.
func (e *APIError) NotFound() bool { return e.HTTPStatus == 404 }

// Denied reports whether the API refuses requests of this kind until the key, the plan or the address changes.
func (e *APIError) Denied() bool {
	switch e.HTTPStatus {
	case 401, 402, 403, 405:
		return true
	}
	return false
}
