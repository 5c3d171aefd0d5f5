package track_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// TestRandom: whatever the API does for a while, each call has one CDR, none before its end, and none late.
func TestRandom(t *testing.T) {
	for seed := range uint64(100) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			bubble(t, func(b *bench) {
				rng := rand.New(rand.NewPCG(seed, 1))
				b.api.takes = time.Duration(rng.IntN(2000)) * time.Millisecond
				b.unruly(rand.New(rand.NewPCG(seed, 2)))
				agents := []string{"a", "b", "c", "d", "e", "f"}[:1+rng.IntN(6)]
				if rng.IntN(2) == 0 {
					b.cfg.Agents = agents[:rng.IntN(len(agents)+1)]
				}
				tracker := track.New(b.cfg)
				placed, done := make(chan struct{}), make(chan error)
				go func() { done <- tracker.Run(b.t.Context(), placed) }()
				for range 1 + rng.IntN(40) {
					calls := b.random(rng, agents[rng.IntN(len(agents))])
					if rng.IntN(3) == 0 {
						b.add(tracker, time.Duration(rng.IntN(7200))*time.Second, calls...)
					} else {
						b.follow(tracker, calls...)
					}
					time.Sleep(time.Duration(rng.IntN(60)) * time.Second)
				}
				close(placed)
				if err := <-done; err != nil {
					b.t.Fatalf("Run() = %v", err)
				}
				b.check(len(b.api.calls))
				for i := range b.cdrs {
					c := b.api.calls[slices.IndexFunc(b.api.calls, func(c *call) bool { return c.id == b.cdrs[i].CallID })]
					if late := b.cdrs[i].RecordedAt.Sub(c.end); late < 0 || late > 15*time.Minute {
						b.t.Errorf("%s was found %v after its end", c.id, late)
					}
				}
			})
		})
	}
}

// random makes some calls.
func (b *bench) random(rng *rand.Rand, agent string) []*call {
	calls := b.has(agent, 1+rng.IntN(40), 0)
	b.api.mu.Lock()
	defer b.api.mu.Unlock()
	for _, c := range calls {
		c.end = c.started.Add(time.Duration(rng.ExpFloat64() * float64(time.Minute)))
		c.unlisted = rng.IntN(20) == 0
	}
	if rng.IntN(2) == 0 {
		slices.Reverse(b.api.calls)
	}
	return calls
}

// unruly gives the API faults; the random numbers are its own, because it is asked by another goroutine.
func (b *bench) unruly(rng *rand.Rand) {
	rate := []float64{0, 0.05, 0.3}[rng.IntN(3)]
	b.api.fault = func(int, request) error {
		if rng.Float64() >= rate {
			return nil
		}
		return []error{
			apiError(429, 2*time.Second), apiError(500, 0), apiError(404, 0), apiError(400, 0), context.DeadlineExceeded,
		}[rng.IntN(5)]
	}
	b.api.page = func(calls []dialer.CallRecord) []dialer.CallRecord {
		return slices.DeleteFunc(calls, func(dialer.CallRecord) bool { return rng.Float64() < rate/5 })
	}
}
