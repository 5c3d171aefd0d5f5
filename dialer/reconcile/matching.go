package reconcile

import (
	"cmp"
	"slices"
	"time"

	"bulkdial/dialer"
)

// byRef returns a doubt whose reference a call carries.
func (r *Reconciler) byRef(c *dialer.CallRecord) (*doubt, bool) {
	for _, value := range c.Variables {
		if d, known := r.refs[value]; known {
			return d, true
		}
	}
	return nil, false
}

// byNumber reports whether a call is to the number of a doubt.
func (r *Reconciler) byNumber(c *dialer.CallRecord) bool {
	return r.digits[digitsOf(c.To)]
}

// unclaimed returns the calls of readings that no result accounts for, the one that started first at the beginning. A call without a start
// time comes last.
func (r *Reconciler) unclaimed(read []*reading) []dialer.CallRecord {
	var calls []dialer.CallRecord
	known := map[string]bool{}
	for _, reading := range read {
		for id, c := range reading.suspects {
			if !known[id] && !r.survey.accounted[id] {
				known[id] = true
				calls = append(calls, c)
			}
		}
	}
	slices.SortFunc(calls, func(a, b dialer.CallRecord) int {
		if a.Started.IsZero() != b.Started.IsZero() {
			return cmp.Compare(boolInt(a.Started.IsZero()), boolInt(b.Started.IsZero()))
		}
		return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.ID, b.ID))
	})
	return calls
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// match takes the calls that the readings have shown for those of doubts.
func (r *Reconciler) match(read []*reading) {
	calls := r.unclaimed(read)
	last := map[string]*doubt{} // the last doubt that was found by a reference and a number
	for _, d := range r.doubts {
		i := slices.IndexFunc(calls, func(c dialer.CallRecord) bool { return hasReference(&c, d.ref) && sameNumber(d.Number, c.To) })
		if i < 0 || !d.open() {
			continue
		}
		r.found(d, calls[i].ID, "found by its reference in the calls of agent "+calls[i].AgentID)
		last[d.ref+d.Number] = d
		calls = slices.Delete(calls, i, i+1)
	}
	for i := range calls {
		if d, known := r.byRef(&calls[i]); known && last[d.ref+d.Number] != nil && sameNumber(d.Number, calls[i].To) {
			r.double(last[d.ref+d.Number], calls[i].ID)
		}
	}
	if !r.cfg.Referenced && r.cfg.MatchNumber {
		r.matchNumbers(calls)
	}
}

// matchNumbers takes calls for those of attempts without a reference, by their numbers and times.
func (r *Reconciler) matchNumbers(calls []dialer.CallRecord) {
	for _, d := range r.doubts {
		if !d.open() || len(r.survey.numbers[d.Number]) > 1 {
			continue
		}
		var its []string
		for i := range calls {
			if c := &calls[i]; sameNumber(d.Number, c.To) && r.inWindow(d, c.Started) {
				its = append(its, c.ID)
			}
		}
		if len(its) == 1 {
			r.found(d, its[0], "found by its number in the calls of the agent")
		}
	}
}

// window is how long before the time of a lost answer its request can have left, when nothing but the time tells which call is whose.
const window = time.Hour

// inWindow reports whether a call that started at a moment can be that of a doubt. One that has no start time can.
func (r *Reconciler) inWindow(d *doubt, started time.Time) bool {
	earliest := d.At.Add(-r.scaled(window))
	if begun := d.begun(); begun.After(earliest) {
		earliest = begun
	}
	return started.IsZero() || !started.Before(earliest.Add(-r.scaled(Margin))) && !started.After(d.At.Add(r.settle(d)))
}

// lookAlike reports whether a call that a reading has shown may be that of a doubt.
func (r *Reconciler) lookAlike(d *doubt, read *reading) bool {
	if read.numberless {
		return true
	}
	for id := range read.suspects {
		c := read.suspects[id]
		if r.survey.accounted[id] {
			continue
		}
		if hasReference(&c, d.ref) {
			return true
		}
		begun := d.begun()
		older := !begun.IsZero() && !c.Started.IsZero() && c.Started.Before(begun.Add(-r.scaled(Margin)))
		if sameNumber(d.Number, c.To) && !older && c.Variables[r.cfg.RefKey] == "" {
			return true
		}
	}
	return false
}
