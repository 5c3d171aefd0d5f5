package hours

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Holidays are the days of a file on which other hours hold.
type Holidays struct {
	days map[Date]bool
	// last is the last day of each year of which the file lists days; see Covers.
	last map[int]Date
}

// Has reports whether a date is a holiday.
func (h *Holidays) Has(d Date) bool { return h.days[d] }

// Covers reports whether the file tells holidays and other days apart on a date. It covers the years of which it lists days. Many
// lists end with the next New Year's Day, so a year of which only days of January are listed is covered no further than they go.
func (h *Holidays) Covers(d Date) bool {
	last, listed := h.last[d.Year()]
	return listed && (d <= last || last.midnight().Month() > time.January)
}

// End returns the last date that the file covers, from a date on; a day before that date where it does not cover it.
func (h *Holidays) End(from Date) Date {
	for h.Covers(from) {
		from++
	}
	return from - 1
}

// cover notes that the file lists a date.
func (h *Holidays) cover(d Date) {
	if last, listed := h.last[d.Year()]; !listed || d > last {
		h.last[d.Year()] = d
	}
}

// ReadHolidays reads a file of holidays: an iCalendar, or a list with a date on each line.
func ReadHolidays(path string) (*Holidays, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading holidays: %w", err)
	}
	h := &Holidays{days: map[Date]bool{}, last: map[int]Date{}}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if head := bytes.TrimSpace(text); len(head) > 15 && strings.EqualFold(string(head[:15]), "BEGIN:VCALENDAR") {
		err = h.readCalendar(text)
	} else {
		err = h.readList(string(text))
	}
	if err == nil && len(h.days) == 0 {
		err = errors.New("it lists no day")
	}
	if err != nil {
		return nil, fmt.Errorf("reading the holidays in %s: %w", path, err)
	}
	return h, nil
}

// readList reads a list of dates. A name may follow a date; # begins a comment.
func (h *Holidays) readList(text string) error {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		day := line
		if at := strings.IndexAny(line, ",;\t "); at >= 0 {
			day = line[:at]
		}
		if number == 1 && strings.EqualFold(day, "date") {
			continue // the header of a table
		}
		d, err := ParseDate(day)
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		h.days[d] = true
		h.cover(d)
	}
	return nil
}

// lastDay returns the last day that the file lists.
func (h *Holidays) lastDay() Date {
	var last Date
	for _, d := range h.last {
		last = max(last, d)
	}
	return last
}
