package engine

import (
	"context"
	"sync"
	"time"
)

// aside counts the contacts that wait outside of the slots, as much as the memory for open batches allows.
type aside struct {
	mu       sync.Mutex
	contacts int
}

// take makes room for contacts, and reports false where there is none.
func (a *aside) take(contacts int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.contacts+contacts > openContacts {
		return false
	}
	a.contacts += contacts
	return true
}

func (a *aside) free(contacts int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.contacts -= contacts
}

// later delivers a batch, for which aside has room, after a wait, from a slot that it takes then.
func (r *run) later(admit, sending context.Context, b *batch, wait time.Duration) {
	since := time.Now()
	b.trial = new(trial)
	r.holds.sent()
	r.workers.Go(func() {
		defer r.holds.ended()
		slept(admit, wait)
		r.aside.free(len(b.attempts))
		r.deliverAgain(admit, sending, b, since)
	})
}

// deliverAgain takes a slot for a batch and delivers it.
func (r *run) deliverAgain(admit, sending context.Context, b *batch, since time.Time) {
	if r.concurrency.take(admit) != nil {
		r.leftOver(b)
		return
	}
	defer r.concurrency.free()
	r.deliver(admit, sending, b, since)
}

// tryOne returns what is sent of a batch while the configuration may be the cause of all refusals so far: one contact of the
// batch, or nil where one was tried. The others are kept back. The contact is the last one, and the others are halved, so
// that what is tried in the course of time is spread over the list.
func (r *run) tryOne(admit, sending context.Context, b *batch) *batch {
	if !r.breaker.suspicious() {
		return b
	}
	if b.trial.sent {
		r.keepBack(admit, sending, b)
		return nil
	}
	b.trial.sent = true
	last := len(b.attempts) - 1
	if last == 0 {
		return b
	}
	one, rest := *b, *b
	one.attempts, rest.attempts = b.attempts[last:], b.attempts[:last:last]
	if last == 1 {
		r.keepBack(admit, sending, &rest)
		return &one
	}
	for _, half := range rest.halves() {
		r.keepBack(admit, sending, half)
	}
	return &one
}

// keepBack delivers a batch when it is clear that the configuration is not at fault, or when there is nothing else to try.
func (r *run) keepBack(admit, sending context.Context, b *batch) {
	released := r.holds.keepBack()
	b.trial = new(trial)
	r.workers.Go(func() {
		defer r.holds.ended()
		select {
		case <-released:
			r.deliverAgain(admit, sending, b, time.Now())
		case <-admit.Done():
		}
	})
}
