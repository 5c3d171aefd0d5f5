package engine

import (
	"slices"

	"bulkdial/dialer"
)

// batch is what travels in one request. Its contacts share a route and are all the n-th row with their number, so
// that no number can be in it twice.
type batch struct {
	route      dialer.Route
	occurrence int
	attempts   []dialer.Attempt
	// again: a request of this run carried the contacts before.
	again bool
	// tries counts how often the contacts were refused for want of a line, and refusals how often while others had lines;
	// seen is the use of lines at the last time, or when they were first sent.
	tries, refusals int
	seen            lineCount
	// trial is shared by the parts of the batch that one worker delivers.
	trial *trial
}

// openBatches and openContacts bound the batches that are being filled, and with them the memory, however many routes a
// file has. The oldest batch is sent unfilled when one of the bounds would be exceeded.
const (
	openBatches  = 256
	openContacts = 4096
)

// batcher groups contacts into batches, deterministically: the same contacts in the same order give the same batches.
type batcher struct {
	size     int
	open     []*batch         // oldest first
	contacts int              // in open
	spare    []dialer.Attempt // see reuse
}

// add takes a contact to be called and returns a batch that is ready to be sent, or nil.
func (b *batcher) add(d *dialer.Decision) *batch {
	i := slices.IndexFunc(b.open, func(o *batch) bool {
		return o.occurrence == d.Occurrence && o.route == d.Contact.Route
	})
	if i < 0 {
		i = len(b.open)
		b.open = append(b.open, &batch{
			route: d.Contact.Route, occurrence: d.Occurrence, attempts: b.room(), trial: new(trial),
		})
	}
	o := b.open[i]
	o.attempts = append(o.attempts, dialer.Attempt{Contact: *d.Contact, Number: d.Attempt})
	b.contacts++
	switch {
	case len(o.attempts) == b.size:
		return b.take(i)
	case len(b.open) > openBatches || b.contacts > openContacts:
		return b.take(0)
	default:
		return nil
	}
}

// reuse takes a batch that nobody uses any more: the next one is made in its room.
func (b *batcher) reuse(done *batch) { b.spare = done.attempts }

// room returns room for the attempts of a batch.
func (b *batcher) room() []dialer.Attempt {
	if room := b.spare; room != nil {
		b.spare = nil
		return room[:0]
	}
	return make([]dialer.Attempt, 0, min(b.size, openContacts))
}

// take removes an open batch.
func (b *batcher) take(i int) *batch {
	taken := b.open[i]
	b.open = slices.Delete(b.open, i, i+1)
	b.contacts -= len(taken.attempts)
	return taken
}

// rest returns the batches that were not filled, oldest first.
func (b *batcher) rest() []*batch {
	rest := b.open
	b.open, b.contacts = nil, 0
	return rest
}

// halves splits a batch of two or more.
func (b *batch) halves() [2]*batch {
	first, second := b.cut((len(b.attempts) + 1) / 2)
	return [2]*batch{first, second}
}

// cut splits off the first n contacts of a batch; rest is nil when it has no more.
func (b *batch) cut(n int) (first, rest *batch) {
	if n >= len(b.attempts) {
		return b, nil
	}
	one, other := *b, *b
	one.attempts, other.attempts = b.attempts[:n:n], b.attempts[n:]
	return &one, &other
}

// request returns the n-th request of a run, which carries the batch.
func (b *batch) request(run string, n uint64) dialer.Request {
	for i := range b.attempts {
		a := &b.attempts[i]
		a.Ref = dialer.IdentityOf(a.Contact.ID, a.Contact.Number, b.occurrence).Reference(a.Number)
	}
	return dialer.Request{Batch: dialer.NewBatchName(run, n, b.occurrence), Attempts: b.attempts, Route: b.route}
}
