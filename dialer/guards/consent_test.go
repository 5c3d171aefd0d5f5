package guards_test

import (
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/guards"
)

// TestConsent: a consent counts from its time on, and as long as it may; without one the contact is suppressed.
func TestConsent(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		at   time.Time
		age  time.Duration
		want string
	}{
		"none":           {want: "consent_missing"},
		"now":            {at: now},
		"in the future":  {at: now.Add(time.Millisecond), want: "consent_future"},
		"long ago":       {at: now.AddDate(-20, 0, 0)},
		"at the limit":   {at: now.Add(-time.Hour), age: time.Hour},
		"over the limit": {at: now.Add(-time.Hour - 1), age: time.Hour, want: "consent_expired"},
	} {
		answer := guards.Consent{MaxAge: tt.age}.Check(&dialer.Contact{ConsentAt: tt.at}, now)
		if answer.Code != tt.want || (answer.Skip == dialer.Suppressed) != (tt.want != "") {
			t.Errorf("%s: %+v", name, answer)
		}
	}
}
