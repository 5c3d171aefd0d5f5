package dialer

import (
	"iter"
	"time"
)

// Plan says what a run over the same contacts, with the same record, will do.
type Plan struct {
	// Tally counts every contact by its last word; the Pending ones are to be called.
	Tally Tally `json:"contacts"`
	// Settled is how many of them earlier runs have settled.
	Settled int `json:"settled"`
	// ToCall is how many this run calls: the pending ones up to the limit. Batches is how many requests that takes.
	// Again is how many of them were tried before.
	ToCall  int `json:"to_call"`
	Again   int `json:"again"`
	Batches int `json:"batches"`
	// Skips is how many lines the run will add to the record for contacts that it does not call.
	Skips int `json:"skips"`
	// Seconds is how long that takes at the pace; 0 where there is none.
	Seconds float64 `json:"seconds"`
	// Causes are the reasons for which contacts are skipped.
	Causes []Cause `json:"causes"`
	// First is the first request; nil when there is nobody to call.
	First *Request `json:"-"`
}

// MakePlan judges all contacts as Run would, and calls nobody. The error is that of contacts, or ErrDuplicates.
func MakePlan(cfg Config, contacts iter.Seq2[Contact, error], screen *Screen) (Plan, error) {
	var skipped causes
	pass := steps{screen: screen, size: cfg.BatchSize, limit: cfg.Limit}
	pass.judged = func(j Judgment) {
		if j.Code != "" {
			skipped.add(j.LastWord, j.Reason, j.Contact.SheetRow)
		}
	}
	var plan Plan
	var end error
	for step, err := range pass.all(contacts) {
		switch {
		case err != nil:
			end = err
		case step.skip != nil:
			plan.Skips++
		default:
			if plan.Batches++; plan.First == nil {
				first := step.batch.request(cfg.Run, uint64(plan.Batches)) //nolint:gosec // a count
				plan.First = &first
			}
		}
	}
	plan.Tally, plan.Settled, plan.ToCall, plan.Again = pass.tally, pass.settled, pass.toCall, pass.again
	plan.Causes = skipped.list()
	if cfg.CPS > 0 {
		// The first batch waits for nothing.
		plan.Seconds = max(0, float64(plan.ToCall-cfg.BatchSize)/cfg.CPS)
	}
	return plan, end
}

// Duration is Seconds as a time.Duration.
func (p Plan) Duration() time.Duration { return time.Duration(p.Seconds * float64(time.Second)) }

// Nothing reports whether a run would neither call anybody nor add a line to the record.
func (p Plan) Nothing() bool { return p.ToCall == 0 && p.Skips == 0 }
