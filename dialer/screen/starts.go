package screen

import (
	"math"
	"time"

	"bulkdial/dialer"
)

// startCode is when a call that has ended began, to a quarter of an hour, in two bytes: memory is promised (TestMemory).
type startCode uint16

const (
	startNone    startCode = iota // there is no call that has ended, or it was taken
	startUnknown                  // the CDR does not say it, or it is too far from the first start
	startFirst                    // the earliest time
)

// quarterHour is by what the clocks of time zones differ.
const quarterHour = 15 * time.Minute

// startsBefore is how much earlier than the first start another may be. It may be 480 days later.
const startsBefore = 200 * 24 * time.Hour

// KeepStarts lets the history keep when the calls of accepted attempts began, for TakeCalls. It comes before the first Add.
func (h *History) KeepStarts() { h.attempts.first.withStarts = true }

// start returns the start code of the attempt at a place as in attempt.next; nil where they are not kept.
func (s *attempts) start(slot int, place uint32) *startCode {
	switch {
	case !s.first.withStarts:
		return nil
	case place == 0:
		return s.first.start(slot)
	}
	return &s.starts[place-1]
}

// keepStart keeps when the call of an attempt began. Of two CDRs the first that says it counts.
func (h *History) keepStart(slot int, place uint32, started time.Time) {
	if code := h.attempts.start(slot, place); code != nil && *code <= startUnknown {
		*code = h.startCode(started)
	}
}

func (h *History) startCode(started time.Time) startCode {
	if started.IsZero() {
		return startUnknown
	}
	if h.firstStart.IsZero() {
		h.firstStart = started.UTC().Truncate(quarterHour)
	}
	after := started.Sub(h.firstStart.Add(-startsBefore)) / quarterHour
	if started.Before(h.firstStart.Add(-startsBefore)) || after > math.MaxUint16-time.Duration(startFirst) {
		return startUnknown
	}
	return startFirst + startCode(after) //nolint:gosec // bounded
}

// began is the time of a code; zero where it is not known.
func (h *History) began(code startCode) time.Time {
	if code < startFirst {
		return time.Time{}
	}
	return h.firstStart.Add(-startsBefore + time.Duration(code-startFirst)*quarterHour)
}

// TakeCalls passes the calls of accepted attempts at a number in E.164 that have ended to f, each once: when it began, to a quarter of an
// hour, zero where that is not known, and how it has ended.
func (h *History) TakeCalls(number string, f func(started time.Time, ended dialer.Outcome)) {
	parsed, ok := dialer.ParseE164(number)
	if slot, known := h.attempts.first.find(parsed); ok && known {
		h.takeCalls(slot, f)
	}
}

// TakeOtherCalls is TakeCalls for all numbers whose calls were not taken before, in no order.
func (h *History) TakeOtherCalls(f func(number string, started time.Time, ended dialer.Outcome)) {
	for number := range h.attempts.first.keys() {
		slot, _ := h.attempts.first.find(number)
		h.takeCalls(slot, func(started time.Time, ended dialer.Outcome) { f(e164(number), started, ended) })
	}
}

func (h *History) takeCalls(slot int, f func(started time.Time, ended dialer.Outcome)) {
	for place, a := range h.attempts.from(slot) {
		if code := h.attempts.start(slot, place); code != nil && *code != startNone {
			f(h.began(*code), a.ended.outcome())
			*code = startNone
		}
	}
}
