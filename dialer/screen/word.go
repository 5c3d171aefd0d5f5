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
	// ended is how the last accepted call has ended.
	ended ending
}

func (w word) disposition() dialer.Disposition { return w.said.disposition() }

// attempts is the number of attempts. The ledger may lack the lines of some: files that an earlier version has merged have only
// the last line on each contact.
func (w word) attempts() int { return max(w.count, w.highest) }

// tried reports whether the word is about an attempt.
func (w word) tried() bool { return w.count > 0 }

// placed reports whether a call was placed, or may have been.
func (w word) placed() bool { return w.said >= saidUnknown }

// with returns the last word on contacts that are one now, or on a contact at several numbers: an attempt of one settles no doubt
// about another.
func (w word) with(other word) word {
	ended := max(w.ended, other.ended) // one of them has none, unless both are accepted
	if w.said == saidAccepted && other.said == saidAccepted {
		ended = w.ended.beside(other.ended)
	}
	return word{max(w.said, other.said), w.count + other.count, max(w.highest, other.highest), ended}
}

// settledBy reports whether the rules settle a contact with this last word; see the package comment.
func (w word) settledBy(rules *Rules) bool {
	switch w.said {
	case saidNothing:
		return false
	case saidAccepted:
		return true
	case saidInvalid, saidRejected, saidUnknown:
	}
	return !rules.Retry.Has(w.disposition()) || w.attempts() >= rules.most()
}

// tally derives the last word of the attempts of one contact at one number, which may be added in any order.
type tally struct {
	count, highest int
	// doubt is the highest number of an attempt that is unknown; 0: none is.
	doubt int
	// accepted is the highest number of an attempt that is accepted; 0: none is. ended is how its call has ended.
	accepted int
	ended    ending
}

func (t *tally) add(a *attempt) {
	n := int(a.number)
	t.count++
	t.highest = max(t.highest, n)
	switch {
	case a.said == saidUnknown:
		t.doubt = max(t.doubt, n)
	case a.said != saidAccepted:
	case n > t.accepted:
		t.accepted, t.ended = n, a.ended
	case n == t.accepted:
		t.ended = t.ended.beside(a.ended)
	}
}

// word is the last word. Accepted is final. Else the attempt with the highest number counts: it was sent because the rules
// allowed another try. When numbers repeat, which happens when a run has not read all results, that is not certain, so an
// unknown attempt stays in doubt.
func (t *tally) word() word {
	w := word{count: t.count, highest: t.highest, ended: t.ended}
	switch {
	case t.accepted > 0:
		w.said = saidAccepted
	case t.doubt > 0 && (t.doubt == t.highest || t.count > t.highest):
		w.said = saidUnknown
	case t.count > 0:
		w.said = saidRejected
	}
	return w
}
