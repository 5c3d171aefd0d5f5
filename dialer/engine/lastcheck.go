package engine

import (
	"time"

	"bulkdial/dialer"
)

// roomWait is how long a contact waits for which a cap of the campaign leaves no room, while requests are under way that may leave some.
const roomWait = time.Second

// lastCheck asks the guards for the last time, takes the contacts out of a batch that they skip or hold, counts the others for the
// caps, and returns its request, which has no attempts when none is left.
func (r *run) lastCheck(b *batch) (req dialer.Request, err error) {
	admitted := len(b.attempts)
	cleared, err := r.clear(b)
	if err == nil && len(b.attempts) > 0 {
		req = b.request(r.cfg.Run, r.requests.Add(1))
		err = r.take(b, &req)
	}
	if err != nil {
		r.admission.GiveBack(admitted, &b.route)
		return dialer.Request{}, err
	}
	r.admission.GiveBack(admitted-len(b.attempts), &b.route)
	req.Permit = r.Guards.Permit(req, cleared)
	return req, nil
}

// clear takes the contacts out of a batch that a guard does not let go any more: it records skips and keeps holds. It returns the
// moment at which it has asked.
func (r *run) clear(b *batch) (now time.Time, err error) {
	if err := r.Guards.Refresh(); err != nil {
		return now, err //nolint:wrapcheck // it says why no contact may be called
	}
	now = time.Now()
	var skipped []dialer.Result
	var kept []dialer.Attempt // nil while all stay, which is usual
	for i := range b.attempts {
		a := &b.attempts[i]
		answer := r.Guards.Check(&a.Contact, now)
		if answer.Sends() {
			if kept != nil {
				kept = append(kept, *a)
			}
			continue
		}
		if kept == nil { // the attempts of an earlier request stay as they are
			kept = append(make([]dialer.Attempt, 0, len(b.attempts)), b.attempts[:i]...)
		}
		switch {
		case answer.Skip == "" && answer.NoTime:
			r.noTime.Add(1)
			r.withoutTime(&dialer.Decision{Contact: &a.Contact, Hold: answer.Reason})
			continue
		case answer.Skip == "":
			r.holdBack(a, b.occurrence, answer)
			continue
		}
		d := dialer.Decision{Contact: &a.Contact, LastWord: answer.Skip, Reason: answer.Reason}
		skipped = append(skipped, *skipResult(&d))
	}
	if kept != nil {
		b.attempts = kept
	}
	return now, r.appendLate(skipped)
}

// take counts the calls of a request, and takes the contacts out of its batch that are over a cap: they are held. The run stops when a cap of
// the campaign leaves no room and no request is under way, whose calls may not have been placed.
func (r *run) take(b *batch, req *dialer.Request) error {
	if r.Caps == nil {
		return nil
	}
	r.unsettled.Add(1) // before others can find that there is no room
	now := time.Now()
	taken, err := r.Caps.Take(req, now)
	if err != nil {
		return err //nolint:wrapcheck // it says why no contact may be called
	}
	var counted []dialer.Attempt
	for i, answer := range taken.Answers {
		a := &b.attempts[i]
		if answer.Sends() {
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
func (r *run) holdBack(a *dialer.Attempt, occurrence int, answer dialer.Clearance) {
	if (answer.Capped || answer.Talked) && answer.HoldUntil.After(r.notDue.until) {
		r.notDue.add(answer.HoldUntil, answer.Capped, answer.Talked)
		return
	}
	r.holds.hold(&a.Contact, a.Number, occurrence, answer.HoldUntil, answer.Closed)
}

// settleCaps tells the caps what became of a request. Without results none of its contacts was dialed.
func (r *run) settleCaps(req *dialer.Request, results []dialer.Result) {
	if r.Caps != nil {
		r.Caps.Settle(req, results, time.Now())
		r.unsettled.Add(-1)
	}
}
