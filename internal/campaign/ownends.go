package campaign

import (
	"sync"

	"bulkdial/dialer"
)

// ownEnds counts the ended calls that a run has found beside its plan, each as the outcome of a contact of the file. Calls of contacts that
// are not in the file have CDRs too, and do not count.
type ownEnds struct {
	run string
	mu  sync.Mutex
	// awaited counts the accepted contacts of the plan without an outcome, by their numbers.
	awaited map[uint64]int
	tally   dialer.OutcomeTally
}

// await takes a decision of the plan.
func (e *ownEnds) await(d *dialer.Decision) {
	if d.Call || d.LastWord != dialer.Accepted || d.Outcome != "" {
		return
	}
	if number, ok := dialer.ParseE164(d.Contact.Number); ok {
		e.awaited[number]++
	}
}

// ended takes a CDR that is on disk.
func (e *ownEnds) ended(c *dialer.CDR) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c.Batch.Run() != e.run {
		number, _ := dialer.ParseE164(c.Number)
		if e.awaited[number] == 0 {
			return
		}
		e.awaited[number]--
	}
	e.tally.Ended(c.Outcome)
}

// outcomes returns the counts so far.
func (e *ownEnds) outcomes() dialer.OutcomeTally {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.tally
}
