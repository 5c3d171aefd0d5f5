package engine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// TestNoTime: contacts for which no time is known stay pending, whenever a guard says so; the others are called, and the run says that
// some remain.
func TestNoTime(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		asked := map[string]int{}
		opens := time.Now().Add(time.Hour)
		b.guards = dialer.Guards{
			&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
				asked[number]++
				switch number[len(number)-1] {
				case '3':
					return dialer.Clearance{NoTime: true, Reason: dialer.Reason{Code: "zone_unknown"}}
				case '5': // from the last check on
					return dialer.Clearance{NoTime: asked[number] > 1}
				case '7': // once its time has come
					return dialer.Clearance{NoTime: asked[number] > 1, HoldUntil: opens}
				}
				return dialer.Clearance{}
			}},
			// A hold does not hide it, and a skip wins.
			&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
				switch number[len(number)-2:] {
				case "03":
					return dialer.Clearance{Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "suppression_list"}}
				case "13":
					return dialer.Clearance{HoldUntil: opens}
				}
				return dialer.Clearance{}
			}},
		}
		plan, err := engine.MakePlan(b.cfg, manyContacts(40), b.screen(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if plan.NoTime != 3 || plan.Held != 4 || plan.ToCall != 32 || plan.Tally.Suppressed != 1 {
			t.Errorf("the plan is %+v", plan)
		}
		clear(asked)
		report, err := b.run(t.Context(), manyContacts(40))
		if !errors.Is(err, engine.ErrNoTime) || !strings.HasSuffix(err.Error(), ": 11") {
			t.Errorf("error = %v, want that of 11 contacts", err)
		}
		if want := (dialer.Tally{Rows: 40, Accepted: 28, Suppressed: 1, Pending: 11}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		for number := range b.api.called {
			if strings.ContainsAny(number[len(number)-1:], "357") {
				t.Errorf("%s was called", number)
			}
		}
	})
}
