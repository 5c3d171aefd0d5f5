package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// deliver sends a batch, and what is left of it, until each contact has a result, is held or waits aside, or the run stops
// admitting; contacts without a result stay pending. It runs in a worker's slot. The batch waits to be sent since ready.
func (r *run) deliver(admit, sending context.Context, b *batch, ready time.Time) {
	for b != nil {
		if b = r.tryOne(admit, sending, b); b == nil {
			return
		}
		leave, got, err := r.admission.Admit(admit, len(b.attempts), &b.route)
		if err != nil {
			r.stop(err) // changes nothing when admission has ended, as it has
			r.leftOver(b)
			return
		}
		first, rest := b.cut(got)
		next, ok := r.exchange(admit, sending, first, leave, ready)
		ready = time.Now()
		switch {
		case !ok:
			r.leftOver(rest)
			return
		case rest == nil:
			b = next
		default:
			r.deliver(admit, sending, next, ready)
			b = rest
		}
	}
}

// exchange sends a batch that was admitted, and returns what is left of it and is sent from the same slot, or nil. It reports
// false when the run stops.
func (r *run) exchange(admit, sending context.Context, b *batch, leave admission.Pass, ready time.Time) (left *batch, ok bool) {
	admitted := time.Now()
	req, err := r.lastCheck(b)
	if err != nil || len(req.Attempts) == 0 {
		r.admission.Gate.Leave(leave)
		r.stopIf(err)
		return nil, err == nil
	}
	if !b.again {
		b.seen = r.lineUse.now()
	}
	answer, departed, ok := r.send(admit, sending, req, dialer.Sending{Contacts: len(req.Attempts), Again: b.again, Waited: admitted.Sub(ready)})
	if !ok {
		r.admission.Gate.Leave(leave)
		r.admission.Lines.GiveBack(len(req.Attempts))
		r.settleCaps(&req, nil)
		r.leftOver(b)
		return nil, false
	}
	o := r.outcome(b, &req, &answer, departed)
	r.settleCaps(&req, o.results)
	r.admission.Lines.Answered(len(req.Attempts), req.Route, o.results, len(o.again))
	r.moveGate(leave, &o)
	if err := r.settle(&req, &o); err != nil {
		r.stop(err)
		return nil, false
	}
	if answer.Kind == dialer.Answered && len(o.again) == 0 {
		r.concurrency.answered(time.Since(admitted), len(req.Attempts), r.admission.Gate.KeptOpen(leave))
	}
	r.stopIf(o.decided.stop)
	return r.remainder(admit, sending, b, &o), true
}

// outcome is what an answer means for the contacts of its request and for the run.
type outcome struct {
	answer *dialer.Answer
	// results are those of the contacts that the answer decides about; again holds those that lacked a free line.
	results []dialer.Result
	again   []dialer.Attempt
	// served: others had lines meanwhile, so that the run need not wait for those of again.
	served  bool
	decided decision
}

// outcome decides what follows from an answer.
func (r *run) outcome(b *batch, req *dialer.Request, answer *dialer.Answer, departed int) outcome {
	o := outcome{answer: answer}
	o.results, o.again = resultsOf(answer, req, time.Now())
	r.ids.doubtRepeated(o.results, answer.Stray, r.logRepeated)
	classify(answer, o.results)
	placed := count(o.results, dialer.Accepted)
	if placed > 0 {
		r.admission.Gate.Excuse()
	}
	o.served = r.lineUse.served(b, placed, len(o.again))
	o.decided = r.breaker.decide(answer, o.results, departed, b.trial)
	if o.decided.dispelled {
		r.holds.release()
	}
	r.logTrouble(req, answer)
	return o
}

// send makes the intent of a request durable and sends it. It returns the moment of the breaker at which the request left,
// and false when it was not sent: admission has ended, also because the intent could not be written.
func (r *run) send(admit, sending context.Context, req dialer.Request, about dialer.Sending) (answer dialer.Answer, departed int, ok bool) {
	if !r.Stats.depart(admit, len(req.Attempts)) {
		return dialer.Answer{}, 0, false
	}
	defer r.Stats.arrive(len(req.Attempts))
	if err := r.Ledger.Intend(req); err != nil {
		r.stop(fmt.Errorf("%w: %w", dialer.ErrRecord, err))
		return dialer.Answer{}, 0, false
	}
	r.Observer.Sent(about)
	departed = r.breaker.depart()
	return r.call(sending, req), departed, true
}

// call sends one request under a timeout of its own: a request on its way is not canceled when the run stops, but at the
// end of the drain.
func (r *run) call(sending context.Context, req dialer.Request) dialer.Answer {
	ctx, cancel := WithRequestTimeout(sending, r.cfg.RequestTimeout)
	defer cancel()
	r.Stats.update(func(l *Live) { l.Requests++ })
	began := time.Now()
	answer := r.Caller.Call(ctx, req)
	took := time.Since(began)
	r.Observer.Answered(dialer.Exchange{Contacts: len(req.Attempts), HTTPStatus: answer.HTTPStatus, Took: took})
	r.logAnswered(&req, &answer, took)
	return answer
}

// settle hands results to the record; the slot is free for the next request while they are on their way to the disk.
func (r *run) settle(req *dialer.Request, o *outcome) error {
	results := o.decided.record
	each := effectOf(o.answer.Kind).trouble == "" // else the log has one line for all contacts of the answer
	r.Ledger.Settle(req.Batch, results, func(err error) {
		r.settled(results, each, err)
		if err == nil {
			r.follow(req.Route.AgentID, results)
		}
	})
	return r.appendLate(o.decided.cleared)
}

// follow has the calls of recorded results followed.
func (r *run) follow(agentID string, results []dialer.Result) {
	if r.Follower == nil {
		return
	}
	accepted := slices.DeleteFunc(slices.Clone(results), func(res dialer.Result) bool { return res.Disposition != dialer.Accepted })
	if len(accepted) > 0 {
		r.Follower.Follow(agentID, accepted)
	}
}

// settled counts results that are on disk. Where the record is lost, the log gets them: an id that the API gave is
// written down somewhere in any case.
func (r *run) settled(results []dialer.Result, logEach bool, err error) {
	if err == nil {
		r.count(results, logEach)
		return
	}
	for i := range results {
		line := dialer.NewRescueLine(&results[i])
		line.Log(&r.Rescue)
	}
	r.count(unrecorded(results), false)
	r.stop(fmt.Errorf("%w: %w", dialer.ErrRecord, err))
}

// NotRecorded is the code of results that only the log has. The next run knows their contacts from the intents, as unknown.
const NotRecorded = "not_recorded"

// unrecorded returns results as the next run will know them.
func unrecorded(results []dialer.Result) []dialer.Result {
	unknown := slices.Clone(results)
	for i := range unknown {
		unknown[i].Disposition, unknown[i].ErrorCode = dialer.Unknown, NotRecorded
		unknown[i].Error = "the answer could not be recorded and is in the log: import it"
	}
	return unknown
}

// appendLate records results that belong to no request that is under way.
func (r *run) appendLate(results []dialer.Result) error {
	for i := range results {
		if err := r.Ledger.Append(results[i]); err != nil {
			return fmt.Errorf("%w: %w", dialer.ErrRecord, err)
		}
	}
	r.count(results, true)
	return nil
}

// count takes recorded results into the report, and logs those that are not accepted, one by one where logEach is set.
func (r *run) count(results []dialer.Result, logEach bool) {
	r.Stats.settle(results)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range results {
		res := &results[i]
		if res.Disposition == dialer.Accepted {
			continue
		}
		r.causes.add(res.Disposition, reasonOf(res), res.SheetRow)
		if logEach {
			r.logFailed(res)
		}
	}
}

// remainder returns what is still to be sent of a batch from its slot, or nil.
func (r *run) remainder(admit, sending context.Context, b *batch, o *outcome) *batch {
	b.again = true
	switch effectOf(o.answer.Kind).rest {
	case sameAgain:
		return b
	case withoutLine:
		return r.withoutLine(admit, sending, b, o)
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
func (r *run) moveGate(leave admission.Pass, o *outcome) {
	gate, placed := r.admission.Gate, count(o.results, dialer.Accepted) > 0
	switch effectOf(o.answer.Kind).gate {
	case openGate:
		gate.Open(leave)
	case openUnlessLineless:
		switch {
		case len(o.again) > 0 && o.answer.RetryAfter == 0 && r.linesRegulate():
			gate.Open(leave)
		case len(o.again) > 0 && (!o.served || o.answer.RetryAfter > 0):
			r.hold(leave, o, admission.Ask{Why: dialer.HeldForLines, Told: o.answer.RetryAfter, Growth: admission.LineGrowth(), Partial: placed})
		case len(o.again) > 0 && !placed:
			gate.Leave(leave)
		default:
			gate.Open(leave)
		}
	case holdForConnection:
		r.hold(leave, o, admission.Ask{Why: dialer.HeldByFailures, Growth: admission.ConnectionGrowth()})
	case holdFromSecondFailure:
		if o.decided.lost > 1 {
			r.hold(leave, o, admission.Ask{Why: dialer.HeldByFailures, Growth: admission.LossGrowth()})
			return
		}
		gate.Leave(leave)
	case leaveGate:
		gate.Leave(leave)
	}
}

// linesRegulate reports whether a bound on the calls in progress keeps the run back when the API has no free line: it has fallen to what
// is in use, and a call of the run ends sooner or later.
func (r *run) linesRegulate() bool { return r.cfg.Lines > 0 && r.admission.Lines.InProgress() > 0 }

// hold makes the run yield to an API that has no free line, cannot be reached or does not answer well, or stops it where
// that takes too long.
func (r *run) hold(leave admission.Pass, o *outcome, ask admission.Ask) {
	if ask.Why == dialer.HeldForLines && r.admission.Lines.InProgress() > 0 {
		r.admission.Gate.Excuse() // a line will be free when one of the run's own calls ends
	}
	if o.decided.stop == nil {
		ask.Reason = o.answer.Summary()
	}
	held := r.admission.Gate.Hold(leave, ask)
	switch {
	case held.TooLong && ask.Told > 0:
		r.stop(&dialer.FieldError{Field: "MaxWait", Err: fmt.Errorf("%w: the API asks to wait until %s, which is longer than the run may wait: %s",
			dialer.ErrOutage, held.Until.UTC().Format(time.RFC3339), o.answer.Summary())})
		return
	case held.TooLong:
		r.stop(&dialer.FieldError{Field: "MaxWait", Err: fmt.Errorf("%w: the run has waited %v without an accepted call; the last: %s",
			dialer.ErrOutage, r.cfg.MaxWait, o.answer.Summary())})
		return
	}
	r.Stats.update(func(l *Live) { l.HeldUntil, l.HeldFor = held.Until, ask.Why })
}

// stopIf stops the run for an error, if there is one.
func (r *run) stopIf(err error) {
	if err != nil {
		r.stop(err)
	}
}
