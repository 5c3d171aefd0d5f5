package screen

import (
	"iter"

	"bulkdial/dialer"
)

// byID returns the last word on an id over all its numbers. It may also be that its row was invalid.
func (h *History) byID(who uint64) word {
	slot, known := h.ids.find(who)
	if !known {
		return word{}
	}
	var w word
	for number := range h.numbers(slot) {
		w = w.with(h.at(who, number))
	}
	if h.ids.value(slot).invalid && !w.tried() {
		w.said = saidInvalid
	}
	return w
}

// numbers returns the numbers that were called for the id of a slot, the last one first.
func (h *History) numbers(slot int) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		id := h.ids.value(slot)
		number, next := id.number, id.next
		for number != 0 && yield(number) && next != 0 {
			other := &h.others[next-1]
			number, next = other.number, other.next
		}
	}
}

// at returns the last word on an id at one number.
func (h *History) at(who, number uint64) word {
	return h.of(number, func(a *attempt) bool { return a.who == who })
}

// row returns the last word on the k-th row with a number, of contacts without an id.
func (h *History) row(number uint64, k int) word {
	return h.of(number, func(a *attempt) bool { return a.of(k) })
}

// of returns the last word on one contact at a number.
func (h *History) of(number uint64, its func(*attempt) bool) word {
	slot, known := h.attempts.first.find(number)
	if !known {
		return word{}
	}
	var found tally
	for place, a := range h.attempts.from(slot) {
		if its(a) {
			found.add(a, h.attempts.sourcesOf(slot, place))
		}
	}
	return found.word()
}

// CalledIDs returns the number of ids with a call that was or may have been placed.
func (h *History) CalledIDs() int {
	n := 0
	for who := range h.ids.keys() {
		if h.byID(who).placed() {
			n++
		}
	}
	return n
}

// placedFor returns a number at which a call of an id was or may have been placed, as in the ledger; empty if there is none.
func (h *History) placedFor(who uint64) string {
	slot, known := h.ids.find(who)
	if !known {
		return ""
	}
	for number := range h.numbers(slot) {
		if h.at(who, number).placed() {
			return e164(number)
		}
	}
	return ""
}

// calls are the calls to a number in the ledger, over several identities.
type calls struct {
	// whole is the last word on the number if it is called once.
	whole word
	// accepted, unknown and settled count the identities by their last word; settled, by the rules of this run.
	accepted, unknown, settled int
	// done counts the identities whose last word is accepted or settled.
	done int
	// tried counts the attempts, of each identity at most Rules.MaxAttempts.
	tried int
}

// calls returns the calls to the number of a slot that are of some contacts, by the rules of a run.
func (h *History) calls(slot int, rules *Rules, these func(*attempt) bool) calls {
	var c calls
	var one tally // of the identity whose attempts are being read
	var last *attempt
	for place, a := range h.attempts.from(slot) {
		if !these(a) {
			continue
		}
		if last != nil && !last.sameContact(a) {
			c.count(one.word(), rules)
			one = tally{}
		}
		one.add(a, h.attempts.sourcesOf(slot, place))
		last = a
	}
	c.count(one.word(), rules)
	return c
}

// count takes the last word on one identity.
func (c *calls) count(w word, rules *Rules) {
	c.whole = c.whole.with(w)
	switch w.said {
	case saidAccepted:
		c.accepted++
	case saidUnknown:
		c.unknown++
	case saidNothing, saidInvalid, saidRejected:
	}
	if w.settledBy(rules) {
		c.settled++
	}
	if w.said == saidAccepted || w.settledBy(rules) {
		c.done++
	}
	c.tried += min(w.attempts(), rules.most())
}

// leaves reports whether the rules allow one more call to a number. Rows is the number of its rows, called the number of these
// that this run calls already. A call that was or may have been placed counts for one row, whatever its identity was. Where the
// id alone does not tell contacts apart, each settled last word does.
func (c *calls) leaves(rules *Rules, rows, called int) bool {
	within := called+c.tried < rows*rules.most()
	switch {
	case !rules.byID():
		return within && called+c.settled < rows
	case c.unknown > 0 && rules.Retry.Has(dialer.Unknown):
		return within && called+c.accepted < rows
	default:
		return called+c.accepted+c.unknown < rows
	}
}

// leavesRedial reports whether the rules allow another call to a number after its calls have ended: none of them has reached somebody,
// no row with the number is still to be called, and this run does not call the number. Rows and called as in leaves.
func (c *calls) leavesRedial(rules *Rules, rows, called int) bool {
	return !c.whole.kept(rules) && called == 0 && c.done >= rows && c.tried < rows*rules.most()
}
