package engine_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// fakeGuard answers by a function of the number and the time.
type fakeGuard struct {
	mu    sync.Mutex
	check func(number string, now time.Time) dialer.Clearance
	asked map[string]int
}

func (g *fakeGuard) Refresh() error { return nil }

func (g *fakeGuard) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.asked == nil {
		g.asked = map[string]int{}
	}
	g.asked[c.Number]++
	return g.check(c.Number, now)
}

// opening holds every number until a moment.
func opening(at time.Time) func(string, time.Time) dialer.Clearance {
	return func(_ string, now time.Time) dialer.Clearance {
		if now.Before(at) {
			return dialer.Clearance{HoldUntil: at}
		}
		return dialer.Clearance{}
	}
}

// TestGuardHolds: held contacts take no slot and no pace, go out when they may, each once, and with their attempt.
func TestGuardHolds(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		opens := time.Now().Add(time.Hour)
		guard := &fakeGuard{check: func(number string, now time.Time) dialer.Clearance {
			if number[len(number)-1] == '3' {
				return opening(opens)(number, now)
			}
			return dialer.Clearance{}
		}}
		b.guards = dialer.Guards{guard}
		b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = 10, 2, 1
		began := time.Now()
		seen := make(chan engine.Live, 1)
		time.AfterFunc(time.Minute, func() { seen <- b.stats.Live() })
		report, err := b.run(t.Context(), manyContacts(40))
		if err != nil {
			t.Fatal(err)
		}
		waiting := <-seen
		if want := (dialer.Tally{Rows: 40, Accepted: 40}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		if waiting.OnHold != 4 || !waiting.NextOpening.Equal(opens) || waiting.CPS != 10 || waiting.Slots != 1 {
			t.Errorf("after a minute %d contacts are on hold until %v, at %v cps with %d slots; want 4 until %v, 10 and 1",
				waiting.OnHold, waiting.NextOpening, waiting.CPS, waiting.Slots, opens)
		}
		if after := b.stats.Live(); after.OnHold != 0 || !after.NextOpening.IsZero() {
			t.Errorf("after the run %d contacts are on hold until %v", after.OnHold, after.NextOpening)
		}
		early := 0
		for i, at := range b.api.at {
			for _, a := range b.api.requests[i].Attempts {
				held := a.Contact.Number[len(a.Contact.Number)-1] == '3'
				if held && at.Before(opens) {
					t.Errorf("%s was sent at %v, before it may be", a.Contact.Number, at.Sub(began))
				}
				if !held && at.Sub(began) < 4*time.Second {
					early++
				}
				if a.Number != 1 || b.api.called[a.Contact.Number] != 1 {
					t.Errorf("%s: attempt %d, called %d times", a.Contact.Number, a.Number, b.api.called[a.Contact.Number])
				}
			}
		}
		if early != 36 {
			t.Errorf("%d of the 36 other contacts were sent in the time that they take at full pace", early)
		}
	})
}

// TestGuardHoldsLate: a contact that is held just before its intent leaves its batch, and its pace goes back.
func TestGuardHoldsLate(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		asked := map[string]int{}
		began := time.Now()
		b.guards = dialer.Guards{&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
			if asked[number]++; asked[number] == 2 && number < "+14150000020" {
				return dialer.Clearance{HoldUntil: began.Add(time.Hour)}
			}
			return dialer.Clearance{}
		}}}
		b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = 1, 2, 1
		report, err := b.run(t.Context(), manyContacts(40))
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 40, Accepted: 40}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		if len(b.log.live) != 0 {
			t.Errorf("%d intents are left", len(b.log.live))
		}
		// The first ten batches take no pace; without it going back the eleventh would leave after 20 s.
		if first := b.api.at[0].Sub(began); first > 2*time.Second {
			t.Errorf("the first request left after %v: the pace of held contacts did not go back", first)
		}
	})
}

// TestGuardRecall: a held contact that a list has come to hold is skipped when its time comes, and counted once.
func TestGuardRecall(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		opens := time.Now().Add(time.Hour)
		listed := func(_ string, now time.Time) dialer.Clearance {
			if now.Before(opens) {
				return dialer.Clearance{}
			}
			return dialer.Clearance{Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "suppression_list", Cause: "listed"}}
		}
		b.guards = dialer.Guards{&fakeGuard{check: opening(opens)}, &fakeGuard{check: listed}}
		report, err := b.run(t.Context(), manyContacts(7))
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 7, Suppressed: 7}); report.Tally != want || len(b.log.skips) != 7 || len(b.api.requests) != 0 {
			t.Errorf("tally = %+v, %d skips, %d requests, want %+v, 7 and 0", report.Tally, len(b.log.skips), len(b.api.requests), want)
		}
	})
}

// TestGuardLimit: held contacts do not use up the limit, and a run ends at it.
func TestGuardLimit(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.guards = dialer.Guards{&fakeGuard{check: opening(time.Now().Add(time.Minute))}}
		b.cfg.Limit = 12
		report, err := b.run(t.Context(), manyContacts(30))
		if !errors.Is(err, engine.ErrLimit) || report.Live.Sent != 12 || report.Tally.Pending != 18 {
			t.Errorf("Run() = %v with %d sent and %d pending, want ErrLimit, 12 and 18", err, report.Live.Sent, report.Tally.Pending)
		}
	})
}

// TestGuardLimitReached: a run that has reached its limit does not wait for held contacts, whenever they were held.
func TestGuardLimitReached(t *testing.T) {
	for name, late := range map[string]bool{"held in the file": false, "held just before the intent": true} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				began := time.Now()
				asked := map[string]int{}
				b.guards = dialer.Guards{&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
					asked[number]++
					if number >= "+14150000025" && (!late || asked[number] == 2) {
						return dialer.Clearance{HoldUntil: began.Add(time.Hour)}
					}
					return dialer.Clearance{}
				}}}
				b.cfg.Limit = 25
				if late {
					b.cfg.Limit = 30
				}
				report, err := b.run(t.Context(), manyContacts(30))
				if !errors.Is(err, engine.ErrLimit) || report.Live.Sent != 25 || report.Tally.Pending != 5 || time.Since(began) > time.Minute {
					t.Errorf("Run() = %v after %v with %d sent and %d pending, want ErrLimit at once, 25 and 5", err, time.Since(began), report.Live.Sent, report.Tally.Pending)
				}
			})
		})
	}
}
