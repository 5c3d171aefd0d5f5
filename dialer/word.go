package dialer

// word is the last word on a contact: its disposition and how many attempts it took.
type word struct {
	disposition Disposition
	attempts    int
}

// settledBy reports whether a contact with this last word is left alone under rules (design: who is called on a rerun).
func (w word) settledBy(rules Rules) bool {
	switch w.disposition {
	case "", Duplicate, Suppressed:
		return false // judged anew
	case Accepted:
		return true
	default:
		return !rules.Retry.Has(w.disposition) || w.attempts >= rules.MaxAttempts
	}
}

// Supersedes reports whether a line of a record takes the place of an earlier one about the same contact.
func Supersedes(line, earlier *Result) bool {
	before := word{}.followedBy(earlier)
	return before.followedBy(line) == word{disposition: line.Disposition, attempts: max(before.attempts, line.Attempt)}
}

// followedBy returns the last word after one more line about the same contact. Accepted is final: whoever was
// accepted is not sent again, so that a later line can only be about somebody else.
func (w word) followedBy(r *Result) word {
	if w.disposition == Accepted {
		return w
	}
	if r.Disposition.Skip() && w.disposition == Unknown {
		return w // a skip takes nothing back
	}
	if !r.Disposition.Skip() && r.Attempt < w.attempts {
		return w // shards that were divided otherwise have files of their own, which are read in any order
	}
	return word{disposition: r.Disposition, attempts: max(w.attempts, r.Attempt)}
}

// packedWord is a word in two bytes: the place of the disposition in packOrder, from 1, above the attempts.
type packedWord uint16

// maxPackedAttempts is where a packed word stops counting attempts.
const maxPackedAttempts = 1<<12 - 1

func packOrder() [6]Disposition {
	return [...]Disposition{Accepted, Rejected, Unknown, Invalid, Duplicate, Suppressed}
}

func (w word) packed() packedWord {
	for i, d := range packOrder() {
		if w.disposition == d {
			return packedWord(i+1)<<12 | packedWord(min(w.attempts, maxPackedAttempts)) //nolint:gosec // fits
		}
	}
	return 0
}

func (p packedWord) word() word {
	if p == 0 {
		return word{}
	}
	return word{disposition: packOrder()[p>>12-1], attempts: int(p & maxPackedAttempts)}
}
