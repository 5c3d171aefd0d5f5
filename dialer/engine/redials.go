package engine

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"bulkdial/dialer"
)

// Redials counts the contacts that are to be called again after their calls.
type Redials struct {
	// Kinds counts them by the outcome of the last call and by the attempt.
	Kinds []RedialKind `json:"kinds"`
	// Now of them are due, Waiting become due while the run waits for them, and Later are left for a later run.
	Now     int `json:"due_now"`
	Waiting int `json:"due_in_this_run"`
	Later   int `json:"due_later"`
	// Next is the earliest time at which one is due that is not due now, and NextRun that of those left for a later run; nil: there is none.
	Next    *time.Time `json:"next_due,omitempty"`
	NextRun *time.Time `json:"next_run,omitempty"`
}

// RedialKind is a number of contacts that are called again.
type RedialKind struct {
	// Outcome is that of the last call.
	Outcome dialer.Outcome `json:"outcome"`
	// Attempt is the number of the attempt that follows.
	Attempt  int `json:"attempt"`
	Contacts int `json:"contacts"`
}

// redialCounts gathers Redials.
type redialCounts struct {
	Redials

	kinds map[RedialKind]int // without Contacts
}

// add counts a contact that is to be called again. Later: the run does not wait for it.
func (r *redialCounts) add(d *dialer.Decision, later bool) {
	if r.kinds == nil {
		r.kinds = map[RedialKind]int{}
	}
	r.kinds[RedialKind{Outcome: d.Redials, Attempt: d.Attempt}]++
	if !d.Held() {
		r.Now++
		return
	}
	r.Next = earlier(r.Next, d.HoldUntil)
	if !later {
		r.Waiting++
		return
	}
	r.Later++
	r.NextRun = earlier(r.NextRun, d.HoldUntil)
}

func earlier(a *time.Time, b time.Time) *time.Time {
	if a != nil && a.Before(b) {
		return a
	}
	return &b
}

// redials returns the counts; nil where no contact is called again.
func (r *redialCounts) redials() *Redials {
	if r.kinds == nil {
		return nil
	}
	counted := r.Redials
	for kind := range maps.Keys(r.kinds) {
		kind.Contacts = r.kinds[kind]
		counted.Kinds = append(counted.Kinds, kind)
	}
	slices.SortFunc(counted.Kinds, func(a, b RedialKind) int {
		return cmp.Or(cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Attempt, b.Attempt))
	})
	return &counted
}
