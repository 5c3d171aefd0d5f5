package hours

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Date is a day of the calendar, in whatever zone: the number of days since 1970-01-01.
type Date int

const secondsPerDay = 24 * 60 * 60

// DateOf returns the date of a moment in the moment's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// ParseDate reads a date written like 2026-12-25.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date: write it like 2026-12-25", text)
	}
	return DateOf(t), nil
}

func (d Date) midnight() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Year returns the year.
func (d Date) Year() int { return d.midnight().Year() }

func (d Date) String() string { return d.midnight().Format(time.DateOnly) }

// UnmarshalYAML reads a date, with or without quotes.
func (d *Date) UnmarshalYAML(node *yaml.Node) (err error) {
	if *d, err = ParseDate(strings.TrimSpace(node.Value)); err != nil {
		return fmt.Errorf("line %d: %w", node.Line, err)
	}
	return nil
}
