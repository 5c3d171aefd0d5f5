package dialer

import (
	"context"
	"fmt"
	"time"
)

// deliver sends a batch, and what is left of it, until each contact has a result or the run stops admitting;
// contacts without a result stay pending. It runs in a worker's slot.
func (r *run) deliver(ctx context.Context, b *batch) {
	for b != nil {
		leave, err := r.admission.admit(ctx, len(b.attempts))
		if err != nil {
			r.stop(err) // does nothing when ctx has ended, which is what admit waits for
			return
		}
		req := b.request(r.cfg.Run, r.requests.Add(1))
		if err := r.Log.Intend(req); err != nil {
			r.admission.gate.leave(leave)
			r.stop(fmt.Errorf("%w: %w", ErrRecord, err))
			return
		}
		answer := r.call(ctx, req)
		results, again := answer.results(&req, time.Now())
		if err := r.settle(&req, &answer, results); err != nil {
			r.admission.gate.leave(leave)
			return
		}
		r.react(leave, &req, &answer, len(results), len(again))
		b = r.remainder(ctx, b, &answer, again)
	}
}

// call sends one request under a timeout of its own: what is on its way is not called back when the run stops.
func (r *run) call(ctx context.Context, req Request) Answer {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.cfg.RequestTimeout)
	defer cancel()
	r.Stats.update(func(l *Live) { l.Requests++; l.InFlight++ })
	defer r.Stats.update(func(l *Live) { l.InFlight-- })
	return r.Caller.Call(ctx, req)
}

// settle makes the results durable, then counts them. Where the record is lost, the log gets them: an id that the
// API gave is written down somewhere in any case.
func (r *run) settle(req *Request, answer *Answer, results []Result) error {
	if err := r.Log.Settle(req.Batch, results); err != nil {
		for i := range results {
			r.logUnrecorded(&results[i])
		}
		err = fmt.Errorf("%w: %w", ErrRecord, err)
		r.stop(err)
		return err
	}
	r.Stats.settle(results)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range results {
		res := &results[i]
		if res.Disposition == Accepted {
			continue
		}
		r.causes.add(res.Disposition, res.ErrorCode, res.Error, res.Row)
		if answer.Verdict != Lost { // that is told once for all of them
			r.logFailed(res)
		}
	}
	return nil
}

// remainder returns what is still to be sent of a batch, or nil.
func (r *run) remainder(ctx context.Context, b *batch, answer *Answer, again []Attempt) *batch {
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
		r.deliver(ctx, halves[0])
		return halves[1]
	default: // Lost, Denied
		return nil
	}
}

// react draws the conclusions for the run as a whole: whether it must wait, and whether it must stop.
func (r *run) react(leave pass, req *Request, answer *Answer, settled, again int) {
	gate := r.admission.gate
	switch answer.Verdict {
	case Answered:
		r.answered()
		if again == 0 {
			gate.open(leave)
			return
		}
		r.hold(leave, answer, settled > 0)
	case Refused, TooLarge:
		r.answered()
		gate.open(leave)
		r.logRefused(req, answer)
	case Busy:
		r.hold(leave, answer, false)
	case Unsent:
		r.logLost(req, answer, "request not sent; nobody was called by it")
		if _, first := r.admission.gate.hold(leave, 0, false); first {
			r.failed(answer)
		}
	case Denied:
		gate.leave(leave)
		r.stop(fmt.Errorf("%w: %s", ErrDenied, answer.summary()))
	default: // Lost
		r.logLost(req, answer, "no usable answer; these contacts may have been called and are left alone")
		if r.failed(answer) > 1 { // one lost answer is an accident, two in a row are a pattern
			gate.hold(leave, 0, false)
		} else {
			gate.leave(leave)
		}
	}
}

// hold yields to an API that has no free line.
func (r *run) hold(leave pass, answer *Answer, partial bool) {
	wait, first := r.admission.gate.hold(leave, answer.RetryAfter, partial)
	r.Stats.update(func(l *Live) { l.HeldUntil = time.Now().Add(wait) })
	if first {
		r.logHold(answer, wait)
	}
}

// answered notes that the API is there.
func (r *run) answered() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = 0
}

// failed counts one more request in a row without a good answer and stops the run when there were too many.
func (r *run) failed(answer *Answer) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures++
	if r.failures >= r.cfg.MaxFailures {
		r.stop(fmt.Errorf("%w to %d requests in a row; the last: %s", ErrOutage, r.failures, answer.summary()))
	}
	return r.failures
}
