package suppress

import (
	"errors"
	"strings"
	"time"

	"bulkdial/csvio/table"
)

// namesExpiry reports whether a column says until when its entries count.
func namesExpiry(name string) bool { return table.SameName(name, "expires") }

// lastMidnight is how long after midnight UTC a day ends where it ends last on earth.
const lastMidnight = 12 * time.Hour

var (
	errExpiryZone = errors.New("the time in column expires has no zone: add it, as in 2026-12-31T18:00:00-05:00, or write the day alone")
	errExpiry     = errors.New("the cell of column expires is neither a day nor a time of RFC 3339, so it is not known until when the entry counts: " +
		"write it like 2026-12-31 or 2026-12-31T18:00:00-05:00, in a column of text, or leave it empty")
)

// readExpiry reads the moment from which on an entry does not count. A day counts to its end everywhere on earth, and an empty cell
// means forever.
func readExpiry(cell string) (moment, error) {
	cell = table.CleanName(cell)
	if cell == "" {
		return forever, nil
	}
	if day, err := time.Parse(time.DateOnly, cell); err == nil {
		return endOf(day.AddDate(0, 0, 1).Add(lastMidnight)), nil
	}
	var at time.Time
	if at.UnmarshalText([]byte(cell)) == nil && !at.IsZero() {
		return endOf(at), nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if _, err := time.Parse(layout, strings.Replace(cell, " ", "T", 1)); err == nil {
			return 0, errExpiryZone
		}
	}
	return 0, errExpiry
}
