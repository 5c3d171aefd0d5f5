package screen

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"bulkdial/dialer"
)

// Delays are the times between a call and the next one to the same contact, by the outcome of the call and its attempt.
type Delays map[dialer.Outcome][]time.Duration

// DefaultDelays is the text of the default Delays. After 27 hours it is another hour of the next day.
const DefaultDelays = "busy=15m,no_answer=2h,27h,failed=1h,short=24h,other=24h"

// mostDelay bounds a delay. The age of a call is known up to more than twice of it; see attempt.
const mostDelay = 90 * 24 * time.Hour

// ParseDelays reads Delays, such as busy=15m,no_answer=2h,27h: after a first call without an answer 2 hours, after each later one 27.
// Outcomes that are not named have the defaults.
func ParseDelays(s string) (Delays, error) {
	d, err := parseDelays(DefaultDelays)
	if err != nil {
		return nil, err
	}
	given, err := parseDelays(s)
	maps.Copy(d, given)
	return d, err
}

func parseDelays(s string) (Delays, error) {
	d := Delays{}
	var outcome dialer.Outcome // of the elements that follow
	for element := range strings.SplitSeq(s, ",") {
		text := strings.TrimSpace(element)
		if name, value, named := strings.Cut(text, "="); named {
			var err error
			if outcome, err = delayedOutcome(strings.TrimSpace(name)); err != nil {
				return nil, err
			}
			if _, again := d[outcome]; again {
				return nil, fmt.Errorf("%s is given twice", name)
			}
			text = strings.TrimSpace(value)
		}
		if outcome == "" {
			return nil, fmt.Errorf("%q does not say after which outcome, as in busy=15m", element)
		}
		delay, err := time.ParseDuration(text)
		if err != nil || delay < 0 || delay > mostDelay {
			return nil, fmt.Errorf("%q is not a duration from 0s to %v, as in 15m or 27h", text, mostDelay)
		}
		d[outcome] = append(d[outcome], delay)
	}
	return d, nil
}

// delayedOutcome reads the name of an outcome after which a contact may be called again.
func delayedOutcome(name string) (dialer.Outcome, error) {
	switch outcome := dialer.Outcome(name); outcome {
	case dialer.OutcomeNoAnswer, dialer.OutcomeBusy, dialer.OutcomeFailed, dialer.OutcomeOther:
		return outcome, nil
	case dialer.OutcomeAnswered, dialer.OutcomeCanceled:
		return "", errors.New("a contact is not called again after a call that was " + name)
	}
	if name == shortWord {
		return dialer.OutcomeAnswered, nil
	}
	return "", fmt.Errorf("%q is not one of no_answer, busy, failed, short, other", name)
}

// of returns the delay after a call of the n-th attempt, from 1. The last one of a list is also that of later attempts.
func (d Delays) of(outcome dialer.Outcome, n int) time.Duration {
	list := d[outcome]
	if len(list) == 0 {
		return mostDelay
	}
	return list[min(max(n, 1), len(list))-1]
}
