package dialer_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
)

// answer is a Guard that always answers the same.
type answer dialer.Clearance

func (answer) Refresh() error { return nil }

func (a answer) Check(*dialer.Contact, time.Time) dialer.Clearance { return dialer.Clearance(a) }

// TestGuards: a skip wins over holds, the latest of which counts.
func TestGuards(t *testing.T) {
	now := time.Now()
	hold := func(d time.Duration) dialer.Guard { return answer{HoldUntil: now.Add(d)} }
	skip := answer{Skip: dialer.Suppressed}
	for name, test := range map[string]struct {
		guards dialer.Guards
		want   dialer.Clearance
	}{
		"none":                {},
		"a hold of the past":  {guards: dialer.Guards{hold(-time.Hour), hold(0)}},
		"the latest hold":     {guards: dialer.Guards{hold(time.Hour), hold(2 * time.Hour), hold(time.Minute)}, want: dialer.Clearance{HoldUntil: now.Add(2 * time.Hour)}},
		"a skip before holds": {guards: dialer.Guards{hold(time.Hour), skip, hold(2 * time.Hour)}, want: dialer.Clearance{Skip: dialer.Suppressed}},
	} {
		if got := test.guards.Check(&dialer.Contact{Number: "+14155550101"}, now); got != test.want {
			t.Errorf("%s: Check() = %+v, want %+v", name, got, test.want)
		}
	}
}

// TestPermitByWallClock: an answer of a time to come is not fresh, as where the clock was set back.
func TestPermitByWallClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guards := dialer.Guards{answer{Skip: dialer.Suppressed}}
		req := dialer.Request{Attempts: []dialer.Attempt{{Contact: dialer.Contact{Number: "+14155550101"}, Number: 1}}}
		for after, want := range map[time.Duration]bool{
			0: true, -400 * time.Millisecond: true, -500 * time.Millisecond: true, -500*time.Millisecond - 1: false, -time.Second: false, time.Second: false,
		} {
			if got := guards.Permit(req, time.Now().Add(after))(); got != want {
				t.Errorf("the answers are of %v from now: permitted %v, want %v", after, got, want)
			}
		}
	})
}

// broken is a Guard that cannot answer any more.
type broken struct{ answer }

var errBroken = errors.New("the list is gone")

func (broken) Refresh() error { return errBroken }

// TestBrokenGuard: where one of the guards cannot answer, no contact may be called, and a request does not leave by an old answer.
func TestBrokenGuard(t *testing.T) {
	guards := dialer.Guards{answer{}, broken{}, answer{}}
	if err := guards.Refresh(); !errors.Is(err, dialer.ErrGuard) || !errors.Is(err, errBroken) {
		t.Errorf("Refresh() = %v, want that the guard is broken", err)
	}
	if err := (dialer.Guards{answer{}}).Refresh(); err != nil {
		t.Errorf("Refresh() of guards that can answer = %v", err)
	}
	req := dialer.Request{Attempts: []dialer.Attempt{{Contact: dialer.Contact{Number: "+14155550101"}, Number: 1}}}
	old := time.Now().Add(-time.Hour)
	if guards.Permit(req, old)() {
		t.Error("a request leaves by an old answer of a broken guard")
	}
	if !(dialer.Guards{answer{}}).Permit(req, old)() {
		t.Error("a request does not leave although its guard allows it again")
	}
}
