package overview

import (
	"strings"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// runs gathers the runs of a campaign: from the runs file, and when each of them has sent something, from the results.
type runs struct {
	all    []Run
	byName map[string]int
	// spent is when the first and the last attempt of each run was recorded, by its name; name and last are those of the last attempt.
	spent map[string]*spent
	name  string
	last  *spent
}

// spent is a time in which a run was at work.
type spent struct{ from, to time.Time }

func newRuns() runs { return runs{byName: map[string]int{}, spent: map[string]*spent{}} }

// sent takes an attempt. Those of a run are neighbors as a rule.
func (r *runs) sent(attempt *dialer.Result) {
	name := attempt.Batch.Run()
	if r.last == nil || name != r.name {
		r.name = strings.Clone(name) // and not the whole line
		if r.last = r.spent[name]; r.last == nil {
			r.last = &spent{attempt.At, attempt.At}
			r.spent[r.name] = r.last
		}
	}
	if attempt.At.Before(r.last.from) {
		r.last.from = attempt.At
	}
	if attempt.At.After(r.last.to) {
		r.last.to = attempt.At
	}
}

// note takes a line of the runs file.
func (r *runs) note(l ledger.RunLine) {
	if l.Begin != nil {
		r.byName[l.Begin.Run] = len(r.all)
		r.all = append(r.all, Run{Begin: *l.Begin})
		return
	}
	if i, known := r.byName[l.End.Run]; known {
		r.all[i].End = l.End
	}
}

// list returns the last runs, and how many there were before. Holders are the runs at work.
func (r *runs) list(holders []ownfile.Holder) (last []Run, earlier int) {
	for _, holder := range holders {
		if i, known := r.byName[holder.Run]; known {
			r.all[i].AtWork = r.all[i].End == nil
		}
	}
	earlier = max(0, len(r.all)-MaxRuns)
	return r.all[earlier:], earlier
}

// history returns what the runs file says as a whole; nil where it says nothing.
func (r *runs) history() *History {
	if len(r.all) == 0 {
		return nil
	}
	last := &r.all[len(r.all)-1]
	h := &History{Runs: len(r.all), Last: &last.Begin, LastEnd: last.End}
	for i := range r.all {
		if r.all[i].Begin.TestCall != "" {
			h.TestCalls++
		}
	}
	return h
}
