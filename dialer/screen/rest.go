package screen

import (
	"time"

	"bulkdial/dialer"
)

// LongestCall is how long a call may last of which nobody knows how it has ended: longer than the API lets any last.
const LongestCall = 480 * time.Minute

// restsUntil returns when the rest after the last conversation with a contact's number is over; zero where there was none.
func (k *Caps) restsUntil(c *dialer.Contact, number uint64, now time.Time) time.Time {
	if k.cfg.LongestRest == 0 {
		return time.Time{}
	}
	last := k.own.lastTalk(number)
	if other := k.others.lastTalk(number); other.After(last) {
		last = other
	}
	k.calls = k.recent.appendTimes(k.calls[:0], number)
	for _, at := range k.calls { // nobody tells how these have ended
		if end := at.Add(LongestCall); end.After(last) {
			last = end
		}
	}
	if last.IsZero() {
		return last
	}
	rest := k.cfg.Rest(c, now)
	if rest == 0 { // no rule of the contact asks for one
		return time.Time{}
	}
	return last.Add(rest)
}

// lastTalk returns when the last call to a number ended that reached somebody, or may have; zero where there is none as far back as
// KeepTimes says. A call counts unless its CDR says that nobody was reached, whatever Redial names. One of which no end is known
// may have lasted for LongestCall; one whose CDR names an end to come, as by a clock that was set back, has ended by the time of Permit.
func (h *History) lastTalk(number uint64) (last time.Time) {
	if h == nil || h.clock == nil {
		return last
	}
	slot, known := h.attempts.first.find(number)
	if !known {
		return last
	}
	for place, a := range h.attempts.from(slot) {
		code := *h.attempts.time(slot, place)
		if !a.placed() || a.ended.outcome().Unreached() {
			continue
		}
		var end time.Time
		switch {
		case a.ended != endingNone: // also where the call seems to be long ago
			end = h.now.Add(-time.Duration(a.age()) * time.Second)
		case code != 0:
			end = h.clock.at(code).Add(LongestCall)
		}
		if end.After(last) {
			last = end
		}
	}
	return last
}
