package zoneinfo

import (
	"fmt"
	"time"
)

// StaleAfter is the age from which data are warned of.
const StaleAfter = 120 * 24 * time.Hour

// change is a change of the law that was known when this program was built: the offset of a zone on a day.
type change struct {
	zone   string
	day    string
	offset time.Duration // from UTC, to the east
}

// changes are those in force since November 2026.
func changes() []change {
	const day = "2026-12-01"
	return []change{
		{"America/Vancouver", day, -7 * time.Hour},
		{"America/Edmonton", day, -6 * time.Hour},
		{"America/Inuvik", day, -6 * time.Hour},
		{"America/Winnipeg", day, -5 * time.Hour},
		{"America/Havana", day, -4 * time.Hour},
	}
}

// Check returns an error if the data lack a change of the law that was known when this program was built. Hours must not be kept
// by such data.
func (d *Data) Check() error {
	for _, c := range changes() {
		zone, err := d.Load(c.zone)
		if err != nil {
			return fmt.Errorf("the time-zone data %s (%s) cannot be used: %w", d.Version, d.Source, err)
		}
		at, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			return fmt.Errorf("reading the day of a change: %w", err)
		}
		_, seconds := at.Add(12 * time.Hour).In(zone).Zone()
		if got := time.Duration(seconds) * time.Second; got != c.offset {
			return fmt.Errorf("the time-zone data %s (%s) are too old: %s is at %s on %s there, and the law says %s",
				d.Version, d.Source, c.zone, offset(got), c.day, offset(c.offset))
		}
	}
	return nil
}

// offset writes a distance from UTC, as in −07:00.
func offset(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign, d = "−", -d
	}
	return fmt.Sprintf("%s%02d:%02d", sign, d/time.Hour, d%time.Hour/time.Minute)
}

// Warning warns of data that may lack recent changes of the law; empty where there is nothing to say.
func (d *Data) Warning(now time.Time) string {
	switch age := now.Sub(d.Date); {
	case d.Date.IsZero():
		return fmt.Sprintf("the age of the time-zone data %s (%s) is not known", d.Version, d.Source)
	case age > StaleAfter:
		return fmt.Sprintf("the time-zone data %s (%s) are %d days old: they may lack recent changes of the law", d.Version, d.Source, age/(24*time.Hour))
	default:
		return ""
	}
}
