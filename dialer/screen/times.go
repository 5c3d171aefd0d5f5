package screen

import (
	"time"

	"bulkdial/dialer"
)

// TimesGuard keeps the times of each contact: it holds the contact until Contact.NotBefore, and skips it from Contact.Expires on.
type TimesGuard struct{}

var _ dialer.Guard = TimesGuard{}

// Refresh implements dialer.Guard.
func (TimesGuard) Refresh() error { return nil }

// Check implements dialer.Guard.
func (TimesGuard) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	if !c.Expires.IsZero() && !now.Before(c.Expires) {
		return dialer.Clearance{Skip: dialer.Expired, Reason: dialer.Reason{
			Code: "expired", Cause: "the time until which the contact may be called has passed", Remedy: "give the row a later time, if the contact may still be called",
		}}
	}
	return dialer.Clearance{HoldUntil: c.NotBefore}
}
