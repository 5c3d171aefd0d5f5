package admission_test

import (
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// TestPaceOfTheRun: after a burst of one batch, calls are placed at the pace of the shard, which begins in its turn.
func TestPaceOfTheRun(t *testing.T) {
	for name, tt := range map[string]struct {
		cps   float64
		shard dialer.Shard
		want  []time.Duration
	}{
		"no pace":     {0, dialer.Shard{}, []time.Duration{0, 0, 0}},
		"all of it":   {0.5, dialer.Shard{Index: 1, Count: 1}, []time.Duration{0, 10 * time.Second, 20 * time.Second}},
		"a half":      {1, dialer.Shard{Index: 1, Count: 2}, []time.Duration{5 * time.Second, 15 * time.Second, 25 * time.Second}},
		"its sibling": {1, dialer.Shard{Index: 2, Count: 2}, []time.Duration{10 * time.Second, 20 * time.Second, 30 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(c *admission.Config) { c.CPS, c.Shard = tt.cps, tt.shard }, func(b *bench) {
				for range tt.want {
					b.admit(5, "")
				}
				b.checkLet(tt.want...)
				if limiter := b.Limiter(); tt.cps > 0 && (float64(limiter.Limit()) != tt.shard.Pace(tt.cps) || limiter.Burst() != 5) {
					b.Errorf("the limiter has %v calls per second in bursts of %d", limiter.Limit(), limiter.Burst())
				}
			})
		})
	}
}

// TestPaceOfNumbers: each number that has a pace keeps it, the others only that of the run, and none is kept back by another.
func TestPaceOfNumbers(t *testing.T) {
	bubble(t, func(c *admission.Config) {
		c.CPS, c.BatchSize = 10, 1
		c.CallerPace = func(id string) float64 { return map[string]float64{"slow": 0.1, "quick": 2}[id] }
	}, func(b *bench) {
		for _, from := range []string{"slow", "slow", "slow", "quick", "quick", "free", "free"} {
			go b.admit(1, from)
			time.Sleep(time.Microsecond)
		}
		b.at(time.Minute)
		b.checkLet(0, 100*time.Millisecond, 200*time.Millisecond, 300*time.Millisecond, 600*time.Millisecond, 10*time.Second, 20*time.Second)
	})
}

// TestPaceOfNumbersBehindTheRun: calls that have waited for the pace of the run count for their number from then on.
func TestPaceOfNumbersBehindTheRun(t *testing.T) {
	bubble(t, func(c *admission.Config) {
		c.CPS, c.BatchSize, c.CallerPace = 0.1, 1, func(id string) float64 { return map[string]float64{"a": 0.09}[id] }
	}, func(b *bench) {
		b.admit(1, "b")
		b.admit(1, "a") // waits ten seconds for the run
		b.admit(1, "a") // and a little more than ten seconds from then on for its number
		b.checkLet(0, 10*time.Second, 21111*time.Millisecond)
	})
}
