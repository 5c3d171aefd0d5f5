package engine_test

import (
	"iter"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/guards"
)

// timed gives contacts times: times changes the i-th, from 0.
func timed(n int, times func(i int, c *dialer.Contact)) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for c, err := range manyContacts(n) {
			times(c.Row-1, c)
			if !yield(c, err) {
				return
			}
		}
	}
}

// TestTimes: no request leaves before the time of one of its contacts, or when one has expired, and a plan says who waits.
func TestTimes(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		began := time.Now()
		contacts := timed(40, func(i int, c *dialer.Contact) {
			switch i % 4 {
			case 1:
				c.NotBefore = began.Add(time.Duration(i)*time.Minute + 700*time.Microsecond)
			case 2:
				c.Expires = began.Add(-time.Duration(i) * time.Second)
			case 3:
				c.NotBefore, c.Expires = began.Add(-time.Hour), began.Add(time.Hour)
			}
		})
		b.guards = dialer.Guards{guards.Times{}}
		plan, err := engine.MakePlan(b.cfg, contacts, b.screen(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if plan.ToCall != 20 || plan.Held != 10 || plan.Tally.Expired != 10 || plan.Nothing() ||
			plan.FirstDue.Sub(began).Truncate(time.Minute) != time.Minute || plan.LastDue.Sub(began).Truncate(time.Minute) != 37*time.Minute {
			t.Errorf("the plan is %+v", plan)
		}
		report, err := b.run(t.Context(), contacts)
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 40, Accepted: 30, Expired: 10}); report.Tally != want || len(b.log.skips) != 10 {
			t.Errorf("tally = %+v with %d skips, want %+v and 10", report.Tally, len(b.log.skips), want)
		}
		b.wantInTime(40)
	})
}

// wantInTime checks that each of n contacts was called once at most, and none outside its times.
func (b *bench) wantInTime(n int) {
	for i, req := range b.api.requests {
		for _, a := range req.Attempts {
			c, at := &a.Contact, b.api.at[i]
			if at.Before(c.NotBefore) || !c.Expires.IsZero() && !at.Before(c.Expires) || b.api.called[c.Number] != 1 {
				b.t.Errorf("row %d of %d, from %v to %v, was sent at %v, %d times", c.Row, n, c.NotBefore, c.Expires, at, b.api.called[c.Number])
			}
		}
	}
}

// TestExpiresLate: a contact that expires while its batch waits for the pace is skipped just before its intent, and recorded once.
func TestExpiresLate(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		began := time.Now()
		contacts := timed(40, func(i int, c *dialer.Contact) {
			if i%2 == 1 {
				c.Expires = began.Add(15 * time.Second)
			}
		})
		b.guards = dialer.Guards{guards.Times{}}
		b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = 1, 4, 8
		report, err := b.run(t.Context(), contacts)
		if err != nil {
			t.Fatal(err)
		}
		if report.Tally.Accepted+report.Tally.Expired != 40 || report.Tally.Expired < 8 || len(b.log.skips) != report.Tally.Expired {
			t.Errorf("tally = %+v with %d skips", report.Tally, len(b.log.skips))
		}
		b.wantInTime(40)
	})
}

// TestHeldContactExpires: a contact that another guard holds beyond its time expires.
func TestHeldContactExpires(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		began := time.Now()
		b.guards = dialer.Guards{guards.Times{}, &fakeGuard{check: opening(began.Add(time.Hour))}}
		report, err := b.run(t.Context(), timed(7, func(_ int, c *dialer.Contact) { c.Expires = began.Add(time.Minute) }))
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 7, Expired: 7}); report.Tally != want || len(b.api.requests) != 0 {
			t.Errorf("tally = %+v with %d requests, want %+v and none", report.Tally, len(b.api.requests), want)
		}
	})
}

// TestPlanHeldWithinLimit: a plan counts as many held contacts as the limit leaves.
func TestPlanHeldWithinLimit(t *testing.T) {
	b := newBench(t)
	b.guards = dialer.Guards{guards.Times{}}
	later := timed(20, func(i int, c *dialer.Contact) {
		if i >= 5 {
			c.NotBefore = time.Now().Add(time.Hour)
		}
	})
	for limit, want := range map[int]int{0: 15, 3: 0, 5: 0, 12: 7, 30: 15} {
		b.cfg.Limit = limit
		plan, err := engine.MakePlan(b.cfg, later, b.screen(), nil)
		if err != nil || plan.Held != want || plan.FirstDue.IsZero() != (want == 0) {
			t.Errorf("limit %d: %d held, first %v (%v), want %d", limit, plan.Held, plan.FirstDue, err, want)
		}
	}
}
