package csvio

import (
	"strings"
	"time"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// timeColumns gives each row the times between which its contact may be called, and that of its consent.
type timeColumns struct {
	notBefore, expires, consent int // -1 when there is none
}

func newTimeColumns(c *columns, cfg *ContactsConfig) (t timeColumns, err error) {
	if t.notBefore, err = c.take("NotBeforeColumn", cfg.NotBeforeColumn); err != nil {
		return t, err
	}
	if t.expires, err = c.take("ExpiresColumn", cfg.ExpiresColumn); err != nil {
		return t, err
	}
	t.consent, err = c.take("RequireConsent", cfg.RequireConsent)
	return t, err
}

// consentAt returns the time of the consent; zero where the cell is empty. A date is its first moment anywhere, so that a consent is never
// taken for younger than it is.
func (t *timeColumns) consentAt(cells []string, names table.Names) (time.Time, *dialer.Reason) {
	if t.consent < 0 { // an error of time.Parse for each row of other files is garbage
		return time.Time{}, nil
	}
	if date, err := time.Parse(time.DateOnly, trimmedCell(cells, t.consent)); err == nil {
		return date.Add(-earliestZone), nil
	}
	return timeAt(cells, t.consent, names)
}

// earliestZone is how far the clocks are ahead of UTC where a date begins first.
const earliestZone = 14 * time.Hour

// of returns the times of a row; zero where the cell is empty.
func (t *timeColumns) of(cells []string, names table.Names) (notBefore, expires time.Time, fault *dialer.Reason) {
	if notBefore, fault = timeAt(cells, t.notBefore, names); fault != nil {
		return notBefore, expires, fault
	}
	expires, fault = timeAt(cells, t.expires, names)
	if fault == nil && !expires.IsZero() && !expires.After(notBefore) {
		fault = &dialer.Reason{
			Code: "time_window", Cause: "the time in column " + names.Title(t.expires) + " is not after the one in " + names.Title(t.notBefore),
			Remedy: "correct one of them, or leave one empty",
		}
	}
	return notBefore, expires, fault
}

// timeExample shows how a time is written.
const timeExample = "2026-12-01T09:00:00-05:00"

// timeAt reads a time of RFC 3339. A time without a zone is another moment in each place, so that it is no time.
func timeAt(cells []string, column int, names table.Names) (time.Time, *dialer.Reason) {
	cell := trimmedCell(cells, column)
	if cell == "" {
		return time.Time{}, nil
	}
	var at time.Time
	if at.UnmarshalText([]byte(cell)) == nil && at.Year() > 1 { // the zero time means that there is none
		return at, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if _, err := time.Parse(layout, strings.Replace(cell, " ", "T", 1)); err == nil {
			return at, &dialer.Reason{
				Code: "time_zone_missing", Cause: "the time in column " + names.Title(column) + " has no zone",
				Remedy: "add it, as in " + timeExample + ", or Z for UTC",
			}
		}
	}
	return at, &dialer.Reason{
		Code: "time_invalid", Cause: "the cell of column " + names.Title(column) + " is not a time of RFC 3339",
		Remedy: "write it like " + timeExample + ", in a column of text",
	}
}
