package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
)

// outage is an answer of a kind for as long as an outage lasts, and a good one else.
func (b *bench) outage(kind dialer.AnswerKind, from, to time.Duration) {
	began := time.Now()
	b.api.answer = func(n int, req dialer.Request) dialer.Answer {
		if since := time.Since(began); since >= from && since < to {
			return dialer.Answer{Kind: kind, HTTPStatus: 500, Code: "out", Message: "out of order"}
		}
		return acceptAll(n, req)
	}
}

// TestOutageIsWaitedOut: an API that cannot be reached, or has no line, for ten minutes costs nothing but the time.
func TestOutageIsWaitedOut(t *testing.T) {
	for _, kind := range []dialer.AnswerKind{dialer.Unsent, dialer.Busy} {
		t.Run(fmt.Sprint(kind), func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.MaxFailures, b.cfg.CPS = 1, 1
				b.api.takes = time.Second
				b.outage(kind, 100*time.Second, 700*time.Second)
				report, err := b.run(b.t.Context(), manyContacts(500))
				if want := (dialer.Tally{Rows: 500, Accepted: 500}); err != nil || report.Tally != want {
					b.t.Errorf("Run() = %+v, %v, want all accepted", report.Tally, err)
				}
			})
		})
	}
}

// TestMaxWait: when the API cannot be reached, or has no line, for longer than the run waits, the run ends at that
// moment, and all that was not called is pending.
func TestMaxWait(t *testing.T) {
	for _, kind := range []dialer.AnswerKind{dialer.Unsent, dialer.Busy} {
		for _, most := range []time.Duration{0, time.Second, 15 * time.Minute, 5 * time.Hour} {
			t.Run(fmt.Sprint(kind, " ", most), func(t *testing.T) {
				bubble(t, func(b *bench) {
					b.cfg.MaxFailures, b.cfg.MaxWait = 1, most
					began := time.Now()
					b.outage(kind, 0, 100*time.Hour)
					report, err := b.run(b.t.Context(), manyContacts(50))
					if took := time.Since(began); took != most {
						b.t.Errorf("the run waited %v, want %v", took, most)
					}
					if !errors.Is(err, dialer.ErrOutage) || !strings.Contains(err.Error(), "out of order") || !strings.Contains(err.Error(), most.String()) {
						b.t.Errorf("Run() = %v, want an outage with the last answer and the wait", err)
					}
					if want := (dialer.Tally{Rows: 50, Pending: 50}); report.Live.Results.Rows != 0 || report.Tally.Pending != report.Tally.Rows {
						b.t.Errorf("tally = %+v, want %+v", report.Tally, want)
					}
				})
			})
		}
	}
}

// TestMaxWaitIsWithoutProgress: the maximum wait starts again at each accepted call, and at the end of an outage.
func TestMaxWaitIsWithoutProgress(t *testing.T) {
	for name, answer := range map[string]func(n int, req dialer.Request) dialer.Answer{
		// One line becomes free every ten minutes.
		"lines": func(n int, req dialer.Request) dialer.Answer {
			if n%2 == 0 {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: 10 * time.Minute}
			}
			return acceptAll(n, req)
		},
		"outages": func(n int, _ dialer.Request) dialer.Answer {
			if n%2 == 0 {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 503, RetryAfter: 10 * time.Minute}
			}
			return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400, Message: fmt.Sprint("bad ", n)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxRejectRatio = 1, 1, 1
				b.api.answer = answer
				began := time.Now()
				report, err := b.run(b.t.Context(), manyContacts(10))
				if err != nil || report.Tally.Accepted+report.Tally.Rejected != 10 {
					b.t.Errorf("Run() = %+v, %v, want a word for all", report.Tally, err)
				}
				if took := time.Since(began); took < 15*time.Minute {
					b.t.Errorf("the run took %v, want more than the maximum wait", took)
				}
			})
		})
	}
}

// TestToldToWait: a wait that the API asks for is kept to the second while it is within the maximum, and ends the run at
// once where it is not.
func TestToldToWait(t *testing.T) {
	for _, tt := range []struct {
		told time.Duration
		took time.Duration
		ends bool
	}{
		{15 * time.Minute, 15 * time.Minute, false},
		{15*time.Minute + time.Second, 0, true},
		{300 * time.Hour, 0, true},
	} {
		t.Run(tt.told.String(), func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.api.answer = func(n int, req dialer.Request) dialer.Answer {
					if n == 0 {
						return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: tt.told}
					}
					return acceptAll(n, req)
				}
				began := time.Now()
				_, err := b.run(b.t.Context(), manyContacts(4))
				if took := time.Since(began); took != tt.took || errors.Is(err, dialer.ErrOutage) != tt.ends {
					b.t.Errorf("Run() = %v after %v, want an end %v after %v", err, took, tt.ends, tt.took)
				}
				if until := began.Add(tt.told).UTC().Format(time.RFC3339); tt.ends && !strings.Contains(err.Error(), until) {
					b.t.Errorf("Run() = %v, want it to say until %s", err, until)
				}
			})
		})
	}
}

// TestLostOutage: an outage in which answers are lost costs the batches that were under way, one batch for each wait, and
// no more than MaxFailures together; the waits grow, so that a shorter outage is survived.
func TestLostOutage(t *testing.T) {
	for _, kind := range []dialer.AnswerKind{dialer.Lost, dialer.Answered} {
		t.Run(fmt.Sprint(kind), func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.api.takes = time.Second
				b.outage(kind, 10*time.Second, 70*time.Minute) // Answered without entries proves nothing
				report, err := b.run(b.t.Context(), manyContacts(5000))
				if !errors.Is(err, dialer.ErrOutage) {
					b.t.Errorf("Run() = %v, want an outage", err)
				}
				if lost := report.Tally.Unknown / 5; lost < 5 || lost > 9 {
					b.t.Errorf("%d batches are unknown, want 5 to 9", lost)
				}
			})
		})
	}
}

// TestOneBatchAfterAnother: while answers are lost, no second request is on its way.
func TestOneBatchAfterAnother(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.MaxFailures, b.cfg.MaxWait = 1000, 2*time.Hour
		b.api.takes = time.Second
		b.outage(dialer.Lost, 0, time.Hour)
		if _, err := b.run(b.t.Context(), manyContacts(500)); err != nil {
			b.t.Fatal(err)
		}
		if first := b.api.between(0, time.Second); first != 4 {
			b.t.Errorf("%d requests in the first second, want one for each slot", first)
		}
		for i, at := range b.api.at[8:] {
			if since := at.Sub(b.api.at[0]); since < time.Hour && at.Sub(b.api.at[7+i]) < time.Second {
				b.t.Errorf("a request left after %v, before its predecessor was answered", since)
			}
		}
		if lost := b.api.between(0, time.Hour); lost > 4+4+60 {
			b.t.Errorf("an hour's outage took %d batches", lost)
		}
	})
}

// TestCutTogether: requests that were under way when one of them failed are one failure, whenever they end, and a later one
// is another.
func TestCutTogether(t *testing.T) {
	for name, tt := range map[string]struct {
		takes func(n int) time.Duration
		lost  func(n int) bool
		ends  bool
	}{
		"at one moment":       {func(int) time.Duration { return time.Second }, func(n int) bool { return n < 4 }, false},
		"one after the other": {func(n int) time.Duration { return time.Duration(n+1) * time.Second }, func(n int) bool { return n < 4 }, false},
		"and then another":    {func(int) time.Duration { return time.Second }, func(n int) bool { return n < 5 }, true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.MaxFailures = 2
				b.api.takesNth = tt.takes
				b.api.answer = func(n int, req dialer.Request) dialer.Answer {
					if tt.lost(n) {
						return dialer.Answer{Kind: dialer.Lost, Code: "connection_lost"}
					}
					return acceptAll(n, req)
				}
				_, err := b.run(b.t.Context(), manyContacts(100))
				if errors.Is(err, dialer.ErrOutage) != tt.ends || !tt.ends && err != nil {
					b.t.Errorf("Run() = %v, want an outage: %v", err, tt.ends)
				}
			})
		})
	}
}

// TestWaitsForLinesGrow: while the API has no line for any contact, a run asks it more and more rarely, whichever contact is next.
func TestWaitsForLinesGrow(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.BatchSize, b.cfg.Concurrency = 1, 1
		b.api.answer = func(int, dialer.Request) dialer.Answer {
			return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "busy"}
		}
		_, err := b.run(b.t.Context(), manyContacts(3000))
		// The waits are random, of 15 s on average once they have grown; they would be of 0.5 s without.
		if n := len(b.api.requests); !errors.Is(err, dialer.ErrOutage) || n < 30 || n > 200 {
			b.t.Errorf("Run() = %v after %d requests in %v, want some 60", err, n, b.cfg.MaxWait)
		}
	})
}
