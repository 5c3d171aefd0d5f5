package screen

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bulkdial/dialer"
)

// Redial says which contacts are called again whose calls have ended, and when; see the package comment. A nil *Redial calls none.
type Redial struct {
	// Set names the calls after which a contact is called again.
	Set RedialSet
	// Short is the duration below which an answered call is short; only with a set that has short ones.
	Short time.Duration
	// After is how long after a call the contact may be called again.
	After Delays
	// Speed is how many times faster than the clock calls live, as those of the sandbox may; 0 and less: 1. Short and After are of calls at
	// a speed of 1.
	Speed float64
}

// speed is Speed with its default.
func (r *Redial) speed() float64 {
	if r.Speed <= 0 {
		return 1
	}
	return r.Speed
}

// RedialSet is a set of ways in which calls end.
type RedialSet struct {
	outcomes map[dialer.Outcome]bool
	// reasons are end reasons in the words of the API. The value of one that is not documented becomes true with the first CDR
	// that has it.
	reasons map[string]bool
}

// shortWord names answered calls that were short, in a RedialSet and in Delays.
const shortWord = "short"

// ParseRedial reads a RedialSet: a list of no_answer, busy, failed, short and end reasons of the API. A call that has reached somebody,
// as far as its outcome or its end reason says, cannot be named.
func ParseRedial(s string) (RedialSet, error) {
	set := RedialSet{outcomes: map[dialer.Outcome]bool{}, reasons: map[string]bool{}}
	for part := range strings.SplitSeq(s, ",") {
		word := strings.ToLower(strings.TrimSpace(part))
		usual, documented := dialer.EndReasonOutcome(word)
		switch outcome := dialer.Outcome(word); {
		case word == shortWord:
			set.outcomes[dialer.OutcomeAnswered] = true
		case outcome.Unreached():
			set.outcomes[outcome] = true
		case outcome == dialer.OutcomeOther:
			return set, fmt.Errorf("%q: such a call may have reached somebody; name its end_reason, as in the calls file", word)
		case slices.Contains(dialer.Outcomes(), outcome), documented && !usual.Unreached():
			return set, fmt.Errorf("%q: such a call has reached somebody, and a number that was answered is not called again (except after a short call, with %s)", word, shortWord)
		case word == "":
			return set, fmt.Errorf("%q is not a list of no_answer, busy, failed, %s and end reasons (with commas between)", s, shortWord)
		default:
			set.reasons[word] = documented
		}
	}
	return set, nil
}

// RedialWords returns the words of a RedialSet, without the end reasons.
func RedialWords() []string {
	words := []string{shortWord}
	for _, outcome := range dialer.Outcomes() {
		if outcome.Unreached() {
			words = append(words, string(outcome))
		}
	}
	return words
}

// Short reports whether the set has short calls.
func (s *RedialSet) Short() bool { return s.outcomes[dialer.OutcomeAnswered] }

// Unseen returns the end reasons of the set that are not documented and that no CDR has, which are probably misspelled, once all CDRs
// were added to a History.
func (s *RedialSet) Unseen() []string {
	var unseen []string
	for _, reason := range slices.Sorted(maps.Keys(s.reasons)) {
		if !s.reasons[reason] {
			unseen = append(unseen, reason)
		}
	}
	return unseen
}

// names reports whether a contact is called again after a call that has ended so. One of which it is not known that it reached nobody
// must be named by its end reason, and must not be completed.
func (r *Redial) names(c *dialer.CDR) bool {
	reason := strings.ToLower(strings.TrimSpace(c.EndReason))
	if seen, given := r.Set.reasons[reason]; given && !seen {
		r.Set.reasons[reason] = true
	}
	_, byReason := r.Set.reasons[reason]
	_, documented := dialer.EndReasonOutcome(reason)
	switch c.Outcome {
	case dialer.OutcomeNoAnswer, dialer.OutcomeBusy, dialer.OutcomeFailed:
		return r.Set.outcomes[c.Outcome] || byReason
	case dialer.OutcomeAnswered:
		lasted, known := c.Duration()
		return r.Set.Short() && known && float64(lasted)*r.speed() < float64(r.Short)
	case dialer.OutcomeOther:
		return byReason && !documented && !strings.EqualFold(strings.TrimSpace(c.Status), "completed")
	case dialer.OutcomeCanceled: // only calls that were answered can be canceled
	}
	return false
}

// after is how long after a call that has ended so, of the n-th attempt, its contact may be called again.
func (r *Redial) after(outcome dialer.Outcome, n int) time.Duration {
	return time.Duration(float64(r.After.of(outcome, n)) / r.speed())
}
