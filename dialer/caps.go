package dialer

import (
	"errors"
	"time"
)

// Caps bound how often each number is called, and how many calls a campaign places; dialer/screen implements it. A Guard holds the
// contacts over a cap before that; Caps count the calls, so that requests under way at once do not pass a cap together. Its methods may be
// called from several goroutines at once.
type Caps interface {
	// Take counts a call for each contact of a request that is about to be sent, as far as the caps allow. The request is not sent where
	// it returns an error. When it returns, another process that keeps to the same caps counts them too.
	Take(req *Request, now time.Time) (Taken, error)
	// Settle ends what Take began: a contact without a result that is Accepted or Unknown was certainly not dialed, and does not count.
	Settle(req *Request, results []Result, now time.Time)
}

// Taken is what Take has counted.
type Taken struct {
	// Answers are those for the first contacts of the request: one that may be called is counted, one that is held is not.
	Answers []Clearance
	// Full wraps ErrCap where a cap of the campaign leaves no room for the contacts that follow; else nil.
	Full error
}

// SharedCall is a call that processes on a host tell each other of, because they keep to the same caps.
type SharedCall struct {
	At      time.Time
	Batch   BatchName
	Attempt int
	// Number is in E.164.
	Number string
	// Back: the call, of which others were told before, was certainly not placed.
	Back bool
}

// ErrCap ends a run that has placed as many calls as a cap of its campaign allows, while contacts remain.
var ErrCap = errors.New("a cap of the campaign is reached")
