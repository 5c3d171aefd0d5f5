package screen

import (
	"fmt"
	"time"

	"bulkdial/dialer"
)

// Lists are the suppression lists of a campaign; csvio implements it. Several goroutines may call its methods at the same
// time.
type Lists interface {
	// Refresh reads the lists that have changed since they were read. The error says that a list cannot be read completely; then
	// no contact may be called.
	Refresh() error
	// List returns the name of a list that holds a number of E.164, or the empty string.
	List(number string) string
}

// SuppressionGuard skips the contacts whose numbers are on a suppression list.
type SuppressionGuard struct{ Lists Lists }

var _ dialer.Guard = SuppressionGuard{}

// Refresh implements dialer.Guard.
func (g SuppressionGuard) Refresh() error {
	if err := g.Lists.Refresh(); err != nil {
		return fmt.Errorf("a suppression list that has changed cannot be read again: %w", err)
	}
	return nil
}

// Check implements dialer.Guard.
func (g SuppressionGuard) Check(c *dialer.Contact, _ time.Time) dialer.Clearance {
	list := g.Lists.List(c.Number)
	if list == "" {
		return dialer.Clearance{}
	}
	return dialer.Clearance{
		Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "suppression_list", Cause: "the number is on the list " + list},
	}
}
