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

// roomWait is how long a contact waits for which a cap of the campaign leaves no room, while requests are under way that may leave some.
const roomWait = time.Second

// take counts the calls of a request, and takes the contacts out of its batch that are over a cap: they are held. The run stops when a cap of
// the campaign leaves no room and no request is under way, whose calls may not have been placed.
func (r *run) take(b *batch, req *Request) error {
	if r.Caps == nil {
		return nil
	}
	r.unsettled.Add(1) // before others can find that there is no room
	now := time.Now()
	taken, err := r.Caps.Take(req, now)
	if err != nil {
		return err //nolint:wrapcheck // it says why no contact may be called
	}
	var counted []Attempt
	for i, answer := range taken.Answers {
		a := &b.attempts[i]
		if answer.sends() {
			counted = append(counted, *a)
			continue
		}
		r.holdBack(a, b.occurrence, answer)
	}
	left := b.attempts[len(taken.Answers):]
	b.attempts, req.Attempts = counted, counted
	if len(counted) == 0 && r.unsettled.Add(-1) == 0 && taken.Full != nil {
		return taken.Full
	}
	for i := range left {
		r.holds.hold(&left[i].Contact, left[i].Number, b.occurrence, now.Add(roomWait), false)
	}
	return nil
}

// holdBack keeps a contact that a guard holds just before its intent, unless it may be called so late that the run does not wait for it.
func (r *run) holdBack(a *Attempt, occurrence int, answer Clearance) {
	if (answer.Capped || answer.Talked) && answer.HoldUntil.After(r.notDue.until) {
		r.notDue.add(answer.HoldUntil, answer.Capped, answer.Talked)
		return
	}
	r.holds.hold(&a.Contact, a.Number, occurrence, answer.HoldUntil, answer.Closed)
}

// settleCaps tells the caps what became of a request. Without results none of its contacts was dialed.
func (r *run) settleCaps(req *Request, results []Result) {
	if r.Caps != nil {
		r.Caps.Settle(req, results, time.Now())
		r.unsettled.Add(-1)
	}
}
