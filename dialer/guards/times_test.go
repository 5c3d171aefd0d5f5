package guards_test

import (
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/guards"
)

// TestTimes: a contact expires at its time, to the nanosecond; before NotBefore it is held.
func TestTimes(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, test := range map[string]struct {
		from, to time.Time
		skip     dialer.Disposition
		held     bool
	}{
		"no times":            {},
		"held":                {from: now.Add(time.Nanosecond), held: true},
		"due":                 {from: now},
		"expires soon":        {to: now.Add(time.Nanosecond)},
		"expires now":         {to: now, skip: dialer.Expired},
		"expired":             {from: now.Add(-time.Hour), to: now.Add(-time.Minute), skip: dialer.Expired},
		"held and not over":   {from: now.Add(time.Minute), to: now.Add(time.Hour), held: true},
		"another zone counts": {from: now.Add(-time.Minute).In(time.FixedZone("far", 14*3600))},
	} {
		got := dialer.Guards{guards.Times{}}.Check(&dialer.Contact{NotBefore: test.from, Expires: test.to}, now)
		if got.Skip != test.skip || !got.HoldUntil.IsZero() != test.held || (got.Code == "") != (test.skip == "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
