package dialer

import (
	"context"
	"fmt"
	"time"
)

// deliver sends a batch, and what is left of it, until each contact has a result or the run stops admitting;
// contacts without a result stay pending. It runs in a worker's slot. The batch waits to be sent since ready.
func (r *run) deliver(admit, sending context.Context, b *batch, ready time.Time) {
	for b != nil {
		leave, err := r.admission.admit(admit, len(b.attempts))
		if err != nil {
			r.stop(err) // changes nothing when admission has ended, as it has
			return
		}
		admitted := time.Now()
		if err := r.suppress(b); err != nil {
			r.admission.gate.leave(leave)
			r.stop(err)
			return
		}
		if len(b.attempts) == 0 {
			r.admission.gate.leave(leave)
			return
		}
		req := b.request(r.cfg.Run, r.requests.Add(1))
		answer, ok := r.send(admit, sending, req, Sending{Contacts: len(req.Attempts), Again: b.again, Waited: admitted.Sub(ready)})
		if !ok {
			r.admission.gate.leave(leave)
			return
		}
		b.entries = answer.Entries
		results, again := answer.results(r.blank(), &req, time.Now())
		ruling := r.breaker.judge(&answer, results, leave.epoch)
		r.react(leave, &req, &answer, &ruling, len(again))
		if err := r.settle(&req, &answer, &ruling); err != nil {
			r.stop(err)
			return
		}
		if answer.Verdict == Answered && len(again) == 0 {
			r.concurrency.answered(time.Since(admitted), len(req.Attempts), r.admission.gate.keptOpen(leave))
		}
		if ruling.stop != nil {
			r.stop(ruling.stop)
		}
		b, ready = r.remainder(admit, sending, b, &answer, again), time.Now()
	}
}

// send notes the intent of a request and sends it. It reports false when the request was not sent: admission has ended,
// also because the intent could not be noted.
func (r *run) send(admit, sending context.Context, req Request, about Sending) (Answer, bool) {
	if !r.Stats.depart(admit, len(req.Attempts)) {
		return Answer{}, false
	}
	defer r.Stats.arrive(len(req.Attempts))
	if err := r.Log.Intend(req); err != nil {
		r.stop(fmt.Errorf("%w: %w", ErrRecord, err))
		return Answer{}, false
	}
	r.Observer.Sent(about)
	return r.call(sending, req), true
}

// suppress takes out of a batch, just before it is sent, whom the lists have come to hold since it was screened.
func (r *run) suppress(b *batch) error {
	lists := r.Screen.Suppression
	if err := lists.Refresh(); err != nil {
		return fmt.Errorf("%w: %w", ErrSuppression, err)
	}
	var late []Result
	kept := 0
	for i := range b.attempts {
		a := &b.attempts[i]
		if list := lists.List(a.Contact.Number); list != "" {
			j := Judgment{Contact: &a.Contact, LastWord: Suppressed, Reason: listed(list)}
			late = append(late, *j.result())
			continue
		}
		if kept < i {
			b.attempts[kept] = *a
		}
		kept++
	}
	b.attempts = b.attempts[:kept]
	return r.appendLate(late)
}

// call sends one request under a timeout of its own: what is on its way is not called back when the run stops, but
// for the end of the drain.
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
func (r *run) settle(req *Request, answer *Answer, ruling *ruling) error {
	results := ruling.record
	tell := answer.Verdict != Lost // what a lost answer leaves in doubt is told once for all of it
	r.Log.Settle(req.Batch, results, func(err error) { r.settled(results, tell, err) })
	return r.appendLate(ruling.cleared)
}

// blank returns room for results, that of earlier ones where there is some.
func (r *run) blank() []Result {
	if used, ok := r.spare.Get().(*[]Result); ok {
		return (*used)[:0]
	}
	return nil
}

// settled counts results that are on disk. Where the record is lost, the log gets them: an id that the API gave is
// written down somewhere in any case.
func (r *run) settled(results []Result, tell bool, err error) {
	if err == nil {
		r.count(results, tell)
		r.spare.Put(&results)
		return
	}
	for i := range results {
		r.logUnrecorded(&results[i])
	}
	r.stop(fmt.Errorf("%w: %w", ErrRecord, err))
}

// appendLate records results that belong to no request that is under way.
func (r *run) appendLate(results []Result) error {
	for i := range results {
		if err := r.Log.Append(results[i]); err != nil {
			return fmt.Errorf("%w: %w", ErrRecord, err)
		}
	}
	r.count(results, true)
	return nil
}

// count takes recorded results into the report, and tells of each that is not good when each is to be told of.
func (r *run) count(results []Result, tell bool) {
	r.Stats.settle(results)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range results {
		res := &results[i]
		if res.Disposition == Accepted {
			continue
		}
		r.causes.add(res.Disposition, res.why(), res.SheetRow)
		if tell {
			r.logFailed(res)
		}
	}
}

// remainder returns what is still to be sent of a batch, or nil.
func (r *run) remainder(admit, sending context.Context, b *batch, answer *Answer, again []Attempt) *batch {
	b.again = true
	switch answer.Verdict {
	case Unsent, Busy:
		return b
	case Answered:
		if len(again) == 0 {
			return nil
		}
		left := *b
		left.attempts = again
		return &left
	case Refused, TooLarge:
		if len(b.attempts) == 1 {
			return nil
		}
		halves := b.halves()
		r.deliver(admit, sending, halves[0], time.Now())
		return halves[1]
	default: // Lost, Denied
		return nil
	}
}

// react makes the run as a whole wait or go on, and tells of what went wrong.
func (r *run) react(leave pass, req *Request, answer *Answer, ruling *ruling, again int) {
	gate := r.admission.gate
	switch answer.Verdict {
	case Answered:
		if again == 0 {
			gate.open(leave)
			return
		}
		r.hold(leave, answer, len(ruling.record) > 0)
	case Refused, TooLarge:
		gate.open(leave)
		r.logRefused(req, answer)
	case Busy:
		r.hold(leave, answer, false)
	case Unsent:
		gate.hold(leave, HeldByFailures, 0, false)
		r.logLost(req, answer, "request not sent; nobody was called by it")
	case Denied:
		gate.leave(leave)
	default: // Lost
		if ruling.failures > 1 { // one lost answer is an accident, two in a row are a pattern
			gate.hold(leave, HeldByFailures, 0, false)
		} else {
			gate.leave(leave)
		}
		r.logLost(req, answer, "no usable answer; these contacts may have been called and are left alone")
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
