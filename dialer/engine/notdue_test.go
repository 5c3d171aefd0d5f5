package engine_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// heldFor is a contact that may be called after a while, and why marks what keeps it.
func heldFor(after time.Duration, why func(*dialer.Decision)) dialer.Decision {
	d := dialer.Decision{Call: true, Attempt: 2, Occurrence: 1, HoldUntil: time.Now().Add(after)}
	why(&d)
	return d
}

func again(d *dialer.Decision)  { d.Redials = dialer.OutcomeNoAnswer }
func capped(d *dialer.Decision) { d.Capped = true }
func talked(d *dialer.Decision) { d.Talked = true }
func closed(d *dialer.Decision) { d.Closed = true }
func atTime(*dialer.Decision)   {}

// TestNotDue: the error about contacts that are left for a later run counts them and the reasons, and names the first whole second from which
// the first of them may be called.
func TestNotDue(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		began := time.Now() // a whole second
		at := func(after time.Duration) string { return began.Add(after).Local().Format(time.RFC3339) }
		later := "contacts are to be called again later: "
		for _, tt := range []struct {
			name string
			all  decisions
			is   error
			want string
		}{
			{"one", decisions{heldFor(time.Hour, again)}, engine.ErrNotDue, later + "1 contact, the next at " + at(time.Hour)},
			{"the first is next", decisions{heldFor(time.Hour, again), heldFor(2*time.Hour, again)}, engine.ErrNotDue, later + "2 contacts, the next at " + at(time.Hour)},
			{"the last is next", decisions{heldFor(2*time.Hour, again), heldFor(time.Hour, again)}, engine.ErrNotDue, later + "2 contacts, the next at " + at(time.Hour)},
			{"a part of a second", decisions{heldFor(time.Hour+time.Nanosecond, again)}, engine.ErrNotDue, later + "1 contact, the next at " + at(time.Hour+time.Second)},
			{"over a cap", decisions{heldFor(time.Hour, capped), heldFor(time.Hour, again)}, engine.ErrNotDue, later + "2 contacts (over a cap of calls to a number: 1), the next at " + at(time.Hour)},
			{"after a conversation", decisions{heldFor(time.Hour, talked)}, engine.ErrNotDue, later + "1 contact (too soon after a conversation: 1), the next at " + at(time.Hour)},
			{
				"both",
				decisions{heldFor(time.Hour, talked), heldFor(time.Minute, capped), heldFor(time.Hour, capped)},
				engine.ErrNotDue,
				later + "3 contacts (over a cap of calls to a number: 2, too soon after a conversation: 1), the next at " + at(time.Minute),
			},
			{
				"closed",
				decisions{heldFor(2*time.Hour, closed), heldFor(time.Hour, closed), heldFor(3*time.Hour, closed)},
				engine.ErrClosed,
				"contacts may be called later: 3 contacts (outside of their calling hours: 3), the next at " + at(time.Hour),
			},
			{
				"closed, and over a cap",
				decisions{heldFor(time.Hour, capped), heldFor(2*time.Hour, closed), heldFor(3*time.Hour, closed)},
				engine.ErrClosed,
				"contacts may be called later: 3 contacts (outside of their calling hours: 2, over a cap of calls to a number: 1), the next at " + at(time.Hour),
			},
			{"no time", decisions{{Call: true, NoTime: true}, {Call: true, NoTime: true}}, engine.ErrNoTime, "contacts may be called at no time that is known: 2"},
		} {
			plan := planOf(t, planConfig(), tt.all, asTheyAre)
			if err := plan.NotDue(); !errors.Is(err, tt.is) || err.Error() != tt.want {
				t.Errorf("%s: NotDue() is\n%v, want\n%s", tt.name, err, tt.want)
			}
		}
		for name, all := range map[string]decisions{"none": {}, "called now": called(3), "closed, and called now": append(called(1), heldFor(time.Hour, closed)), "waited for": {heldFor(time.Hour, atTime)}} {
			plan := planOf(t, planConfig(), all, asTheyAre)
			if err := plan.NotDue(); err != nil {
				t.Errorf("%s: NotDue() = %v", name, err)
			}
		}
	})
}

// TestPlanHeldCounts: a plan counts those who are called later by what keeps them, with the first and the last time, and those for whom the run
// does not wait; it has no count where there are none.
func TestPlanHeldCounts(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		began := time.Now()
		all := func(why func(*dialer.Decision)) (all decisions) {
			for _, after := range []time.Duration{2 * time.Hour, time.Hour, 4 * time.Hour, 3 * time.Hour} {
				all = append(all, heldFor(after, why))
			}
			return all
		}
		cfg := planConfig()
		cfg.RedialWait = 3 * time.Hour
		waits := &engine.Capped{Contacts: 4, Later: 1, First: began.Add(time.Hour), Last: began.Add(4 * time.Hour)}
		for name, tt := range map[string]struct {
			all            decisions
			capped, talked *engine.Capped
			closed         *engine.Closed
			held           int
		}{
			"called now":           {all: called(3)},
			"over a cap":           {all: all(capped), capped: waits, held: 3},
			"after a conversation": {all: all(talked), talked: waits, held: 3},
			"closed":               {all: all(closed), closed: &engine.Closed{Contacts: 4, First: began.Add(time.Hour), Last: began.Add(4 * time.Hour)}, held: 4},
		} {
			plan := planOf(t, cfg, tt.all, asTheyAre)
			type counts struct {
				Capped, Talked *engine.Capped
				Closed         *engine.Closed
				Held           int
			}
			if diff := cmp.Diff(counts{tt.capped, tt.talked, tt.closed, tt.held}, counts{plan.Capped, plan.Talked, plan.Closed, plan.Held}); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestPlanFarAway: contacts that may be called more than 400 days from now count with the last of these days.
func TestPlanFarAway(t *testing.T) {
	bubble(t, func(b *bench) {
		var all decisions
		for _, days := range []int{1, 399, 400, 500, 5000} {
			all = append(all, dialer.Decision{Call: true, Attempt: 1, Occurrence: 1, HoldUntil: time.Now().UTC().AddDate(0, 0, days)})
		}
		plan := planOf(b.t, planConfig(), all, asTheyAre)
		want := []engine.DayCount{{Day: "2000-01-02", Contacts: 1}, {Day: "2001-02-03", Contacts: 1}, {Day: "2001-02-04", Contacts: 3}}
		if diff := cmp.Diff(want, plan.Later.Days(time.UTC)); diff != "" {
			b.t.Errorf("days (-want +got):\n%s", diff)
		}
	})
}

// TestPlanWithoutDuplicates: a plan that must not find duplicates has no error where it finds none.
func TestPlanWithoutDuplicates(t *testing.T) {
	t.Parallel()
	cfg := planConfig()
	cfg.NoDuplicates = true
	if plan := planOf(t, cfg, called(3), asTheyAre); plan.ToCall != 3 {
		t.Errorf("%d are called, want 3", plan.ToCall)
	}
}
