package admission_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// TestLongestWaits: waits are random, from nothing to a bound that grows to a maximum.
func TestLongestWaits(t *testing.T) {
	t.Parallel()
	s := time.Second
	for name, tt := range map[string]struct {
		growth admission.Growth
		bounds []time.Duration
	}{
		"lines":      {admission.LineGrowth(), []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s, 30 * s, 30 * s}},
		"connection": {admission.ConnectionGrowth(), []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 120 * s, 120 * s}},
		"loss":       {admission.LossGrowth(), []time.Duration{s, 8 * s, 64 * s, 300 * s, 300 * s, 300 * s, 300 * s, 300 * s, 300 * s}},
	} {
		for i, bound := range tt.bounds {
			longest := time.Duration(0)
			for range 2000 {
				longest = max(longest, tt.growth.Draw(i+1))
			}
			if longest > bound+time.Millisecond || longest < bound*95/100 {
				t.Errorf("%s: the longest wait of level %d is %v, want nearly %v", name, i+1, longest, bound)
			}
		}
	}
}

// told asks the gate to close for a time.
func told(d time.Duration) admission.Ask {
	return admission.Ask{Why: dialer.HeldForLines, Reason: "busy", Told: d, Growth: admission.LineGrowth()}
}

// TestOneGoesAlone: after a hold one request goes alone. Its answer opens the gate for all, or closes it again; one that says nothing
// lets the next one go.
func TestOneGoesAlone(t *testing.T) {
	bubble(t, nil, func(b *bench) {
		first, neighbor := b.admit(1, ""), b.admit(1, "")
		if held := b.Gate.Hold(first, told(10*time.Second)); held.TooLong || !held.Until.Equal(b.began.Add(10*time.Second)) {
			b.Errorf("Hold() = %+v, want 10s", held)
		}
		b.queue(5)
		if n := b.at(10*time.Second - 1); n != 2 {
			b.Errorf("%d requests were let in during the hold, want the 2 before it", n)
		}
		b.at(11 * time.Second)
		b.checkLet(0, 0, 10*time.Second)
		b.Gate.Open(neighbor) // its request left before the hold
		b.Gate.Leave(neighbor)
		if n := b.at(12 * time.Second); n != 3 || b.Gate.KeptOpen(neighbor) {
			b.Errorf("%d requests were let in after an answer of before the hold, want 3", n)
		}
		b.Gate.Leave(b.let[2].pass)
		if n := b.at(13 * time.Second); n != 4 {
			b.Errorf("%d requests were let in after one whose answer says nothing, want one more", n)
		}
		b.Gate.Hold(b.let[3].pass, told(10*time.Second))
		if n := b.at(23 * time.Second); n != 5 {
			b.Errorf("%d requests were let in after the second hold, want one more", n)
		}
		if alone := b.let[4].pass; b.Gate.KeptOpen(alone) {
			b.Error("the gate was open when it let one go alone")
		} else {
			b.Gate.Open(alone)
		}
		if n := b.at(23 * time.Second); n != 7 || !b.Gate.KeptOpen(b.let[6].pass) {
			b.Errorf("%d requests were let in when the gate was open again, want all 7", n)
		}
		if want := []dialer.Hold{dialer.HeldForLines, dialer.HeldForLines, dialer.NotHeld}; !slices.Equal(b.held, want) {
			b.Errorf("the observer saw %q, want %q", b.held, want)
		}
	})
}

// TestNeighborsHoldOnce: answers to requests that left before a hold begin none, but may make it longer.
func TestNeighborsHoldOnce(t *testing.T) {
	bubble(t, nil, func(b *bench) {
		first, second, third := b.admit(1, ""), b.admit(1, ""), b.admit(1, "")
		b.Gate.Hold(first, told(10*time.Second))
		b.queue(2)
		for _, tt := range []struct {
			pass  admission.Pass
			wait  time.Duration
			until time.Duration
		}{{second, 5 * time.Second, 10 * time.Second}, {second, 0, 10 * time.Second}, {third, 20 * time.Second, 20 * time.Second}} {
			if held := b.Gate.Hold(tt.pass, told(tt.wait)); held.TooLong || !held.Until.Equal(b.began.Add(tt.until)) {
				b.Errorf("Hold(%v) = %+v, want %v", tt.wait, held, tt.until)
			}
		}
		b.at(time.Minute)
		b.checkLet(0, 0, 0, 20*time.Second)
		if len(b.held) != 1 {
			b.Errorf("the observer saw %q, want one hold", b.held)
		}
	})
}

// TestMaxWait: holds in a row last no longer than Config.MaxWait, unless the run is excused; a longer one that the API asks for is refused.
func TestMaxWait(t *testing.T) {
	bubble(t, func(c *admission.Config) { c.MaxWait = time.Minute }, func(b *bench) {
		p := b.admit(1, "")
		if held := b.Gate.Hold(p, told(time.Minute+1)); !held.TooLong || len(b.held) != 0 {
			b.Errorf("Hold() = %+v, want that a longer wait is refused", held)
		}
		for range 2 {
			if held := b.Gate.Hold(p, told(time.Minute)); held.TooLong {
				b.Errorf("Hold() = %+v after %v", held, time.Since(b.began))
			}
			p = b.admit(1, "")
			b.Gate.Excuse()
		}
		b.at(2*time.Minute + 59*time.Second)
		// Whatever it draws, the hold ends with the maximum.
		if held := b.Gate.Hold(p, admission.Ask{Why: dialer.HeldByFailures, Growth: admission.LossGrowth()}); held.TooLong || held.Until.After(b.began.Add(3*time.Minute)) {
			b.Errorf("Hold() = %+v, want 3m at most", held)
		}
		p = b.admit(1, "")
		b.at(3 * time.Minute)
		if held := b.Gate.Hold(p, admission.Ask{Why: dialer.HeldByFailures, Growth: admission.LineGrowth()}); !held.TooLong {
			b.Errorf("Hold() = %+v, want that the run has waited too long", held)
		}
		b.Gate.Open(p)
		b.at(10 * time.Minute)
		if held := b.Gate.Hold(b.admit(1, ""), told(time.Minute)); held.TooLong {
			b.Errorf("Hold() = %+v after the gate was open, want another row", held)
		}
	})
}

// TestHoldsGrow: when the API names no time, the longest wait grows with each hold. It starts again after the gate was open, and after a
// part of a request was accepted.
func TestHoldsGrow(t *testing.T) {
	longest := make([]time.Duration, 6)
	for range 500 {
		bubble(t, nil, func(b *bench) {
			hold := func(i int, partial bool) {
				p := b.admit(1, "")
				if i == 5 {
					b.Gate.Open(p)
					p = b.admit(1, "")
				}
				held := b.Gate.Hold(p, admission.Ask{Why: dialer.HeldByFailures, Growth: admission.LossGrowth(), Partial: partial})
				longest[i] = max(longest[i], time.Until(held.Until))
			}
			for i := range longest {
				hold(i, i == 3)
			}
			synctest.Wait()
		})
	}
	for i, bound := range []time.Duration{time.Second, 8 * time.Second, 64 * time.Second, time.Second, 8 * time.Second, time.Second} {
		if longest[i] > bound+time.Millisecond || longest[i] < bound*9/10 {
			t.Errorf("the longest wait of hold %d is %v, want nearly %v", i, longest[i], bound)
		}
	}
}
