package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/guards"
)

// TestWaitsAreKept: a run reports when it sent nothing for long because it waited, and for what; not that calls come and go slowly.
func TestWaitsAreKept(t *testing.T) {
	out := func(kind dialer.AnswerKind, retry, from, to time.Duration) func(*bench) {
		return func(b *bench) {
			began := time.Now()
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if since := time.Since(began); since >= from && since < to {
					return dialer.Answer{Kind: kind, HTTPStatus: 503, RetryAfter: retry, Code: "out"}
				}
				return acceptAll(n, req)
			}
		}
	}
	for name, test := range map[string]struct {
		prepare func(*bench)
		want    []string
	}{
		"nothing":                 {func(*bench) {}, nil},
		"a slow pace":             {func(b *bench) { b.cfg.CPS, b.cfg.BatchSize = 0.02, 1 }, nil},
		"no line at the API":      {out(dialer.Busy, 25*time.Second, 20*time.Second, 150*time.Second), []string{"no_free_line 20s-2m50s"}},
		"no line for a moment":    {out(dialer.Busy, 5*time.Second, 20*time.Second, 22*time.Second), nil},
		"no answer":               {out(dialer.Unsent, 30*time.Second, 20*time.Second, 90*time.Second), []string{"no_good_answer 20s-"}},
		"calls that last minutes": {func(b *bench) { b.withLines(100); b.api.answer = b.endings(3 * time.Minute) }, []string{"no_free_line 1m35s-3m0s"}},
		"calls that last 30 s":    {func(b *bench) { b.withLines(5); b.api.answer = b.endings(30 * time.Second) }, nil},
		"a pause": {func(b *bench) {
			b.pause = admission.NewPause()
			time.AfterFunc(12*time.Second, func() { b.pause.Set(true) })
			time.AfterFunc(time.Minute, func() { b.pause.Set(false) })
		}, []string{"paused 15s-1m0s"}},
		"a pause at the end": {func(b *bench) {
			b.pause = admission.NewPause()
			time.AfterFunc(12*time.Second, func() { b.pause.Set(true) })
		}, []string{"paused 15s-7m0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxWait = 1, 5, 1, time.Hour
				test.prepare(b)
				began := time.Now()
				ctx, cancel := context.WithTimeout(b.t.Context(), 7*time.Minute)
				defer cancel()
				report, _ := b.run(ctx, manyContacts(200))
				var got []string
				for _, w := range report.Waits {
					got = append(got, fmt.Sprintf("%s %v-%v", w.Why, w.From.Sub(began).Round(time.Second), w.To.Sub(began).Round(time.Second)))
				}
				if name == "no answer" && len(got) == 1 { // how long it waits is random
					got[0], _, _ = strings.Cut(got[0], "-")
					got[0] += "-"
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					b.t.Errorf("waits (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestWaitsForTime: that contacts may be called later only is a wait.
func TestWaitsForTime(t *testing.T) {
	bubble(t, func(b *bench) {
		later := time.Now().Add(time.Hour)
		b.guards = dialer.Guards{guards.Times{}}
		report, err := b.run(b.t.Context(), timed(10, func(i int, c *dialer.Contact) {
			if i >= 5 {
				c.NotBefore = later
			}
		}))
		if err != nil || len(report.Waits) != 1 || report.Waits[0].Why != dialer.WaitTime || report.Waits[0].To.Sub(report.Waits[0].From).Round(time.Minute) != time.Hour {
			b.t.Errorf("%v: %+v", err, report.Waits)
		}
	})
}

// TestStoppedWait: a run that is told to stop while it waits does not say that it goes on; the wait lasts until its end.
func TestStoppedWait(t *testing.T) {
	bubble(t, func(b *bench) {
		var logs bytes.Buffer
		b.logs = zerolog.New(zerolog.SyncWriter(&logs))
		b.guards = dialer.Guards{guards.Times{}}
		ctx, cancel := context.WithTimeout(b.t.Context(), 10*time.Minute)
		defer cancel()
		report, _ := b.run(ctx, timed(10, func(_ int, c *dialer.Contact) { c.NotBefore = time.Now().Add(time.Hour) }))
		if text := logs.String(); !strings.Contains(text, "the run waits") || strings.Contains(text, "called again; the run goes on") {
			b.t.Errorf("it says:\n%s", text)
		}
		if len(report.Waits) != 1 || report.Waits[0].To.Sub(report.Waits[0].From).Round(time.Minute) != 10*time.Minute {
			b.t.Errorf("waits: %+v", report.Waits)
		}
	})
}

// TestMostWaits: the longest waits are kept.
func TestMostWaits(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxWait = 1, 1, time.Hour
		refused, last := make(map[int]int), false
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			row := req.Attempts[0].Contact.Row
			if last || refused[row] == 15 { // a contact that is refused more often would be left alone
				last = false
				return acceptAll(n, req)
			}
			refused[row]++
			last = true
			return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: time.Duration(10+n) * time.Second}
		}
		report, err := b.run(b.t.Context(), manyContacts(60))
		if err != nil || len(report.Waits) != 50 {
			b.t.Fatalf("%v: %d waits", err, len(report.Waits))
		}
		for i, w := range report.Waits {
			if i > 0 && w.From.Before(report.Waits[i-1].To) || w.To.Sub(w.From) < 25*time.Second {
				b.t.Errorf("%d: %+v", i, w)
			}
		}
	})
}
