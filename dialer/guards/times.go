package guards

import (
	"time"

	"bulkdial/dialer"
)

// Times keeps the times of each contact: it holds the contact until Contact.NotBefore, and skips it from Contact.Expires on.
type Times struct{}

var _ dialer.Guard = Times{}

// Refresh implements dialer.Guard.
func (Times) Refresh() error { return nil }

// Check implements dialer.Guard.
func (Times) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	if !c.Expires.IsZero() && !now.Before(c.Expires) {
		return dialer.Clearance{Skip: dialer.Expired, Reason: dialer.Reason{
			Code: "expired", Cause: "the time until which the contact may be called has passed", Remedy: "give the row a later time, if the contact may still be called",
		}}
	}
	return dialer.Clearance{HoldUntil: c.NotBefore}
}
