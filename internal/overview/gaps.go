package overview

import (
	"cmp"
	"slices"
	"time"

	"bulkdial/dialer"
)

// leastGap is the shortest time that counts as a gap.
const leastGap = 10 * time.Second

// gaps returns the times in which the campaign sent nothing, between the beginning of its first run and the end of its last one; at most
// MaxGaps, the longest ones. Now is the end of runs that are at work.
func (r *runs) gaps(now time.Time) []Gap {
	marks := r.marks(now)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.at.Compare(b.at) })
	var all []Gap
	atWork, waiting := 0, map[GapReason]int{}
	for i, m := range marks {
		if m.wait != "" {
			waiting[m.wait] += m.more
		} else {
			atWork += m.more
		}
		if i+1 < len(marks) && marks[i+1].at.After(m.at) {
			if why := gapReason(atWork, waiting); why != "" {
				all = appendGap(all, Gap{From: moment(m.at), To: moment(marks[i+1].at), Why: why})
			}
		}
	}
	all = slices.DeleteFunc(all, func(g Gap) bool { return g.To.Sub(g.From) < leastGap })
	slices.SortStableFunc(all, func(a, b Gap) int { return cmp.Compare(b.To.Sub(b.From), a.To.Sub(a.From)) })
	all = all[:min(len(all), MaxGaps)]
	slices.SortFunc(all, func(a, b Gap) int { return a.From.Compare(b.From) })
	return all
}

// mark is a moment at which runs begin or end to be at work or, with a wait, to wait.
type mark struct {
	at   time.Time
	more int // 1 or -1
	wait GapReason
}

// marks returns the moments of all runs but test calls. A run that was killed ends with its last attempt; so do, and begin with their first,
// those of which the runs file says nothing.
func (r *runs) marks(now time.Time) []mark {
	var all []mark
	add := func(from, to time.Time, wait GapReason) {
		if to.After(from) || wait == "" {
			all = append(all, mark{from, 1, wait}, mark{to, -1, wait})
		}
	}
	for i := range r.all {
		run := &r.all[i]
		if run.Begin.TestCall != "" {
			continue
		}
		from, to := run.Begin.At, run.Begin.At
		switch spent := r.spent[run.Begin.Run]; {
		case run.End != nil:
			to = run.End.At
		case run.AtWork:
			to = now
		case spent != nil && spent.to.After(to):
			to = spent.to
		}
		if to.Before(from) { // the clock was set back meanwhile
			to = from
		}
		add(from, to, "")
		if run.End == nil {
			continue
		}
		for _, w := range run.End.Waits {
			if why := waitGap(w.Why); why != "" {
				add(later(w.From, from), earlier(w.To, to), why) // a clock that was set may put it outside of the run
			}
		}
	}
	for name, spent := range r.spent {
		if _, noted := r.byName[name]; !noted {
			add(spent.from, spent.to, "")
		}
	}
	return all
}

// waitGap is the reason of a gap in which a run waited; empty for a reason of a later version.
func waitGap(why dialer.WaitReason) GapReason {
	switch why {
	case dialer.WaitPaused:
		return GapPaused
	case dialer.WaitAnswer:
		return GapFailures
	case dialer.WaitLine:
		return GapLines
	case dialer.WaitTime:
		return GapTime
	}
	return ""
}

// gapReason says why nothing is sent while so many runs are at work and wait for something; empty where one of them does not wait.
func gapReason(atWork int, waiting map[GapReason]int) GapReason {
	if atWork == 0 {
		return GapNoRun
	}
	var why GapReason
	for _, reason := range []GapReason{GapPaused, GapFailures, GapLines, GapTime} {
		if n := waiting[reason]; n > 0 {
			atWork -= n
			why = cmp.Or(why, reason)
		}
	}
	if atWork > 0 {
		return ""
	}
	return why
}

// appendGap appends a gap, or makes the last one longer.
func appendGap(all []Gap, next Gap) []Gap {
	if last := len(all) - 1; last >= 0 && all[last].Why == next.Why && all[last].To.Equal(next.From) {
		all[last].To = next.To
		return all
	}
	return append(all, next)
}
