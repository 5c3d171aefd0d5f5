package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// TestPause: during a pause nothing is sent, whatever a batch waits for when it begins; what was sent is answered and recorded; and then
// the run goes on.
func TestPause(t *testing.T) {
	for name, prepare := range map[string]func(*bench){
		"pace": func(b *bench) { b.cfg.CPS = 1 },
		"the pace of a number": func(b *bench) {
			b.callerPace = func(string) float64 { return 1 }
		},
		"lines": func(b *bench) {
			b.withLines(5)
			b.api.answer = b.endings(7 * time.Second)
		},
		"an answer": func(b *bench) { b.api.takes = 25 * time.Second },
		"a hold": func(b *bench) {
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if n == 5 {
					return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: 30 * time.Second}
				}
				return acceptAll(n, req)
			}
			b.api.takes = time.Second
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				prepare(b)
				b.pause = admission.NewPause()
				began := time.Now()
				const from, to = 12 * time.Second, time.Hour
				time.AfterFunc(from, func() {
					if !b.pause.Set(true) || b.pause.Set(true) {
						b.t.Error("Set(true) says that it changes nothing, or changes something again")
					}
				})
				time.AfterFunc(to-1, func() {
					if live := b.stats.Live(); !live.Paused || live.InFlight != 0 || live.Results.Accepted != live.Sent {
						b.t.Errorf("after an hour of pause: %+v", live)
					}
				})
				time.AfterFunc(to, func() { b.pause.Set(false) })
				report, err := b.run(b.t.Context(), manyContacts(100))
				if err != nil || report.Tally.Accepted != 100 {
					b.t.Errorf("Run() = %+v, %v", report.Tally, err)
				}
				after := 0
				for _, at := range b.api.at {
					if since := at.Sub(began); since > from && since < to {
						b.t.Errorf("a request was sent at %v, during the pause", since)
					} else if since >= to {
						after++
					}
				}
				if after == 0 && name != "a hold" {
					b.t.Error("the pause came after all requests")
				}
			})
		})
	}
}

// TestPauseBurst: a pause saves no pace for later.
func TestPauseBurst(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.CPS, b.pause = 2, admission.NewPause()
		time.AfterFunc(10*time.Second, func() { b.pause.Set(true) })
		time.AfterFunc(time.Hour, func() { b.pause.Set(false) })
		if _, err := b.run(b.t.Context(), manyContacts(100)); err != nil {
			b.t.Fatal(err)
		}
		b.checkPaceOf(2, func(dialer.Request) bool { return true })
	})
}

// TestPauseEnds: a run that is paused ends when it is told to, at once.
func TestPauseEnds(t *testing.T) {
	bubble(t, func(b *bench) {
		b.pause = admission.NewPause()
		b.pause.Set(true)
		cause := errors.New("told to stop")
		ctx, cancel := context.WithCancelCause(b.t.Context())
		time.AfterFunc(time.Minute, func() { cancel(cause) })
		began := time.Now()
		report, err := b.run(ctx, manyContacts(100))
		if !errors.Is(err, cause) || time.Since(began) != time.Minute || len(b.api.requests) != 0 {
			b.t.Errorf("Run() = %+v, %v after %v and %d requests", report.Tally, err, time.Since(began), len(b.api.requests))
		}
	})
}

// TestPauseIsNoOutage: the time of a pause does not count for MaxWait.
func TestPauseIsNoOutage(t *testing.T) {
	for name, from := range map[string]time.Duration{"during a hold": 5 * time.Minute, "before": 0} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.pause = admission.NewPause()
				began := time.Now()
				time.AfterFunc(from, func() { b.pause.Set(true) })
				time.AfterFunc(2*time.Hour, func() { b.pause.Set(false) })
				b.outage(dialer.Unsent, 0, 2*time.Hour+10*time.Minute)
				report, err := b.run(b.t.Context(), manyContacts(100))
				if err != nil || report.Tally.Accepted != 100 {
					b.t.Errorf("Run() = %+v, %v after %v", report.Tally, err, time.Since(began))
				}
			})
		})
	}
}
