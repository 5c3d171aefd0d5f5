package engine

import (
	"context"
	"fmt"
	"sync"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// mostRefusals is how often a contact may be refused for want of a line while others have lines, before it is left pending.
// A batch that is refused as a whole is halved when others have lines, and at each halveEvery-th time.
const (
	mostRefusals = 20
	halveEvery   = 3
)

// lineCount counts the contacts of a run that were called, and the times that one was refused for want of a line.
type lineCount struct {
	placed, refused int
}

// lineUse tells whether the API has lines for others than a batch that it refuses.
type lineUse struct {
	mu    sync.Mutex
	total lineCount
}

func (u *lineUse) now() lineCount {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.total
}

// served takes an answer to a batch, and reports whether, since the batch was last refused or first sent, at least as many
// contacts were called as were refused. When lines are short for all, fewer are.
func (u *lineUse) served(b *batch, placed, refused int) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.total.placed += placed
	u.total.refused += refused
	served := u.total.placed-b.seen.placed >= u.total.refused-b.seen.refused
	b.seen = u.total
	return served
}

// withoutLine sees to it that the contacts of a batch that lacked a line are sent later, outside of its slot, so that others
// are sent meanwhile. A batch that is refused as a whole goes on in halves: one contact may be the cause, or the batch may
// need more lines than are free. It returns what is sent from the slot all the same, or nil.
func (r *run) withoutLine(admit, sending context.Context, b *batch, o *outcome) *batch {
	if len(o.again) == 0 {
		return nil
	}
	left := *b
	left.attempts = o.again
	left.tries++
	if o.served {
		left.refusals++
	}
	if left.refusals >= mostRefusals {
		r.giveUp(&left)
		return nil
	}
	wait := o.answer.RetryAfter
	if wait <= 0 {
		wait = min(admission.LineGrowth().Draw(left.tries), r.cfg.MaxWait)
	}
	if !r.aside.take(len(left.attempts)) {
		slept(admit, wait)
		return &left
	}
	whole := len(o.again) == len(b.attempts) && len(o.again) > 1
	if whole && (o.served || left.tries%halveEvery == 0) {
		two := left.halves()
		r.later(admit, sending, two[0], wait)
		r.later(admit, sending, two[1], wait)
	} else {
		r.later(admit, sending, &left, wait)
	}
	return nil
}

// giveUp leaves contacts pending for which there is never a line, while there are lines for others.
func (r *run) giveUp(b *batch) {
	r.mu.Lock()
	r.lineless += len(b.attempts)
	r.mu.Unlock()
	for i := range b.attempts {
		r.logGivenUp(&b.attempts[i])
	}
	r.leftOver(b)
}

// leftOver reports the contacts of a batch that stay pending for want of a line, if it was refused for that. There may be no batch.
func (r *run) leftOver(b *batch) {
	if b == nil || b.tries == 0 {
		return
	}
	why := dialer.Reason{Code: "no_free_line", Cause: "the API had no free line for the contact"}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range b.attempts {
		r.causes.add("", why, b.attempts[i].Contact.SheetRow)
	}
}

// linelessError says that contacts were given up, or is nil.
func (r *run) linelessError() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lineless == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s refused %d times while others were called; left pending", ErrNoLine, dialer.Plural(r.lineless, "contact"), mostRefusals)
}
