package engine

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// heldContact is a contact that may be called later: 16 bytes, and the contact itself is read again by its row.
type heldContact struct {
	until int64 // Unix milliseconds, rounded up; below 0 for one that waits for the end of the pass only
	row   uint32
	// attempt and occurrence are those with which the contact goes out; occurrence fits because dialer.MaxOccurrences is 2¹⁴.
	attempt    uint16
	occurrence uint16
}

// holds are the held contacts of a run, and the batches that may still add to them.
type holds struct {
	mu      sync.Mutex // guards what follows
	held    heldList
	timed   int // of held, those with a time
	batches int // on their way to an answer
	// kept is how many of the batches are kept back until released is closed: they are not on their way before.
	kept     int
	released chan struct{}
	// next is when the first of the held contacts is due, as in heldContact; 0: none has a time. They are not read again before again.
	next  int64
	again time.Time
	// hoursWait is Config.HoursWait, and sure the last time at which a contact is due for which the run waits in any case, as in heldContact.
	hoursWait time.Duration
	sure      int64
	// changed tells the reader, and then the dispatcher, to look again.
	changed chan struct{}
}

func newHolds(hoursWait time.Duration) *holds {
	return &holds{hoursWait: hoursWait, changed: make(chan struct{}, 1), released: make(chan struct{})}
}

// keepBack counts a further batch, which is kept back until the channel is closed.
func (h *holds) keepBack() (released <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.batches++
	h.kept++
	return h.released
}

// release lets the batches go on that are kept back, and reports whether there are any.
func (h *holds) release() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept == 0 {
		return false
	}
	h.kept = 0
	close(h.released)
	h.released = make(chan struct{})
	return true
}

// settled waits until no batch is on its way but those that are kept back, or ctx ends.
func (h *holds) settled(ctx context.Context) {
	for ctx.Err() == nil {
		h.mu.Lock()
		idle := h.batches == h.kept
		h.mu.Unlock()
		if idle {
			return
		}
		admission.Await(ctx, 0, h.changed, true)
	}
}

// hold takes a contact that may be called at a later moment. Closed is as in Clearance.
func (h *holds) hold(c *dialer.Contact, attempt, occurrence int, until time.Time, closed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held := newHeld(c, attempt, occurrence, until)
	h.held.add(held)
	h.expect(held.until)
	if !closed {
		h.sure = max(h.sure, held.until)
	}
	h.wake()
}

// newHeld returns a held contact. The zero time is that of one that waits for the end of the pass only.
func newHeld(c *dialer.Contact, attempt, occurrence int, until time.Time) heldContact {
	return heldContact{
		until: until.Add(time.Millisecond - 1).UnixMilli(), row: uint32(c.Row), attempt: uint16(attempt), occurrence: uint16(occurrence), //nolint:gosec // a file has fewer rows, the others are bounded
	}
}

// waiting returns how many contacts are held until some moment, and when the first of them may be called; zero without any.
func (h *holds) waiting() (n int, first time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.timed > 0 {
		first = time.UnixMilli(h.next)
	}
	return h.timed, first
}

// sent notes that a batch is on its way, and ended that it can hold no more contacts.
func (h *holds) sent() { h.count(1) }

func (h *holds) ended() { h.count(-1) }

func (h *holds) count(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.batches += n
	h.wake()
}

func (h *holds) wake() {
	select {
	case h.changed <- struct{}{}:
	default: // the reader was told and has not looked yet
	}
}

// lookAgain is how often the clock is looked at during a wait: it may be set, and a machine may sleep.
const lookAgain = time.Minute

// due waits until held contacts may be called and returns them in the order of their rows. When there is nothing to wait for and no batch
// is on its way, it lets those go on that are kept back, and returns none when there are none, or when ctx ends. Waits are told while the
// run does nothing else; waited reports whether there was such a time.
func (h *holds) due(ctx context.Context, waits *admission.Waits) (due []heldContact, waited bool) {
	defer func() {
		if ctx.Err() == nil { // else the run stops, and nothing goes on
			waits.GotTime()
		}
	}()
	for ctx.Err() == nil {
		due, next, idle := h.take(time.Now())
		switch {
		case len(due) > 0 || idle && !h.release():
			return due, waited
		case idle: // what was kept back is on its way now
			continue
		}
		if h.quiet() {
			waited = true
			waits.LacksTime("contacts may be called from "+wholeSecond(next).Local().Format(time.RFC3339)+" on", next)
		}
		admission.Await(ctx, min(time.Until(next), lookAgain), h.changed, next.IsZero())
	}
	return nil, waited
}

// quiet reports whether contacts are held and no batch is on its way.
func (h *holds) quiet() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.batches == h.kept && h.held.len() > 0
}

// left returns how many contacts are held that the run does not wait for, and when the first of them may be called.
func (h *holds) left() (contacts int, first time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.held.len(), time.UnixMilli(h.next)
}

// rest waits until no batch is on its way, also none that is kept back, and returns how many contacts are held then.
func (h *holds) rest(ctx context.Context) int {
	for h.settled(ctx); ctx.Err() == nil && h.release(); h.settled(ctx) {
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.held.len()
}

// take removes and returns what is due now. Next is when more will be, zero where nothing is held; idle: there is nothing
// to wait for.
func (h *holds) take(now time.Time) (due []heldContact, next time.Time, idle bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held.len() > 0 && now.Before(h.again) {
		return nil, h.again, false
	}
	due = h.remove(func(c heldContact) bool { return c.until <= now.UnixMilli() })
	if h.next > 0 {
		next = time.UnixMilli(h.next)
	}
	return due, next, h.batches == h.kept && (h.held.len() == 0 || h.tooLate(now))
}

// tooLate reports whether all held contacts are outside of their calling hours for longer than the run waits. The caller holds the lock.
func (h *holds) tooLate(now time.Time) bool {
	return h.next > 0 && h.sure <= now.UnixMilli() && time.UnixMilli(h.next).Sub(now) > h.hoursWait
}

// recallEvery is how often contacts are read again at most, so that those that become due one by one share a pass. A pass over many rows
// takes a while, so it is rarer: recallRow for each row.
const (
	recallEvery = time.Second
	recallRow   = 10 * time.Microsecond
)

// dueAmid removes and returns the contacts that have become due amid a pass.
func (h *holds) dueAmid() []heldContact {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	if h.next == 0 || h.next > now.UnixMilli() || now.Before(h.again) {
		return nil
	}
	return h.remove(func(c heldContact) bool { return c.until >= 0 && c.until <= now.UnixMilli() })
}

// remove removes the contacts that are due, returns them in the order of their rows, and finds the next time. The caller holds the lock.
func (h *holds) remove(isDue func(heldContact) bool) (due []heldContact) {
	h.next, h.timed = 0, 0
	due = h.held.remove(func(c heldContact) bool {
		if isDue(c) {
			return true
		}
		h.expect(c.until)
		return false
	})
	slices.SortFunc(due, func(a, b heldContact) int { return cmp.Compare(a.row, b.row) })
	return due
}

// expect counts a held contact, and notes the time at which it is due. The caller holds the lock.
func (h *holds) expect(until int64) {
	if until < 0 {
		return
	}
	h.timed++
	if h.next == 0 || until < h.next {
		h.next = until
	}
}

// readAgain notes that rows were read again.
func (h *holds) readAgain(rows int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.again = time.Now().Add(max(recallEvery, time.Duration(rows)*recallRow))
}
