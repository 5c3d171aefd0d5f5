package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// TestDraining: a run that is told to stop says at that moment what it waits for, and for how long at most.
func TestDraining(t *testing.T) {
	minute := time.Minute
	for name, test := range map[string]struct {
		prepare func(*bench)
		want    engine.Drain
	}{
		"for answers": {func(*bench) {}, engine.Drain{Requests: 4, Contacts: 20, Timeout: minute}},
		"for answers, but not long": {
			func(b *bench) { b.cfg.DrainTimeout = 10 * time.Second },
			engine.Drain{Requests: 4, Contacts: 20, Timeout: 10 * time.Second},
		},
		"for longer than a request may take": {
			func(b *bench) { b.cfg.DrainTimeout = time.Hour },
			engine.Drain{Requests: 4, Contacts: 20, Timeout: minute},
		},
		"while it waits for pace": {
			func(b *bench) { b.cfg.CPS, b.api.takes = 0.01, time.Second },
			engine.Drain{Timeout: minute},
		},
		"while intents are on the way to the disk": {
			func(b *bench) { b.disk = 10 * time.Second },
			engine.Drain{Requests: 4, Contacts: 20, Timeout: minute},
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.api.takes = 20 * time.Second
				test.prepare(b)
				ctx, cancel := context.WithTimeout(b.t.Context(), 5*time.Second)
				defer cancel()
				got, err := b.drained(ctx, 1000)
				if !errors.Is(err, context.DeadlineExceeded) || len(got) != 1 || got[0].drain != test.want || got[0].after != 5*time.Second {
					b.t.Errorf("the run ended with %v and said %+v, want %+v once, at 5s", err, got, test.want)
				}
				if sent := b.stats.Live(); sent.InFlight != 0 || sent.ContactsInFlight != 0 {
					b.t.Errorf("after the end, %d requests and %d contacts are in flight", sent.InFlight, sent.ContactsInFlight)
				}
			})
		})
	}
}

// TestNotDraining: a run that comes to its end has nothing to say.
func TestNotDraining(t *testing.T) {
	bubble(t, func(b *bench) {
		if got, err := b.drained(b.t.Context(), 100); err != nil || len(got) != 0 {
			b.t.Errorf("the run ended with %v and said %+v", err, got)
		}
	})
}

// TestDrainingIsAll: no request leaves after the run has said for which it waits.
func TestDrainingIsAll(t *testing.T) {
	times := 200
	if testing.Short() {
		times = 20
	}
	for range times {
		bubble(t, func(b *bench) {
			b.cfg.Concurrency = 32
			ctx, cancel := context.WithCancel(b.t.Context())
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if n == 100 {
					cancel()
				}
				return acceptAll(n, req)
			}
			var awaited, most int
			deps := b.deps()
			deps.Draining = func(d engine.Drain) {
				awaited, most = b.stats.Live().Requests, d.Requests
			}
			_, _ = engine.Run(ctx, b.cfg, all(manyContacts(10_000)), deps)
			if after := b.stats.Live().Requests - awaited; awaited == 0 || after > most {
				b.t.Errorf("%d requests left after the run had said that it waits for %d", after, most)
			}
		})
	}
}

// told is what a run says of its drain, and when.
type told struct {
	drain engine.Drain
	after time.Duration
}

// drained runs and returns what was said of the drain.
func (b *bench) drained(ctx context.Context, contacts int) ([]told, error) {
	began := time.Now()
	var said []told
	deps := b.deps()
	deps.Draining = func(d engine.Drain) { said = append(said, told{d, time.Since(began)}) }
	_, err := engine.Run(ctx, b.cfg, all(manyContacts(contacts)), deps)
	return said, err
}
