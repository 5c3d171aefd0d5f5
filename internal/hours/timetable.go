package hours

import (
	"time"
)

// timetable is what the wall clock of one zone lets ring: the windows of each date there.
type timetable struct {
	zone *time.Location
	on   func(Date) []window
}

const (
	// horizon is how far ahead an opening is looked for: more than a year, so that no feast that comes once a year is missed.
	horizon = 400 * 24 * time.Hour
	// ahead is how far ahead it is looked for a close. Hours that do not close before are asked again then.
	ahead = 8 * 24 * time.Hour
)

// span is a time in which calls may ring, half-open, in Unix seconds.
type span struct{ open, close int64 }

// fit returns the earliest moment from now on at which a call may be sent that may ring for as long as lead, and the last
// moment at which it still may without a close between; never: there is none within the horizon.
func (t *timetable) fit(now time.Time, lead time.Duration) (first, last time.Time, never bool) {
	var current span
	never = true
	found := func() bool {
		if current.close == 0 {
			return false
		}
		first, last = later(now, time.Unix(current.open, 0)), time.Unix(current.close, 0).Add(-lead)
		never = last.Before(first)
		return !never
	}
	enough := now.Add(ahead).Unix()
	t.spans(now.Unix(), func(next span) bool {
		if next.open <= current.close {
			current.close = max(current.close, next.close)
		} else {
			if found() {
				return false
			}
			current = next
		}
		return current.close <= max(enough, current.open+int64(ahead/time.Second))
	})
	if never {
		found()
	}
	return first, last, never
}

// spans yields the spans that end after a moment, in the order of their openings, up to the horizon. Those of neighboring windows may
// touch or overlap. Each stretch of time between two changes of the zone's offset is looked at for itself: there the wall clock goes with
// the time, while it skips or repeats something at a change.
func (t *timetable) spans(from int64, yield func(span) bool) {
	end := from + int64(horizon/time.Second)
	for at := from; at < end; {
		stretch, offset := t.stretch(at, end)
		// What began on the day before may still be open.
		for day := Date((max(at, stretch.open)+offset)/secondsPerDay) - 1; int64(day)*secondsPerDay-offset < stretch.close; day++ {
			for _, w := range t.on(day) {
				midnight := int64(day)*secondsPerDay - offset
				s := span{max(midnight+int64(w.open)*60, stretch.open), min(midnight+int64(w.close)*60, stretch.close)}
				if s.open < s.close && s.close > from && !yield(s) {
					return
				}
			}
		}
		at = stretch.close
	}
}

// stretch returns the time around a moment in which the zone keeps one offset, and the offset in seconds to the east.
func (t *timetable) stretch(at, end int64) (span, int64) {
	local := time.Unix(at, 0).In(t.zone)
	_, offset := local.Zone()
	first, last := local.ZoneBounds()
	stretch := span{at - 2*secondsPerDay, end}
	if !first.IsZero() {
		stretch.open = max(stretch.open, first.Unix())
	}
	if !last.IsZero() {
		stretch.close = min(stretch.close, last.Unix())
	}
	return stretch, int64(offset)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// meet is fit for several timetables at once: all must be open. It goes from opening to opening, so that its cost is that of the
// openings and not of the minutes.
func meet(tables []timetable, now time.Time, lead time.Duration) (first, last time.Time, never bool) {
	first = now
	for end := now.Add(horizon); first.Before(end); {
		moved := false
		last = now.Add(horizon)
		for i := range tables {
			opens, closes, none := tables[i].fit(first, lead)
			if none {
				return first, last, true
			}
			if moved = opens.After(first); moved {
				first = opens
				break
			}
			if closes.Before(last) {
				last = closes
			}
		}
		if !moved {
			return first, last, false
		}
	}
	return first, last, true
}
