package forecast

import (
	"math"
	"slices"
	"time"
)

// lookAhead is how far ahead the finish of a campaign is looked for.
const lookAhead = 400 * 24 * time.Hour

// finishing finds the finish of a campaign by going from one change to the next: an opening, a close, a due time, the end of a day. In between,
// those who may be called are called as fast as pace and lines allow, each group by its share.
type finishing struct {
	work  *workload
	rates rates
	// groups are those whose due times have passed, one for each place, and later are the loads of the others, the first one first.
	groups []group
	later  []due
	pace   bucket
	lines  bucket
	// placed is how many calls the day has.
	placed float64
	day    time.Time // its end; zero where there is no cap of a day
	result finish
}

// due are contacts that may be called from a moment on.
type due struct {
	at   time.Time
	load load
	n    int
}

// group are contacts that may be called at the same times: now, if open, until ends; else from begins on.
type group struct {
	load         load // without a due time
	left         float64
	open         bool
	begins, ends time.Time
}

// few is fewer contacts than one: shares of groups are no whole numbers.
const few = 1e-6

// finish returns the finish of a campaign that goes on at a moment.
func (w *workload) finish(now time.Time, r rates) finish {
	f := finishing{work: w, rates: r, pace: newBucket(r.pace, r.batch), placed: float64(r.today)}
	if r.lines > 0 && r.mean > 0 {
		f.lines = newBucket(float64(r.lines)/r.mean.Seconds(), r.lines)
	}
	for l, n := range w.loads {
		at := time.Unix(l.due, 0)
		l.due = 0
		f.later = append(f.later, due{at, l, n})
	}
	slices.SortFunc(f.later, func(a, b due) int { return a.at.Compare(b.at) })
	if r.perDay > 0 {
		f.day = r.dayEnd(now)
	}
	for at := now; f.goesOn(at, now); {
		at = f.step(at)
	}
	f.count()
	return f.result
}

// goesOn reports whether there is somebody left to call.
func (f *finishing) goesOn(at, began time.Time) bool {
	f.groups = slices.DeleteFunc(f.groups, func(g group) bool { return g.left < few })
	return len(f.groups)+len(f.later) > 0 && at.Before(began.Add(lookAhead)) && (f.rates.affordable < 0 || f.rates.affordable >= few)
}

// count counts those who are left.
func (f *finishing) count() {
	left := 0.0
	for i := range f.groups {
		left += f.groups[i].left
	}
	for i := range f.later {
		left += float64(f.later[i].n)
	}
	n := int(math.Round(left))
	if f.rates.affordable >= 0 && f.rates.affordable < few {
		f.result.Unpaid = n
		return
	}
	f.result.Later = n
}

// admit adds those to the groups who are due.
func (f *finishing) admit(at time.Time) {
	for len(f.later) > 0 && !f.later[0].at.After(at) {
		next := &f.later[0]
		i := slices.IndexFunc(f.groups, func(g group) bool { return g.load == next.load })
		if i < 0 {
			i = len(f.groups)
			f.groups = append(f.groups, group{load: next.load})
		}
		f.groups[i].left += float64(next.n)
		f.later = f.later[1:]
	}
}

// step goes from a moment to the next change, and returns that.
func (f *finishing) step(at time.Time) time.Time {
	if !f.day.IsZero() && !at.Before(f.day) {
		f.day, f.placed = f.rates.dayEnd(at), 0
	}
	next, waiting := f.look(at)
	calls := f.room(waiting)
	if calls < few {
		f.pass(0, next.Sub(at))
		return next
	}
	most := min(f.pace.within(next.Sub(at)), f.lines.within(next.Sub(at)))
	share := min(calls, most)
	took := min(next.Sub(at), max(f.pace.takes(share), f.lines.takes(share)))
	if share < calls {
		took = next.Sub(at)
	}
	if share >= few {
		if f.result.First.IsZero() {
			f.result.First = at
		}
		f.result.Last = at.Add(took)
	}
	f.serve(share, waiting)
	f.pass(share, took)
	if took < next.Sub(at) && share < waiting { // the day or the cost is used up
		f.pass(0, next.Sub(at)-took)
		return next
	}
	return at.Add(took)
}

// look finds who may be called at a moment, and when that changes.
func (f *finishing) look(at time.Time) (next time.Time, waiting float64) {
	next = at.Add(lookAhead)
	earlier := func(change time.Time) {
		if change.After(at) && change.Before(next) {
			next = change
		}
	}
	earlier(f.day)
	if f.admit(at); len(f.later) > 0 {
		earlier(f.later[0].at)
	}
	for i := range f.groups {
		g := &f.groups[i]
		if !g.begins.After(at) && !g.ends.After(at) {
			f.openings(g, at)
		}
		if g.open = !g.begins.After(at); !g.open {
			earlier(g.begins)
			continue
		}
		waiting += g.left
		earlier(g.ends)
	}
	return next, waiting
}

// openings finds when a group may be called from a moment on.
func (f *finishing) openings(g *group, at time.Time) {
	g.begins, g.ends = at, at.Add(lookAhead)
	if g.load.place == nil {
		return
	}
	first, last, ok := f.work.cfg.Hours.Next(g.load.place, g.load.ringing, at)
	if !ok {
		first = at.Add(lookAhead)
		last = first
	}
	g.begins, g.ends = first, last.Add(time.Nanosecond) // a call may leave at the last moment
}

// room is how many of those who wait the caps let be called.
func (f *finishing) room(waiting float64) float64 {
	if f.rates.perDay > 0 {
		waiting = min(waiting, max(0, float64(f.rates.perDay)-f.placed))
	}
	if f.rates.affordable >= 0 {
		waiting = min(waiting, f.rates.affordable)
	}
	return waiting
}

// serve calls a part of those who wait, each group by its share.
func (f *finishing) serve(calls, waiting float64) {
	for i := range f.groups {
		if g := &f.groups[i]; g.open {
			g.left -= calls * g.left / waiting
		}
	}
	f.placed += calls
	if f.rates.affordable >= 0 {
		f.rates.affordable = max(0, f.rates.affordable-calls)
	}
}

// pass lets time pass in which so many calls were placed.
func (f *finishing) pass(calls float64, d time.Duration) {
	f.pace.pass(calls, d)
	f.lines.pass(calls, d)
}
