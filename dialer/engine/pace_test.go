package engine_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"bulkdial/dialer"
)

// checkPaceOf checks that the requests that count place at most cps calls, and a batch, in any second.
func (b *bench) checkPaceOf(cps float64, counts func(dialer.Request) bool) {
	b.t.Helper()
	for i, from := range b.api.at {
		calls := 0
		for j := i; j < len(b.api.at) && b.api.at[j].Sub(from) < time.Second; j++ {
			if counts(b.api.requests[j]) {
				calls += len(b.api.requests[j].Attempts)
			}
		}
		if most := cps + float64(b.cfg.BatchSize) + 1e-6; float64(calls) > most {
			b.t.Fatalf("%d calls in the second after %v, want %v at most", calls, from.Sub(b.api.at[0]), most)
		}
	}
}

// calledFrom makes n contacts for each of some numbers to call from, in turn.
func calledFrom(n int, callers ...string) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for i := range n * len(callers) {
			c := &dialer.Contact{Row: i + 1, SheetRow: i + 2, Number: fmt.Sprintf("+1415%07d", i)}
			c.Route.FromNumberID = callers[i%len(callers)]
			if !yield(c, nil) {
				return
			}
		}
	}
}

// TestCallerPace: each number to call from keeps its own pace, all together keep that of the run, and both are used up.
func TestCallerPace(t *testing.T) {
	for _, tt := range []struct {
		cps     float64
		batch   int
		callers []string
		seconds float64 // that 300 calls from each number take
	}{
		{0, 1, []string{"a"}, 300},
		{0, 5, []string{"a", "b", "c"}, 300},
		{1, 1, []string{"a"}, 300},
		{1, 5, []string{"a", "b", "c"}, 900},
		{2.5, 3, []string{"a", "b", "c"}, 360},
		{100, 4, []string{"a", "b", "c", "d"}, 300},
		{10, 2, []string{"a", "free"}, 300},
	} {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = tt.cps, tt.batch, 32
				b.callerPace = func(id string) float64 {
					return map[string]float64{"free": 0}[id] + map[bool]float64{true: 1}[id != "free"]
				}
				b.api.takes = 300 * time.Millisecond
				report, err := b.run(b.t.Context(), calledFrom(300, tt.callers...))
				if err != nil || report.Tally.Accepted != 300*len(tt.callers) {
					b.t.Fatalf("Run() = %+v, %v", report.Tally, err)
				}
				for _, id := range tt.callers {
					if id != "free" {
						b.checkPaceOf(1, func(r dialer.Request) bool { return r.Route.FromNumberID == id })
					}
				}
				if tt.cps > 0 {
					b.checkPaceOf(tt.cps, func(dialer.Request) bool { return true })
				}
				took := b.api.at[len(b.api.at)-1].Sub(b.api.at[0]).Seconds()
				if took > tt.seconds*1.005 || took < (tt.seconds-float64(2*tt.batch*len(tt.callers)))*0.995 {
					b.t.Errorf("the calls took %.1f s, want %.1f", took, tt.seconds)
				}
			})
		})
	}
}

// TestCallerPaceBehindOthers: calls from a number that have waited for the pace of the run behind others count from when they are sent.
func TestCallerPaceBehindOthers(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.CPS, b.cfg.Concurrency = 10, 64
		b.callerPace = func(id string) float64 { return map[string]float64{"a": 1}[id] }
		contacts := func(yield func(*dialer.Contact, error) bool) {
			for c := range calledFrom(155, "free") {
				yield(c, nil)
			}
			time.Sleep(time.Second) // the others are all waiting
			for c := range calledFrom(20, "a") {
				c.Row, c.Number = c.Row+155, fmt.Sprintf("+1416%07d", c.Row)
				yield(c, nil)
			}
		}
		if report, err := b.run(b.t.Context(), contacts); err != nil || report.Tally.Accepted != 175 {
			b.t.Fatalf("Run() = %+v, %v", report.Tally, err)
		}
		b.checkPaceOf(1, func(r dialer.Request) bool { return r.Route.FromNumberID == "a" })
		b.checkPaceOf(10, func(dialer.Request) bool { return true })
	})
}

// TestCallerPaceOfShards: shards keep the pace of a number together.
func TestCallerPaceOfShards(t *testing.T) {
	var at []time.Time
	for i := range 4 {
		bubble(t, func(b *bench) {
			b.cfg.BatchSize, b.cfg.Shard = 2, dialer.Shard{Index: i + 1, Count: 4}
			b.callerPace = func(string) float64 { return 1 }
			began := time.Now()
			if _, err := b.run(b.t.Context(), calledFrom(400, "a")); err != nil {
				b.t.Fatal(err)
			}
			for j, when := range b.api.at[:len(b.api.at)-1] {
				for range b.api.requests[j].Attempts {
					at = append(at, time.Unix(0, 0).Add(when.Sub(began)))
				}
			}
		})
	}
	for _, when := range at {
		since := when.Sub(time.Unix(0, 0))
		n := 0
		for _, other := range at {
			if !other.After(when) {
				n++
			}
		}
		if float64(n) > since.Seconds()+1e-3 {
			t.Fatalf("%d calls from one number by four shards in %v", n, since)
		}
	}
}

// TestCallerPaceGoesBack: contacts that a guard takes out of their batch cost no pace, neither that of the run nor that of the number.
func TestCallerPaceGoesBack(t *testing.T) {
	bubble(t, func(b *bench) {
		asked := map[string]int{}
		b.guards = dialer.Guards{&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
			if asked[number]++; asked[number] == 2 && number < "+14150000040" {
				return dialer.Clearance{Skip: dialer.Suppressed}
			}
			return dialer.Clearance{}
		}}}
		b.cfg.CPS, b.cfg.Concurrency, b.callerPace = 1, 1, func(string) float64 { return 1 }
		began := time.Now()
		if _, err := b.run(b.t.Context(), manyContacts(50)); err != nil {
			b.t.Fatal(err)
		}
		if first := b.api.at[0].Sub(began); first > 5*time.Second {
			b.t.Errorf("the first request left after %v", first)
		}
	})
}

// TestCallerPaceInterrupted: a run that waits for the pace of a number ends at once.
func TestCallerPaceInterrupted(t *testing.T) {
	bubble(t, func(b *bench) {
		b.callerPace = func(string) float64 { return 0.001 }
		ctx, cancel := context.WithTimeout(b.t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		if _, err := b.run(ctx, manyContacts(100)); err == nil || time.Since(began) != time.Minute || len(b.api.requests) != 1 {
			b.t.Errorf("Run() = %v after %v and %d requests", err, time.Since(began), len(b.api.requests))
		}
	})
}
