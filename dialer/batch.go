package dialer

import (
	"slices"
	"sync"
)

// batch is what travels in one request. Its contacts share a route and are all the n-th row with their number, so
// that no number can be in it twice.
type batch struct {
	route      Route
	occurrence int
	attempts   []Attempt
	// entries are those of the last answer, whose room the next may have.
	entries []Entry
	// again: a request of this run carried the contacts before.
	again bool
}

// openBatches and openContacts bound what is being filled at one time, and with it the memory, however many routes a
// file has. The oldest batch is sent unfilled when one of them would be exceeded.
const (
	openBatches  = 256
	openContacts = 4096
)

// batcher groups contacts into batches, deterministically: the same contacts in the same order give the same batches.
type batcher struct {
	size int
	open []*batch // oldest first
	held int      // contacts in open
	// spare holds batches that are done with, to be filled again.
	spare sync.Pool
}

// add takes a contact to be called and returns a batch that is ready to be sent, or nil.
func (b *batcher) add(j *Judgment) *batch {
	i := slices.IndexFunc(b.open, func(o *batch) bool {
		return o.occurrence == j.Occurrence && o.route == j.Contact.Route
	})
	if i < 0 {
		i = len(b.open)
		b.open = append(b.open, b.empty(j.Contact.Route, j.Occurrence))
	}
	o := b.open[i]
	o.attempts = append(o.attempts, Attempt{Contact: *j.Contact, Number: j.Attempt})
	b.held++
	switch {
	case len(o.attempts) == b.size:
		return b.take(i)
	case len(b.open) > openBatches || b.held > openContacts:
		return b.take(0)
	default:
		return nil
	}
}

// empty returns a batch to be filled.
func (b *batcher) empty(route Route, occurrence int) *batch {
	fresh, ok := b.spare.Get().(*batch)
	if !ok {
		fresh = &batch{attempts: make([]Attempt, 0, min(b.size, openContacts))}
	}
	*fresh = batch{route: route, occurrence: occurrence, attempts: fresh.attempts[:0], entries: fresh.entries}
	return fresh
}

// reuse takes back a batch of which nobody keeps anything. Any goroutine may call it.
func (b *batcher) reuse(done *batch) { b.spare.Put(done) }

// take removes an open batch.
func (b *batcher) take(i int) *batch {
	taken := b.open[i]
	b.open = slices.Delete(b.open, i, i+1)
	b.held -= len(taken.attempts)
	return taken
}

// rest returns the batches that were not filled, oldest first.
func (b *batcher) rest() []*batch {
	rest := b.open
	b.open, b.held = nil, 0
	return rest
}

// halves splits a batch of two or more.
func (b *batch) halves() [2]*batch {
	mid := (len(b.attempts) + 1) / 2
	first, second := *b, *b
	first.attempts, second.attempts = b.attempts[:mid:mid], b.attempts[mid:]
	return [2]*batch{&first, &second}
}

// request returns the n-th request of a run, which carries the batch.
func (b *batch) request(run string, n uint64) Request {
	refer(b.attempts, b.occurrence)
	return Request{Batch: batchName(run, n, b.occurrence), Attempts: b.attempts, Route: b.route, Room: b.entries[:0]}
}
