package screen

import (
	"time"

	"bulkdial/dialer"
)

// LooserCaps reports whether a change of caps, by their texts, lets some number be called that was held before.
func LooserCaps(was, is []string) bool {
	for _, text := range was {
		before, err := dialer.ParseCap(text)
		if err != nil {
			return true
		}
		implied := false
		for _, text := range is {
			now, err := dialer.ParseCap(text)
			implied = implied || err == nil && now.Implies(before)
		}
		if !implied {
			return true
		}
	}
	return false
}

// heldUntil returns until when a cap holds a number of which calls has the times of the calls, the latest first; zero: it does not. A call in the
// future, as by a clock that was set back, counts as one of now.
func heldUntil(c dialer.Cap, calls []time.Time, now time.Time, zone *time.Location) time.Time {
	if len(calls) < c.Calls {
		return time.Time{}
	}
	nth := calls[c.Calls-1] // when it does not count any more, one call less than the cap does
	frees := nth.Add(c.Window)
	if c.Window == 0 {
		frees = nextDay(nth, zone)
	}
	if !frees.After(now) {
		return time.Time{}
	}
	return frees
}

// dayOf is the calendar day of a moment, as a number that grows by one each day.
func dayOf(at time.Time, zone *time.Location) int {
	y, m, d := at.In(zone).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// nextDay returns the beginning of the calendar day after that of a moment. Where clocks are put forward at midnight, it is the first
// moment that exists.
func nextDay(at time.Time, zone *time.Location) time.Time {
	day := dayOf(at, zone)
	y, m, d := at.In(zone).Date()
	next := time.Date(y, m, d+1, 0, 0, 0, 0, zone)
	for dayOf(next, zone) <= day {
		next = next.Add(15 * time.Minute)
	}
	return next
}
