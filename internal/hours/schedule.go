package hours

import (
	"slices"
	"strings"
)

// Schedule says when calls may ring, by the wall clock of a place: for each day of the week, and for holidays.
type Schedule struct {
	text string
	week [7][]window // by time.Weekday
	// holidays are the windows of holidays; ofHolidays: they are given, and may be none.
	holidays   []window
	ofHolidays bool
}

// window is a part of a day, half-open: minutes from midnight on its wall clock. A close beyond 24:00 is on the next day.
type window struct{ open, close int }

const minutesPerDay = 24 * 60

// wholeDay returns the windows of a day without bounds.
func wholeDay() []window { return []window{{0, minutesPerDay}} }

// String returns the hours as they were written.
func (s *Schedule) String() string { return s.text }

// NamesHolidays reports whether the hours say what holds on holidays, so that the days must be known.
func (s *Schedule) NamesHolidays() bool { return s.ofHolidays }

// Within reports whether a schedule is closed whenever another one is, day by day: a window that goes past midnight belongs to its day.
func (s *Schedule) Within(other *Schedule) bool {
	for day := range s.week {
		if !slices.Equal(overlap(s.week[day], other.week[day]), s.week[day]) {
			return false
		}
	}
	return slices.Equal(overlap(s.holidays, other.holidays), s.holidays)
}

// on returns the windows of a date. Holidays are closed unless the hours give them windows. A date that they do not cover is closed:
// it may be one of them.
func (s *Schedule) on(d Date, holidays *Holidays) []window {
	switch {
	case holidays == nil:
		return s.week[d.Weekday()]
	case !holidays.Covers(d):
		return nil
	case holidays.Has(d):
		return s.holidays
	default:
		return s.week[d.Weekday()]
	}
}

// overlap returns what two lists of windows have in common. Each is in order, and no two of a list overlap.
func overlap(a, b []window) []window {
	var common []window
	for _, x := range a {
		for _, y := range b {
			if both := (window{max(x.open, y.open), min(x.close, y.close)}); both.open < both.close {
				common = append(common, both)
			}
		}
	}
	return common
}

// writeWindows writes windows of one day as the hours do; `closed` where there are none.
func writeWindows(windows []window) string {
	if len(windows) == 0 {
		return "closed"
	}
	texts := make([]string, len(windows))
	for i, w := range windows {
		texts[i] = clock(w.open) + "-" + clock(w.close)
	}
	return strings.Join(texts, ",")
}
