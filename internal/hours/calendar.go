package hours

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

// Recurring events are expanded within these years; days of one event are at most longestHoliday.
const (
	firstYear, lastYear = 2000, 2100
	longestHoliday      = 31
)

// readCalendar reads the events of an iCalendar. Each must be of whole days.
func (h *Holidays) readCalendar(text []byte) error {
	in := ical.NewDecoder(bytes.NewReader(text))
	var recurring []Date
	single := false
	for {
		calendar, err := in.Decode()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("this is not an iCalendar: %w", err)
		}
		for _, event := range calendar.Events() {
			days, again, err := h.addEvent(&event)
			switch name, _ := event.Props.Text(ical.PropSummary); {
			case err != nil:
				return fmt.Errorf("the event %q: %w", name, err)
			case again:
				recurring = append(recurring, days...)
				continue
			}
			for _, d := range days {
				single = true
				h.cover(d)
			}
		}
	}
	// A feast that comes each year says nothing of the movable ones, which are single events.
	if !single {
		for _, d := range recurring {
			h.cover(d)
		}
	}
	return nil
}

// addEvent adds the days of an event, and returns them, and whether it is a recurring one.
func (h *Holidays) addEvent(event *ical.Event) (days []Date, recurs bool, err error) {
	status, err := event.Status()
	if err != nil || status == ical.EventCancelled {
		return nil, false, err //nolint:wrapcheck // the caller names the event
	}
	begins, err := dates(event.Props.Values(ical.PropDateTimeStart))
	if err != nil {
		return nil, false, err
	}
	if len(begins) != 1 {
		return nil, false, errors.New("it has no single day of beginning")
	}
	count, err := length(event, begins[0])
	if err != nil {
		return nil, false, err
	}
	begins, recurs, err = recurrences(event, begins[0])
	for _, first := range begins {
		for d := first; d < first+count; d++ {
			h.days[d] = true
			days = append(days, d)
		}
	}
	return days, recurs, err
}

// length returns the number of days of an event.
func length(event *ical.Event, first Date) (Date, error) {
	if _, err := dates(event.Props.Values(ical.PropDateTimeEnd)); err != nil {
		return 0, err
	}
	end, err := event.DateTimeEnd(time.UTC)
	if err != nil {
		return 0, err //nolint:wrapcheck // the caller names the event
	}
	// An event that ends on the day on which it begins is that day.
	n := max(1, DateOf(end)-first)
	if n > longestHoliday {
		return 0, fmt.Errorf("it lasts for %d days, and a holiday for %d at most", n, longestHoliday)
	}
	return n, nil
}

// recurrences returns the days on which an event begins that first begins on a day, and whether a rule repeats it.
func recurrences(event *ical.Event, first Date) (begins []Date, recurs bool, err error) {
	option, err := event.Props.RecurrenceRule()
	if err != nil {
		return nil, false, err //nolint:wrapcheck // the caller names the event
	}
	more, err := dates(event.Props.Values(ical.PropRecurrenceDates))
	if err != nil {
		return nil, false, err
	}
	begins = append([]Date{first}, more...)
	if option == nil {
		return begins, false, nil
	}
	// The library reads RDATE as EXDATE and only one date of each, so that a set of its making would lack days.
	except, err := dates(event.Props.Values(ical.PropExceptionDates))
	if err != nil {
		return nil, false, err
	}
	if option.Freq > rrule.DAILY {
		return nil, false, errors.New("it comes more than once a day")
	}
	option.Dtstart = first.midnight()
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, false, fmt.Errorf("its rule: %w", err)
	}
	begins = append(begins[:0], more...)
	year := func(n int) time.Time { return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, at := range rule.Between(year(firstYear), year(lastYear), true) {
		d := DateOf(at)
		excepted := false
		for _, x := range except {
			excepted = excepted || x == d
		}
		if !excepted {
			begins = append(begins, d)
		}
	}
	return begins, true, nil
}

// dates reads the dates of properties, each of which may hold several.
func dates(props []ical.Prop) ([]Date, error) {
	var all []Date
	for _, prop := range props {
		for text := range strings.SplitSeq(prop.Value, ",") {
			day, err := time.Parse("20060102", strings.TrimSpace(text))
			if err != nil {
				return nil, fmt.Errorf("%s is %q: holidays are whole days, written like 20261225", prop.Name, prop.Value)
			}
			all = append(all, DateOf(day))
		}
	}
	return all, nil
}
