package guards

import (
	"fmt"
	"time"

	"bulkdial/dialer"
)

// Lists are the suppression lists of a campaign; csvio/suppress implements it. Several goroutines may call its methods at the same
// time.
type Lists interface {
	// Refresh reads the lists that have changed since they were read. The error says that a list cannot be read completely, or is too
	// old; then no contact may be called.
	Refresh() error
	// List returns the name of a list on which an entry for a number of E.164 counts at a moment, or the empty string.
	List(number string, now time.Time) string
}

// Suppression skips the contacts whose numbers are on a suppression list.
type Suppression struct{ Lists Lists }

var _ dialer.Guard = Suppression{}

// Refresh implements dialer.Guard.
func (g Suppression) Refresh() error {
	if err := g.Lists.Refresh(); err != nil {
		return fmt.Errorf("a suppression list cannot be used any more: %w", err)
	}
	return nil
}

// Check implements dialer.Guard.
func (g Suppression) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	list := g.Lists.List(c.Number, now)
	if list == "" {
		return dialer.Clearance{}
	}
	return dialer.Clearance{
		Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "suppression_list", Cause: "the number is on the list " + list},
	}
}
