package campaign

import (
	"slices"
	"sync"

	"bulkdial/dialer"
)

// ownEnds counts the ended calls that a run has found beside its plan, each as the outcome of a contact of the file. Calls of contacts that
// are not in the file have CDRs too, and do not count.
type ownEnds struct {
	run     string
	mu      sync.Mutex
	awaited awaited
	tally   dialer.OutcomeTally
}

// awaited are the numbers of the accepted contacts of a plan without an outcome, 8 bytes each: twice the number, and one more once its
// contact has one. They are in order after sort, and stay so.
type awaited []uint64

func (a *awaited) add(number uint64) { *a = append(*a, 2*number) }

func (a *awaited) sort() { slices.Sort(*a) }

// take reports whether a contact with a number is awaited, which it is not any more then.
func (a *awaited) take(number uint64) bool {
	all := *a
	after, _ := slices.BinarySearch(all, 2*number+1)
	if after == 0 || all[after-1] != 2*number {
		return false
	}
	all[after-1]++
	return true
}

// await takes a decision of the plan.
func (e *ownEnds) await(d *dialer.Decision) {
	if d.Call || d.LastWord != dialer.Accepted || d.Outcome != "" {
		return
	}
	if number, ok := dialer.ParseE164(d.Contact.Number); ok {
		e.awaited.add(number)
	}
}

// ended takes a CDR that is on disk.
func (e *ownEnds) ended(c *dialer.CDR) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c.Batch.Run() != e.run {
		number, _ := dialer.ParseE164(c.Number)
		if !e.awaited.take(number) {
			return
		}
	}
	e.tally.Ended(c.Outcome)
}

// outcomes returns the counts so far.
func (e *ownEnds) outcomes() dialer.OutcomeTally {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.tally
}
