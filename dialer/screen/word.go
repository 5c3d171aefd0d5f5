package screen

import "bulkdial/dialer"

// said is the kind of a last word, or what the ledger says of one attempt. A later run needs no skip other than invalid.
type said uint8

const (
	saidNothing said = iota
	saidInvalid
	saidRejected
	saidUnknown
	saidAccepted
)

// saidBy returns the kind of a line.
func saidBy(d dialer.Disposition) said {
	switch d {
	case dialer.Accepted:
		return saidAccepted
	case dialer.Unknown:
		return saidUnknown
	case dialer.Rejected:
		return saidRejected
	case dialer.Invalid:
		return saidInvalid
	case dialer.Duplicate, dialer.Suppressed, dialer.Expired: // a later run checks again
	}
	return saidNothing
}

func (s said) disposition() dialer.Disposition {
	switch s {
	case saidAccepted:
		return dialer.Accepted
	case saidUnknown:
		return dialer.Unknown
	case saidRejected:
		return dialer.Rejected
	case saidInvalid:
		return dialer.Invalid
	case saidNothing:
	}
	return ""
}

// corrected returns what two lines say of one attempt, in any order: what is certain wins over unknown, and accepted over
// rejected.
func (s said) corrected(other said) said {
	if s == saidUnknown || other == saidAccepted {
		return other
	}
	return s
}

// maxCounted is the maximum number of attempts that are counted. A contact with as many is never called again, whatever
// Rules.MaxAttempts is.
const maxCounted = 1<<8 - 1

// word is the last word on a contact: its kind, and its attempts.
type word struct {
	said said
	// count is the number of attempts, and highest the highest number that one of them has.
	count, highest int
	// ended is how the last accepted call has ended, and call the number of its attempt.
	ended ending
	call  int
	// age is how many seconds ago the call that ended last has ended; mostAge where there is none.
	age int
	// failed is how many calls in a row, up to the last one, have failed.
	failed int
	// reached: one of the calls has reached somebody, or may have. doubted: an attempt is unknown. doubtedLast: such an attempt came after the
	// end of an accepted call, as a redial does.
	reached, doubted, doubtedLast bool
	// says are the places of the lines about the attempt that the word comes from, and last those about the one with the highest number;
	// zero where they are not kept.
	says, last sources
}

// record is what a decision says of the attempts of a contact.
func (w word) record() dialer.Record {
	if !w.tried() {
		return dialer.Record{}
	}
	return dialer.Record{
		LastWord: w.disposition(), Outcome: w.outcome(), Attempts: w.attempts(),
		Result: w.says.result, CDR: w.says.cdr, LastResult: w.last.result,
	}
}

// disposition is the disposition of the last word. A call that was placed stands, but once it has ended it says nothing of a later
// attempt that is unknown, which is a redial.
func (w word) disposition() dialer.Disposition {
	if w.said == saidAccepted && w.doubtedLast {
		return dialer.Unknown
	}
	return w.said.disposition()
}

// outcome is how the call of an accepted contact has ended; empty for others.
func (w word) outcome() dialer.Outcome {
	if w.disposition() != dialer.Accepted {
		return ""
	}
	return w.ended.outcome()
}

// attempts is the number of attempts. The highest number of one also counts those that were sent before the contact had its id,
// and those whose lines the ledger lacks: files that an earlier version has merged have only the last line on each contact.
func (w word) attempts() int { return max(w.count, w.highest) }

// tried reports whether the word is about an attempt.
func (w word) tried() bool { return w.count > 0 }

// placed reports whether a call was placed, or may have been.
func (w word) placed() bool { return w.said >= saidUnknown }

// with returns the last word on contacts that are one now, or on a contact at several numbers: an attempt of one settles no doubt
// about another.
func (w word) with(other word) word {
	if !w.tried() || !other.tried() {
		if other.tried() || other.said > w.said {
			return other
		}
		return w
	}
	both := word{
		said: max(w.said, other.said), count: w.count + other.count, highest: max(w.highest, other.highest),
		ended: max(w.ended, other.ended), call: max(w.call, other.call), age: min(w.age, other.age), failed: w.failed + other.failed,
		reached: w.reached || other.reached, doubted: w.doubted || other.doubted, doubtedLast: w.doubtedLast || other.doubtedLast,
		says: w.says, last: w.last,
	}
	if other.outsays(w) {
		both.says = other.says
	}
	if other.highest > w.highest {
		both.last = other.last
	}
	if w.said == saidAccepted && other.said == saidAccepted { // else one of them has no end
		both.ended = w.ended.beside(other.ended)
	}
	return both
}

// outsays reports whether the disposition of two words together comes from this one.
func (w word) outsays(other word) bool {
	switch {
	case w.said != other.said:
		return w.said > other.said
	case w.doubtedLast != other.doubtedLast:
		return w.doubtedLast
	default:
		return w.highest > other.highest
	}
}

// settledBy reports whether the rules settle a contact with this last word; see the package comment.
func (w word) settledBy(rules *Rules) bool {
	switch w.said {
	case saidNothing:
		return false
	case saidAccepted:
		return !w.redialedBy(rules)
	case saidInvalid, saidRejected, saidUnknown:
	}
	return !rules.Retry.Has(w.disposition()) || w.attempts() >= rules.most()
}

// finalFailures is how many failed calls in a row are final.
const finalFailures = 2

// redialedBy reports whether the rules call a contact again whose call was accepted.
func (w word) redialedBy(rules *Rules) bool {
	return rules.Redial != nil && w.ended.named() && !w.kept(rules) && w.failed < finalFailures && w.attempts() < rules.most()
}

// kept reports whether a call has reached somebody, or may have, so that its contact or its number is not called again.
func (w word) kept(rules *Rules) bool {
	return w.reached || w.doubted && !rules.Retry.Has(dialer.Unknown)
}

// tally derives the last word of the attempts of one contact at one number, which may be added in any order.
type tally struct {
	count, highest int
	// doubt is the highest number of an attempt that is unknown; 0: none is.
	doubt int
	// accepted is the highest number of an attempt that is accepted; 0: none is. ended is how its call has ended.
	accepted int
	ended    ending
	// young is mostAge less the age of the call that ended last.
	young int
	// failures are the two highest numbers of attempts whose calls have failed, and other is the highest one of a call that has not.
	failures [2]int
	other    int
	reached  bool
	// acceptedAt, doubtAt and last are the places of the lines about the attempts with the numbers accepted, doubt and highest.
	acceptedAt, doubtAt, last sources
}

// add takes an attempt, and the places of the lines about it.
func (t *tally) add(a *attempt, from sources) {
	n := int(a.number)
	t.count++
	if n >= t.highest {
		t.highest, t.last = n, from
	}
	switch a.said {
	case saidUnknown:
		if n >= t.doubt {
			t.doubt, t.doubtAt = n, from
		}
	case saidAccepted:
		if n >= t.accepted {
			t.acceptedAt = from
		}
		t.addCall(a, n)
	case saidNothing, saidInvalid, saidRejected:
	}
}

// addCall adds an accepted attempt.
func (t *tally) addCall(a *attempt, n int) {
	switch {
	case n > t.accepted:
		t.accepted, t.ended = n, a.ended
	case n == t.accepted:
		t.ended = t.ended.beside(a.ended)
	}
	t.young = max(t.young, mostAge-a.age())
	t.reached = t.reached || a.ended.reached()
	if a.ended.outcome() != dialer.OutcomeFailed {
		t.other = max(t.other, n)
		return
	}
	if n > t.failures[0] {
		t.failures[0], n = n, t.failures[0]
	}
	t.failures[1] = max(t.failures[1], n)
}

// failed is how many calls in a row, up to the last one, have failed; more than two are two.
func (t *tally) failed() int {
	n := 0
	for _, number := range t.failures {
		if number > t.other {
			n++
		}
	}
	return n
}

// word is the last word. Accepted is final. Else the attempt with the highest number counts: it was sent because the rules
// allowed another try. When numbers repeat, which happens when a run has not read all results, that is not certain, so an
// unknown attempt stays in doubt.
func (t *tally) word() word {
	w := word{
		count: t.count, highest: t.highest, ended: t.ended, call: t.accepted, age: mostAge - t.young, failed: t.failed(),
		last: t.last, reached: t.reached, doubted: t.doubt > 0, doubtedLast: t.accepted > 0 && t.doubt > t.accepted && t.ended.outcome() != "",
	}
	switch {
	case t.accepted > 0:
		w.said, w.says = saidAccepted, t.acceptedAt
	case t.doubt > 0 && (t.doubt == t.highest || t.count > t.highest):
		w.said, w.says = saidUnknown, t.doubtAt
	case t.count > 0:
		w.said, w.says = saidRejected, t.last
	}
	if w.doubtedLast {
		w.says = t.doubtAt
	}
	return w
}
