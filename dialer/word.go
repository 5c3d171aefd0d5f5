package dialer

// word is the last word on a contact: what was said, and how many attempts it took.
type word struct {
	said     said
	attempts uint8
}

// said is what a last word says. A skip other than invalid says nothing that a later run needs.
type said uint8

const (
	saidNothing said = iota
	saidInvalid
	saidRejected
	saidUnknown
	saidAccepted
)

// maxCounted is how many attempts are counted. A contact with as many is never called again, whatever --max-attempts.
const maxCounted = 1<<8 - 1

func counted(attempts int) uint8 {
	return uint8(max(0, min(attempts, maxCounted)))
}

// wordOf is what one line of a record says. An attempt counts even where its number is missing.
func wordOf(r *Result) word {
	switch r.Disposition {
	case Accepted:
		return word{saidAccepted, counted(max(r.Attempt, 1))}
	case Unknown:
		return word{saidUnknown, counted(max(r.Attempt, 1))}
	case Rejected:
		return word{saidRejected, counted(max(r.Attempt, 1))}
	case Invalid:
		return word{saidInvalid, 0}
	default: // Duplicate, Suppressed
		return word{}
	}
}

func (w word) disposition() Disposition {
	switch w.said {
	case saidAccepted:
		return Accepted
	case saidUnknown:
		return Unknown
	case saidRejected:
		return Rejected
	case saidInvalid:
		return Invalid
	default:
		return ""
	}
}

// tried reports whether the word is about an attempt.
func (w word) tried() bool { return w.attempts > 0 }

// replaces reports whether a word takes the place of an earlier one on the same contact. Accepted is final, in whatever
// order the lines are read. A skip replaces no attempt. Else the later attempt counts; of one attempt, the later line.
func (w word) replaces(earlier word) bool {
	switch {
	case earlier.said == saidAccepted:
		return false
	case w.said == saidAccepted:
		return true
	case !w.tried():
		return !earlier.tried()
	default:
		return w.attempts >= earlier.attempts
	}
}

// followedBy returns the last word after one more on the same contact.
func (w word) followedBy(next word) word {
	if !next.replaces(w) {
		next.said = w.said
	}
	next.attempts = max(next.attempts, w.attempts)
	return next
}

// settledBy reports whether a contact with this last word is left alone under rules (design: who is called on a rerun).
func (w word) settledBy(rules *Rules) bool {
	switch w.said {
	case saidNothing:
		return false
	case saidAccepted:
		return true
	default:
		return !rules.Retry.Has(w.disposition()) || int(w.attempts) >= min(rules.MaxAttempts, maxCounted)
	}
}

// Supersedes reports whether a line of a record takes the place of another about the same contact, which was read before.
func Supersedes(line, earlier *Result) bool { return wordOf(line).replaces(wordOf(earlier)) }
