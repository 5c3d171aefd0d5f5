package dialer

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// deliver sends a batch, and what is left of it, until each contact has a result or is held, or the run stops admitting;
// contacts without a result stay pending. It runs in a worker's slot. The batch waits to be sent since ready.
func (r *run) deliver(admit, sending context.Context, b *batch, ready time.Time) {
	for b != nil {
		leave, err := r.admission.admit(admit, len(b.attempts))
		if err != nil {
			r.stop(err) // changes nothing when admission has ended, as it has
			return
		}
		admitted := time.Now()
		req, err := r.lastCheck(b)
		if err != nil || len(req.Attempts) == 0 {
			r.admission.gate.leave(leave)
			r.stopIf(err)
			return
		}
		answer, ok := r.send(admit, sending, req, Sending{Contacts: len(req.Attempts), Again: b.again, Waited: admitted.Sub(ready)})
		if !ok {
			r.admission.gate.leave(leave)
			return
		}
		results, again := answer.results(&req, time.Now())
		decided := r.breaker.decide(&answer, results, leave.epoch)
		r.moveGate(leave, &answer, &decided, len(again))
		r.logTrouble(&req, &answer)
		if err := r.settle(&req, &answer, &decided); err != nil {
			r.stop(err)
			return
		}
		if answer.Kind == Answered && len(again) == 0 {
			r.concurrency.answered(time.Since(admitted), len(req.Attempts), r.admission.gate.keptOpen(leave))
		}
		r.stopIf(decided.stop)
		b, ready = r.remainder(admit, sending, b, &answer, again), time.Now()
	}
}

// lastCheck asks the guards for the last time, takes the contacts out of a batch that they skip or hold, and returns its
// request, which has no attempts when none is left.
func (r *run) lastCheck(b *batch) (Request, error) {
	admitted := len(b.attempts)
	if err := r.clear(b); err != nil {
		return Request{}, err
	}
	r.admission.giveBack(admitted - len(b.attempts))
	if len(b.attempts) == 0 {
		return Request{}, nil
	}
	return b.request(r.cfg.Run, r.requests.Add(1)), nil
}

// send makes the intent of a request durable and sends it. It reports false when the request was not sent: admission has
// ended, also because the intent could not be written.
func (r *run) send(admit, sending context.Context, req Request, about Sending) (Answer, bool) {
	if !r.Stats.depart(admit, len(req.Attempts)) {
		return Answer{}, false
	}
	defer r.Stats.arrive(len(req.Attempts))
	if err := r.Ledger.Intend(req); err != nil {
		r.stop(fmt.Errorf("%w: %w", ErrRecord, err))
		return Answer{}, false
	}
	r.Observer.Sent(about)
	return r.call(sending, req), true
}

// clear takes the contacts out of a batch that a guard does not let go any more: it records skips and keeps holds.
func (r *run) clear(b *batch) error {
	if err := r.Guards.Refresh(); err != nil {
		return err
	}
	now := time.Now()
	var skipped []Result
	var kept []Attempt // nil while all stay, which is usual
	for i := range b.attempts {
		a := &b.attempts[i]
		answer := r.Guards.Check(&a.Contact, now)
		if answer.sends() {
			if kept != nil {
				kept = append(kept, *a)
			}
			continue
		}
		if kept == nil { // the attempts of an earlier request stay as they are
			kept = append(make([]Attempt, 0, len(b.attempts)), b.attempts[:i]...)
		}
		if answer.Skip == "" {
			r.holds.hold(&a.Contact, a.Number, b.occurrence, answer.HoldUntil)
			continue
		}
		d := Decision{Contact: &a.Contact, LastWord: answer.Skip, Reason: answer.Reason}
		skipped = append(skipped, *d.result())
	}
	if kept != nil {
		b.attempts = kept
	}
	return r.appendLate(skipped)
}

// call sends one request under a timeout of its own: a request on its way is not canceled when the run stops, but at the
// end of the drain.
func (r *run) call(sending context.Context, req Request) Answer {
	ctx, cancel := context.WithTimeout(sending, r.cfg.RequestTimeout)
	defer cancel()
	r.Stats.update(func(l *Live) { l.Requests++ })
	began := time.Now()
	answer := r.Caller.Call(ctx, req)
	took := time.Since(began)
	r.Observer.Answered(Exchange{Contacts: len(req.Attempts), HTTPStatus: answer.HTTPStatus, Took: took})
	r.logAnswered(&req, &answer, took)
	return answer
}

// settle hands results to the record; the slot is free for the next request while they are on their way to the disk.
func (r *run) settle(req *Request, answer *Answer, decided *decision) error {
	results := decided.record
	each := answer.Kind != Lost // the log has one line for all contacts of a lost answer
	r.Ledger.Settle(req.Batch, results, func(err error) { r.settled(results, each, err) })
	return r.appendLate(decided.cleared)
}

// settled counts results that are on disk. Where the record is lost, the log gets them: an id that the API gave is
// written down somewhere in any case.
func (r *run) settled(results []Result, logEach bool, err error) {
	if err == nil {
		r.count(results, logEach)
		return
	}
	for i := range results {
		line := NewRescueLine(&results[i])
		line.Log(&r.Rescue)
	}
	r.count(unrecorded(results), false)
	r.stop(fmt.Errorf("%w: %w", ErrRecord, err))
}

// NotRecorded is the code of results that only the log has. The next run knows their contacts from the intents, as unknown.
const NotRecorded = "not_recorded"

// unrecorded returns results as the next run will know them.
func unrecorded(results []Result) []Result {
	unknown := slices.Clone(results)
	for i := range unknown {
		unknown[i].Disposition, unknown[i].ErrorCode = Unknown, NotRecorded
		unknown[i].Error = "the answer could not be recorded and is in the log: import it"
	}
	return unknown
}

// appendLate records results that belong to no request that is under way.
func (r *run) appendLate(results []Result) error {
	for i := range results {
		if err := r.Ledger.Append(results[i]); err != nil {
			return fmt.Errorf("%w: %w", ErrRecord, err)
		}
	}
	r.count(results, true)
	return nil
}

// count takes recorded results into the report, and logs those that are not accepted, one by one where logEach is set.
func (r *run) count(results []Result, logEach bool) {
	r.Stats.settle(results)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range results {
		res := &results[i]
		if res.Disposition == Accepted {
			continue
		}
		r.causes.add(res.Disposition, res.why(), res.SheetRow)
		if logEach {
			r.logFailed(res)
		}
	}
}

// remainder returns what is still to be sent of a batch, or nil.
func (r *run) remainder(admit, sending context.Context, b *batch, answer *Answer, again []Attempt) *batch {
	b.again = true
	switch effectOf(answer.Kind).rest {
	case sameAgain:
		return b
	case busyEntries:
		if len(again) == 0 {
			return nil
		}
		left := *b
		left.attempts = again
		return &left
	case halves:
		if len(b.attempts) == 1 {
			return nil
		}
		two := b.halves()
		r.deliver(admit, sending, two[0], time.Now())
		return two[1]
	case nothing:
	}
	return nil
}

// moveGate makes the run as a whole wait or go on.
func (r *run) moveGate(leave pass, answer *Answer, decided *decision, again int) {
	gate := r.admission.gate
	switch effectOf(answer.Kind).gate {
	case openGate:
		gate.open(leave)
	case openUnlessBusy:
		if again == 0 {
			gate.open(leave)
			return
		}
		r.hold(leave, answer, len(decided.record) > 0)
	case holdForLines:
		r.hold(leave, answer, false)
	case holdForFailure:
		gate.hold(leave, HeldByFailures, 0, false)
	case holdFromSecondFailure:
		if decided.failures > 1 {
			gate.hold(leave, HeldByFailures, 0, false)
			return
		}
		gate.leave(leave)
	case leaveGate:
		gate.leave(leave)
	}
}

// hold yields to an API that has no free line.
func (r *run) hold(leave pass, answer *Answer, partial bool) {
	wait, first := r.admission.gate.hold(leave, HeldForLines, answer.RetryAfter, partial)
	r.Stats.update(func(l *Live) { l.HeldUntil = time.Now().Add(wait) })
	if first {
		r.logHold(answer, wait)
	}
}

// stopIf stops the run for an error, if there is one.
func (r *run) stopIf(err error) {
	if err != nil {
		r.stop(err)
	}
}
