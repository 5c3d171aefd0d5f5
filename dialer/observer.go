package dialer

import (
	"time"
)

// Observer sees the requests of a run as they happen, for metrics. It does not see what Stats shows.
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
	// HeldForLines: the API has no free line; the run may wait for any time.
	HeldForLines Hold = "lines"
	// HeldByFailures: requests have no good answer; too many of them end the run.
	HeldByFailures Hold = "failures"
)

// unobserved is the Observer of a run without metrics.
type unobserved struct{}

func (unobserved) Sent(Sending)      {}
func (unobserved) Answered(Exchange) {}
func (unobserved) Held(Hold)         {}
func (unobserved) Stopping()         {}

// The events of a run, each written in one place. Numbers are masked; a result is found by its row and batch.

// logAnswered logs an answer.
func (r *run) logAnswered(req *Request, answer *Answer, took time.Duration) {
	r.Logger.Debug().Str("batch", string(req.Batch)).Int("contacts", len(req.Attempts)).Int("http_status", answer.HTTPStatus).
		Str("code", MaskNumbers(answer.Code)).Dur("took_ms", took).Msg("request answered")
}

// logFailed logs a contact that was rejected or is in doubt.
func (r *run) logFailed(res *Result) {
	reason := MaskNumbers(res.Error)
	r.Stats.update(func(l *Live) { l.LastError = res.ErrorCode })
	r.Logger.Warn().Int("row", res.Row).Str("number", MaskNumber(res.Number)).Str("batch", string(res.Batch)).
		Int("attempt", res.Attempt).Str("error_code", res.ErrorCode).Str("error", reason).
		Msg("contact " + string(res.Disposition))
}

// logTrouble logs an answer that leaves contacts in doubt or to be sent again.
func (r *run) logTrouble(req *Request, answer *Answer) {
	effect := effectOf(answer.Kind)
	switch {
	case effect.trouble != "":
		r.Stats.update(func(l *Live) { l.LastError = answer.summary() })
		r.Logger.Error().Str("batch", string(req.Batch)).Int("contacts", len(req.Attempts)).Str("answer", answer.summary()).Msg(effect.trouble)
	case effect.rest == halves && len(req.Attempts) > 1:
		r.Logger.Warn().Str("batch", string(req.Batch)).Int("contacts", len(req.Attempts)).Str("answer", answer.summary()).
			Msg("request refused; sending its halves")
	}
}

// logHold logs that the run waits.
func (r *run) logHold(answer *Answer, wait time.Duration) {
	r.Logger.Warn().Str("answer", answer.summary()).Stringer("wait", wait.Round(time.Millisecond)).
		Msg("no free line; the run waits")
}
