package admission_test

import (
	"testing"
	"time"

	"bulkdial/dialer/admission"
)

// TestPause: nothing is let in during a pause, and all that waits when it is over.
func TestPause(t *testing.T) {
	bubble(t, nil, func(b *bench) {
		for _, tt := range []struct{ set, changes bool }{{false, false}, {true, true}, {true, false}} {
			if changed := b.pause.Set(tt.set); changed != tt.changes || b.pause.Paused() != tt.set {
				b.Errorf("Set(%v) = %v, and paused is %v", tt.set, changed, b.pause.Paused())
			}
		}
		b.queue(3)
		if n := b.at(time.Hour); n != 0 {
			b.Errorf("%d requests were let in during a pause", n)
		}
		b.pause.Set(false)
		b.at(2 * time.Hour)
		b.checkLet(time.Hour, time.Hour, time.Hour)
	})
}

// TestPauseExcuses: the time of a pause does not count for Config.MaxWait.
func TestPauseExcuses(t *testing.T) {
	for name, paused := range map[string]bool{"a pause": true, "no pause": false} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(c *admission.Config) { c.MaxWait = time.Minute }, func(b *bench) {
				b.Gate.Hold(b.admit(1, ""), told(time.Second))
				b.pause.Set(paused)
				time.AfterFunc(time.Hour, func() { b.pause.Set(false) })
				b.at(time.Second)
				p := b.admit(1, "")
				b.at(time.Hour)
				if held := b.Gate.Hold(p, told(time.Second)); held.TooLong == paused {
					b.Errorf("Hold() after an hour: %+v", held)
				}
			})
		})
	}
}

// TestNilPause: a nil pause never pauses.
func TestNilPause(t *testing.T) {
	bubble(t, func(c *admission.Config) { c.Pause = nil }, func(b *bench) {
		b.admit(1, "")
		b.checkLet(0)
		if (*admission.Pause)(nil).Paused() {
			b.Error("a nil pause is one")
		}
	})
}
