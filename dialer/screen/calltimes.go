package screen

import (
	"math"
	"time"

	"bulkdial/dialer"
)

// timeCode is the time of a call in two bytes: memory is promised (TestMemory). 0: the call is so long ago that no cap counts it.
type timeCode uint16

// clock codes times from about a window before its making to about a window after it, in 65,535 steps. A time is rounded up, so that a
// number is held a step too long, and never too short: 4 seconds for a window of 24 hours.
type clock struct {
	origin time.Time
	step   time.Duration
}

// clockMargin is how far a clock may be set back during a run without a call being forgotten.
const clockMargin = 24 * time.Hour

// newClock returns a clock for calls within a window before now.
func newClock(now time.Time, window time.Duration) *clock {
	step := (2*window+clockMargin)/math.MaxUint16 + 1
	return &clock{origin: now.Add(-window - clockMargin), step: step}
}

// code returns the code of a time, which a file may have rounded down to a millisecond; that of one too far in the future is the last. A
// nil clock codes none.
func (c *clock) code(at time.Time) timeCode {
	if c == nil || !at.After(c.origin) {
		return 0
	}
	return timeCode(min((at.Sub(c.origin)+time.Millisecond-1)/c.step+1, math.MaxUint16)) //nolint:gosec // bounded
}

// at returns the time of a code other than 0.
func (c *clock) at(code timeCode) time.Time { return c.origin.Add(time.Duration(code) * c.step) }

// KeepTimes makes the history keep when the calls within a window before now were placed. It comes before the first Add.
func (h *History) KeepTimes(now time.Time, window time.Duration) {
	h.clock = newClock(now, window)
	h.attempts.keepTimes()
}

// CountMinutes makes the history count the minutes of calls, which live at a speed. It comes before the first AddCDR.
func (h *History) CountMinutes(speed float64) { h.speed = speed }

// CallMinutes counts the calls that were placed or may have been, those of them of which the duration is known, and how many minutes these
// have lasted, each rounded up. CountMinutes must have come before.
func (h *History) CallMinutes() (calls, measured int, minutes int64) {
	h.ownCalls(func(time.Time) { calls++ })
	return calls, h.minutes.measured, h.minutes.used
}

// measure takes the duration of a call of an attempt that had no CDR, or one of another outcome.
func (h *History) measure(a *attempt, c *dialer.CDR, ended ending) {
	if h.speed == 0 || !a.placed() || a.occurrence&elsewhere != 0 || a.ended&^endingNamed == ended&^endingNamed {
		return
	}
	lasted, known := minutesOf(c, h.speed)
	h.minutes.used += lasted
	if known && a.ended == endingNone {
		h.minutes.measured++
	}
}

// Elsewhere says whether the lines that are added from now on are of another shard of the same division, which has caps of its own.
func (h *History) Elsewhere(is bool) {
	h.elsewhere = 0
	if is {
		h.elsewhere = elsewhere
	}
}

// appendTimes appends the times of the calls to a number, in no order; KeepTimes says which.
func (h *History) appendTimes(calls []time.Time, number uint64) []time.Time {
	if h == nil || h.clock == nil {
		return calls
	}
	slot, known := h.attempts.first.find(number)
	if !known {
		return calls
	}
	for place, a := range h.attempts.from(slot) {
		if code := *h.attempts.time(slot, place); a.placed() && code > 0 {
			calls = append(calls, h.clock.at(code))
		}
	}
	return calls
}

// has reports whether the history has an attempt of a batch to call a number.
func (h *History) has(number uint64, batch dialer.BatchName, attempt int) bool {
	return h.find(number, batch, attempt) != nil
}

// waitsFor reports whether a call of this shard is one of which the history does not know how it has ended.
func (h *History) waitsFor(c *dialer.CDR) bool {
	number, _ := dialer.ParseE164(c.Number)
	a := h.find(number, c.Batch, c.Attempt)
	return a != nil && a.placed() && a.ended == endingNone && a.occurrence&elsewhere == 0
}

// find returns the attempt of a batch to call a number; nil if there is none.
func (h *History) find(number uint64, batch dialer.BatchName, n int) *attempt {
	if h == nil {
		return nil
	}
	slot, known := h.attempts.first.find(number)
	if !known {
		return nil
	}
	key := h.requestKey(batch, n)
	for _, a := range h.attempts.from(slot) {
		if a.request == key {
			return a
		}
	}
	return nil
}

// ownCalls passes the times of the calls that no other shard of the division has placed, zero where one is not kept.
func (h *History) ownCalls(each func(at time.Time)) {
	for number := range h.attempts.first.keys() {
		slot, _ := h.attempts.first.find(number)
		for place, a := range h.attempts.from(slot) {
			if !a.placed() || a.occurrence&elsewhere != 0 {
				continue
			}
			var at time.Time
			if code := h.attempts.time(slot, place); code != nil && *code > 0 {
				at = h.clock.at(*code)
			}
			each(at)
		}
	}
}
