package dialer

import "slices"

// batch is what travels in one request. Its contacts share a route and are all the n-th row with their number, so
// that no number can be in it twice.
type batch struct {
	route      Route
	occurrence int
	attempts   []Attempt
}

// openBatches bounds the batches that are being filled at one time, and with it the memory, however many routes a
// file has. The oldest is sent unfilled when one more is needed.
const openBatches = 64

// batcher groups contacts into batches, deterministically: the same contacts in the same order give the same batches.
type batcher struct {
	size int
	open []*batch // oldest first
}

// add takes a contact to be called and returns a batch that is ready to be sent, or nil.
func (b *batcher) add(j Judgment) *batch {
	a := Attempt{Contact: j.Contact, Number: j.Attempt}
	i := slices.IndexFunc(b.open, func(o *batch) bool {
		return o.occurrence == j.Occurrence && o.route == j.Contact.Route
	})
	if i >= 0 {
		o := b.open[i]
		o.attempts = append(o.attempts, a)
		if len(o.attempts) < b.size {
			return nil
		}
		b.open = slices.Delete(b.open, i, i+1)
		return o
	}
	o := &batch{route: j.Contact.Route, occurrence: j.Occurrence, attempts: make([]Attempt, 0, b.size)}
	o.attempts = append(o.attempts, a)
	if b.size == 1 {
		return o
	}
	b.open = append(b.open, o)
	if len(b.open) <= openBatches {
		return nil
	}
	oldest := b.open[0]
	b.open = slices.Delete(b.open, 0, 1)
	return oldest
}

// rest returns the batches that were not filled, oldest first.
func (b *batcher) rest() []*batch {
	rest := b.open
	b.open = nil
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
	return Request{Batch: batchName(run, n, b.occurrence), Attempts: b.attempts, Route: b.route}
}
