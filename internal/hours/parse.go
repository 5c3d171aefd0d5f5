package hours

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Example shows how hours are written.
const Example = "mon-fri 10:00-13:00,14:00-20:00; sat 10:00-18:00; holidays closed"

// ParseSchedule reads hours in the grammar of the package's documentation.
func ParseSchedule(text string) (*Schedule, error) {
	s := &Schedule{text: strings.Join(strings.Fields(text), " ")}
	if s.text == "" {
		return nil, fmt.Errorf("the hours are empty: write them like %q", Example)
	}
	var given [7]bool
	for clause := range strings.SplitSeq(strings.ToLower(strings.ReplaceAll(s.text, "–", "-")), ";") {
		if err := s.addClause(strings.TrimSpace(clause), &given); err != nil {
			return nil, fmt.Errorf("%w: write hours like %q", err, Example)
		}
	}
	return s, nil
}

// addClause adds the windows of some days. Given marks the days that have theirs.
func (s *Schedule) addClause(clause string, given *[7]bool) error {
	at := strings.IndexAny(clause, "0123456789")
	if closed := strings.LastIndex(clause, "closed"); at < 0 {
		at = closed
	}
	if at <= 0 {
		return fmt.Errorf("%q does not say which hours of which days are meant", clause)
	}
	windows, err := parseWindows(clause[at:])
	if err != nil {
		return err
	}
	days := strings.TrimSpace(clause[:at])
	if days == "holidays" {
		if s.ofHolidays {
			return errors.New("the hours of holidays are given twice")
		}
		s.holidays, s.ofHolidays = windows, true
		return nil
	}
	for item := range strings.SplitSeq(days, ",") {
		first, count, err := parseDays(strings.TrimSpace(item))
		if err != nil {
			return err
		}
		for i := range count {
			day := (int(first) + i) % 7
			if given[day] {
				return fmt.Errorf("the hours of %s are given twice", time.Weekday(day))
			}
			given[day], s.week[day] = true, windows
		}
	}
	return nil
}

// parseDays reads `daily`, a day or a range of days, and returns its first day and the number of days.
func parseDays(item string) (first time.Weekday, count int, err error) {
	if item == "daily" {
		return time.Monday, 7, nil
	}
	from, to, isRange := strings.Cut(item, "-")
	if !isRange {
		to = from
	}
	first, err = parseDay(strings.TrimSpace(from))
	if err != nil {
		return 0, 0, err
	}
	last, err := parseDay(strings.TrimSpace(to))
	if err != nil {
		return 0, 0, err
	}
	return first, (int(last)-int(first)+7)%7 + 1, nil
}

// parseDay reads the name of a day, or its first three letters.
func parseDay(name string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if full := strings.ToLower(day.String()); name == full || name == full[:3] {
			return day, nil
		}
	}
	return 0, fmt.Errorf("%q is not a day: the days are mon, tue, wed, thu, fri, sat, sun, daily and holidays", name)
}

// parseWindows reads the hours of a day: `closed`, or windows that do not overlap.
func parseWindows(text string) ([]window, error) {
	if text == "closed" {
		return nil, nil
	}
	var windows []window
	for part := range strings.SplitSeq(text, ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(part), "-")
		if !ok {
			return nil, fmt.Errorf("%q is not a range of times", strings.TrimSpace(part))
		}
		opens, err := parseClock(strings.TrimSpace(from))
		if err != nil {
			return nil, err
		}
		closes, err := parseClock(strings.TrimSpace(to))
		if err != nil {
			return nil, err
		}
		switch {
		case opens == minutesPerDay:
			return nil, errors.New("nothing opens at 24:00: write 00:00 of the next day")
		case opens == closes:
			return nil, fmt.Errorf("%q opens and closes at the same time: write 00:00-24:00 for a whole day", strings.TrimSpace(part))
		case closes < opens:
			closes += minutesPerDay
		}
		windows = append(windows, window{opens, closes})
	}
	slices.SortFunc(windows, func(a, b window) int { return a.open - b.open })
	for i := 1; i < len(windows); i++ {
		if windows[i].open < windows[i-1].close {
			return nil, fmt.Errorf("the hours of a day overlap: %q", text)
		}
	}
	return windows, nil
}

// parseClock reads a time of day into minutes from midnight.
func parseClock(text string) (int, error) {
	parts := regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2})$`).FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%q is not a time: write it like 09:00", text)
	}
	hour, _ := strconv.Atoi(parts[1])
	minute, _ := strconv.Atoi(parts[2])
	if at := hour*60 + minute; minute < 60 && at <= minutesPerDay {
		return at, nil
	}
	return 0, fmt.Errorf("%q is not a time of day, which ends with 24:00", text)
}

// clock writes minutes from midnight, as in 09:00.
func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
