package screen

import "bulkdial/dialer"

// word is the last word on a contact: its kind, and the number of attempts.
type word struct {
	said     said
	attempts uint8
}

// said is the kind of a last word. A later run needs no skip other than invalid.
type said uint8

const (
	saidNothing said = iota
	saidInvalid
	saidRejected
	saidUnknown
	saidAccepted
)

// maxCounted is the maximum number of attempts that are counted. A contact with as many is never called again, whatever
// Rules.MaxAttempts is.
const maxCounted = 1<<8 - 1

func counted(attempts int) uint8 {
	return uint8(max(0, min(attempts, maxCounted)))
}

// wordOf returns the word of one line of a ledger. An attempt counts even without a number.
func wordOf(r *dialer.Result) word {
	switch r.Disposition {
	case dialer.Accepted:
		return word{saidAccepted, counted(max(r.Attempt, 1))}
	case dialer.Unknown:
		return word{saidUnknown, counted(max(r.Attempt, 1))}
	case dialer.Rejected:
		return word{saidRejected, counted(max(r.Attempt, 1))}
	case dialer.Invalid:
		return word{saidInvalid, 0}
	case dialer.Duplicate, dialer.Suppressed: // a later run checks again
	}
	return word{}
}

func (w word) disposition() dialer.Disposition {
	switch w.said {
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

// tried reports whether the word is about an attempt.
func (w word) tried() bool { return w.attempts > 0 }

// lastWord is the word for the rule of package dialer.
func (w word) lastWord() dialer.LastWord {
	return dialer.LastWord{Disposition: w.disposition(), Attempts: int(w.attempts)}
}

// followedBy returns the last word after another line about the same contact.
func (w word) followedBy(next word) word {
	if !next.lastWord().Replaces(w.lastWord()) {
		next.said = w.said
	}
	next.attempts = max(next.attempts, w.attempts)
	return next
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
	return !rules.Retry.Has(w.disposition()) || int(w.attempts) >= min(rules.MaxAttempts, maxCounted)
}
