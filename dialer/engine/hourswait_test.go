package engine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// closedUntil holds the numbers with a last digit until a time after now, as calling hours do.
func closedUntil(openings map[byte]time.Duration) *fakeGuard {
	began := time.Now()
	return &fakeGuard{check: func(number string, now time.Time) dialer.Clearance {
		at := began.Add(openings[number[len(number)-1]])
		if !now.Before(at) {
			return dialer.Clearance{}
		}
		return dialer.Clearance{HoldUntil: at, Closed: true, Reason: dialer.Reason{Code: "hours_closed", Cause: "closed"}}
	}}
}

// TestHoursWait: a run waits for an opening when it has nothing else to do, and only as long as it is told; what opens before that is called.
func TestHoursWait(t *testing.T) {
	day := 24 * time.Hour
	for name, tt := range map[string]struct {
		openings      map[byte]time.Duration
		cps           float64
		wait, took    time.Duration
		called, later int
	}{
		"no wait":                   {openings: map[byte]time.Duration{'3': time.Hour}, called: 36, later: 4},
		"all are closed":            {openings: map[byte]time.Duration{'3': time.Hour, '4': 2 * time.Hour}, called: 32, later: 8},
		"waits for the first":       {openings: map[byte]time.Duration{'3': time.Hour, '4': day}, wait: time.Hour, took: time.Hour, called: 36, later: 4},
		"from opening to opening":   {openings: map[byte]time.Duration{'3': time.Hour, '4': 2 * time.Hour}, wait: time.Hour, took: 2 * time.Hour, called: 40},
		"waits for all":             {openings: map[byte]time.Duration{'3': time.Hour, '4': 9 * day}, wait: 1000000 * time.Hour, took: 9 * day, called: 40},
		"opens while others called": {openings: map[byte]time.Duration{'3': 20 * time.Second}, cps: 1, called: 40, took: 38 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				b.guards = dialer.Guards{closedUntil(tt.openings)}
				b.cfg.HoursWait, b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = tt.wait, tt.cps, 1, 1
				began := time.Now()
				report, err := b.run(t.Context(), manyContacts(40))
				if want := (dialer.Tally{Rows: 40, Accepted: tt.called, Pending: tt.later}); report.Tally != want {
					t.Errorf("tally = %+v, want %+v", report.Tally, want)
				}
				if errors.Is(err, engine.ErrClosed) != (tt.later > 0) || tt.later == 0 && err != nil {
					t.Errorf("Run() = %v", err)
				}
				if took := time.Since(began); took < tt.took || took > tt.took+5*time.Second {
					t.Errorf("the run took %v, want %v", took, tt.took)
				}
				for number, n := range b.api.called {
					if n != 1 {
						t.Errorf("%s was called %d times", number, n)
					}
				}
			})
		})
	}
}

// TestIdle: the state of a run tells whether it only waits for contacts that may be called later.
func TestIdle(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.guards = dialer.Guards{closedUntil(map[byte]time.Duration{'3': time.Hour})}
		b.cfg.HoursWait, b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = 2*time.Hour, 1, 1, 1
		for at, want := range map[time.Duration]bool{20 * time.Second: false, 30 * time.Minute: true, time.Hour + 2*time.Second: false} {
			time.AfterFunc(at, func() {
				if got := b.stats.Live().Idle; got != want {
					t.Errorf("after %v: Idle = %v, want %v", at, got, want)
				}
			})
		}
		if _, err := b.run(t.Context(), manyContacts(40)); err != nil {
			t.Fatal(err)
		}
	})
}

// TestHoursWaitBesideTimes: a run that waits for a contact's own time calls what opens in the meantime, and ends after that.
func TestHoursWaitBesideTimes(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		began := time.Now()
		own := &fakeGuard{check: func(number string, now time.Time) dialer.Clearance {
			if number[len(number)-1] == '5' {
				return opening(began.Add(3*time.Hour))(number, now)
			}
			return dialer.Clearance{}
		}}
		b.guards = dialer.Guards{own, closedUntil(map[byte]time.Duration{'3': time.Hour, '4': 5 * time.Hour})}
		report, err := b.run(t.Context(), manyContacts(40))
		if want := (dialer.Tally{Rows: 40, Accepted: 36, Pending: 4}); report.Tally != want || !errors.Is(err, engine.ErrClosed) {
			t.Errorf("Run() = %+v, %v", report.Tally, err)
		}
		if took := time.Since(began).Round(time.Minute); took != 3*time.Hour {
			t.Errorf("the run took %v", took)
		}
	})
}

// TestPlanClosed: a plan knows whether a run has something to do, and says what is left as the run does.
func TestPlanClosed(t *testing.T) {
	for name, tt := range map[string]struct {
		wait    time.Duration
		nothing bool
	}{"no wait": {0, true}, "too short": {59 * time.Minute, true}, "long enough": {time.Hour, false}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				openings := map[byte]time.Duration{}
				for digit := range byte(10) {
					openings['0'+digit] = time.Hour
				}
				openings['7'] = 30 * time.Hour
				b.guards, b.cfg.HoursWait = dialer.Guards{closedUntil(openings)}, tt.wait
				began := time.Now()
				plan, err := engine.MakePlan(b.cfg, manyContacts(40), b.screen(), nil)
				if err != nil || plan.Nothing() != tt.nothing || plan.Held != 40 || plan.ToCall != 0 {
					t.Fatalf("MakePlan() = %+v, %v; nothing %v", plan, err, plan.Nothing())
				}
				if c := plan.Closed; c == nil || c.Contacts != 40 || !c.First.Equal(began.Add(time.Hour)) || !c.Last.Equal(began.Add(30*time.Hour)) {
					t.Errorf("closed: %+v", c)
				}
				days := plan.Later.Days(time.UTC)
				if len(days) != 2 || days[0].Contacts != 36 || days[1].Contacts != 4 {
					t.Errorf("days: %+v", days)
				}
				if err := plan.NotDue(); (err != nil) != tt.nothing {
					t.Errorf("NotDue() = %v", err)
				}
				_, ended := b.run(t.Context(), manyContacts(40))
				if !errors.Is(ended, engine.ErrClosed) || tt.nothing && ended.Error() != plan.NotDue().Error() {
					t.Errorf("Run() = %v, the plan says %v", ended, plan.NotDue())
				}
			})
		})
	}
}

// TestNoTimeIsCounted: contacts for which no time is known are counted by the reason, in the plan and in the run.
func TestNoTimeIsCounted(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.guards = dialer.Guards{&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
			if digit := number[len(number)-1:]; strings.Contains("34", digit) {
				return dialer.Clearance{NoTime: true, Reason: dialer.Reason{Code: "region_without_rule", Cause: "no rule for " + digit}}
			}
			return dialer.Clearance{}
		}}}
		plan, err := engine.MakePlan(b.cfg, manyContacts(40), b.screen(), nil)
		if err != nil || plan.ToCall != 32 || plan.NoTime != 8 || !errors.Is(plan.NotDue(), engine.ErrNoTime) {
			t.Errorf("MakePlan() = %+v, %v", plan, err)
		}
		report, err := b.run(t.Context(), manyContacts(40))
		if !errors.Is(err, engine.ErrNoTime) {
			t.Errorf("Run() = %v", err)
		}
		for _, causes := range [][]engine.Cause{plan.Causes, report.Causes} {
			if len(causes) != 2 || causes[0].Count != 4 || causes[1].Count != 4 || causes[0].Code != "region_without_rule" || len(causes[0].Rows) != 4 {
				t.Errorf("causes: %+v", causes)
			}
		}
	})
}

// TestEstimateEnd: contacts that may be called later are placed after their time, one after the other.
func TestEstimateEnd(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.guards = dialer.Guards{closedUntil(map[byte]time.Duration{'3': 24 * time.Hour})}
		b.cfg.CPS, b.cfg.BatchSize = 0.01, 1
		plan, err := engine.MakePlan(b.cfg, manyContacts(400), b.screen(), nil)
		if err != nil || plan.ToCall != 360 {
			t.Fatalf("MakePlan() = %+v, %v", plan, err)
		}
		now := time.Now()
		if end := engine.EstimateEnd(&plan, b.cfg, 0, 0, now).Sub(now); end.Round(time.Hour) != 25*time.Hour {
			t.Errorf("the last call is placed after %v, want 24 h and 39 times 100 s", end)
		}
		if end := engine.EstimateEnd(&plan, b.cfg, 1, 10*time.Minute, now).Sub(now); end.Round(time.Hour) != 67*time.Hour {
			t.Errorf("the last call is placed after %v, want 399 times 10 min", end)
		}
	})
}

// TestHoursWaitIsNoOutage: the time until hours open does not count as one in which the API has no room.
func TestHoursWaitIsNoOutage(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		began := time.Now()
		b.guards = dialer.Guards{&fakeGuard{check: func(_ string, now time.Time) dialer.Clearance {
			if at := began.Add(10 * time.Hour); now.After(began) && now.Before(at) {
				return dialer.Clearance{HoldUntil: at, Closed: true}
			}
			return dialer.Clearance{}
		}}}
		b.cfg.HoursWait, b.cfg.BatchSize, b.cfg.Concurrency = 24*time.Hour, 1, 1
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n < 2 {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "busy", Message: "busy"}
			}
			return acceptAll(n, req)
		}
		report, err := b.run(t.Context(), manyContacts(3))
		if want := (dialer.Tally{Rows: 3, Accepted: 3}); report.Tally != want || err != nil {
			t.Errorf("Run() = %+v, %v", report.Tally, err)
		}
	})
}
