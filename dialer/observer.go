package dialer

import (
	"time"
)

// Observer sees the requests of a run as they happen, for metrics. It does not see what engine.Stats shows.
// Its methods are called from several goroutines at once, and the run waits for them: they must be quick.
type Observer interface {
	// Sent: a request is about to leave; each is followed by one Answered.
	Sent(Sending)
	// Answered: a request has ended, with an answer or without one.
	Answered(Exchange)
	// Held: a hold of the whole run has begun, for why, or, with NotHeld, is over. Holds may follow
	// each other.
	Held(why Hold)
	// Stopping: the run admits no more contacts, though some are left. What was sent may not be answered yet.
	Stopping()
}

// Sending is a request that is about to leave.
type Sending struct {
	// Contacts is how many it carries, from 1.
	Contacts int
	// Again: a request of this run carried them before, and dialed none.
	Again bool
	// Waited is how long they waited for a slot, the gate and the pace, since they could be sent.
	Waited time.Duration
}

// Exchange is a request that has ended.
type Exchange struct {
	// Contacts is how many it carried, from 1.
	Contacts int
	// HTTPStatus is 0 when no status line came.
	HTTPStatus int
	// Took is how long the answer took, or how long it was waited for.
	Took time.Duration
}

// Hold is why a run is held.
type Hold string

// The reasons of a hold.
const (
	NotHeld Hold = ""
	// HeldForLines: the API has no free line.
	HeldForLines Hold = "lines"
	// HeldByFailures: the API cannot be reached, or does not answer well.
	HeldByFailures Hold = "failures"
)
