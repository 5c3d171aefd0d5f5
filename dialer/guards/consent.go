package guards

import (
	"time"

	"bulkdial/dialer"
)

// Consent lets only contacts be called that have consented: Contact.ConsentAt is in the past and at most MaxAge ago. The others are
// suppressed.
type Consent struct {
	// MaxAge is how long a consent counts; 0: for ever.
	MaxAge time.Duration
}

var _ dialer.Guard = Consent{}

// Refresh implements dialer.Guard.
func (Consent) Refresh() error { return nil }

// Check implements dialer.Guard.
func (g Consent) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	refused := func(code, cause, remedy string) dialer.Clearance {
		return dialer.Clearance{Skip: dialer.Suppressed, Reason: dialer.Reason{Code: code, Cause: cause, Remedy: remedy, Field: "RequireConsent"}}
	}
	switch age := now.Sub(c.ConsentAt); {
	case c.ConsentAt.IsZero():
		return refused("consent_missing", "the row has no time of a consent", "ask for the consent, and fill in its time")
	case age < 0:
		return refused("consent_future", "the time of the consent is in the future", "correct it")
	case g.MaxAge > 0 && age > g.MaxAge:
		return refused("consent_expired", "the consent is older than it counts", "ask for it again, and fill in the new time")
	default:
		return dialer.Clearance{}
	}
}
