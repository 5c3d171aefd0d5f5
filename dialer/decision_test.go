package dialer_test

import (
	"testing"
	"time"

	"bulkdial/dialer"
)

// TestDecisions: a contact is held when it is to be called and may not be now, and skipped when there is a reason for that.
func TestDecisions(t *testing.T) {
	t.Parallel()
	later := time.Now()
	for name, tt := range map[string]struct {
		decision      dialer.Decision
		held, skipped bool
	}{
		"called":                {decision: dialer.Decision{Call: true}},
		"held":                  {decision: dialer.Decision{Call: true, HoldUntil: later}, held: true},
		"no time":               {decision: dialer.Decision{Call: true, NoTime: true}, held: true},
		"settled":               {decision: dialer.Decision{LastWord: dialer.Accepted, HoldUntil: later}},
		"a skip of now":         {decision: dialer.Decision{LastWord: dialer.Duplicate, Reason: dialer.Reason{Code: "duplicate"}}, skipped: true},
		"a skip without a time": {decision: dialer.Decision{LastWord: dialer.Expired, NoTime: true, Reason: dialer.Reason{Code: "expired"}}, skipped: true},
	} {
		if held, skipped := tt.decision.Held(), tt.decision.Skipped(); held != tt.held || skipped != tt.skipped {
			t.Errorf("%s: Held() = %v, Skipped() = %v", name, held, skipped)
		}
	}
	for name, tt := range map[string]struct {
		clearance dialer.Clearance
		sends     bool
	}{
		"nothing objects": {sends: true},
		"a hold":          {clearance: dialer.Clearance{HoldUntil: later}},
		"no time":         {clearance: dialer.Clearance{NoTime: true}},
		"a skip":          {clearance: dialer.Clearance{Skip: dialer.Suppressed}},
	} {
		if got := tt.clearance.Sends(); got != tt.sends {
			t.Errorf("%s: Sends() = %v", name, got)
		}
	}
}
