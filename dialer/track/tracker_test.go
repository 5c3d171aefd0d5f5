package track_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// TestFollow: calls of several agents, of this run and of earlier ones, each have one CDR soon after their end.
func TestFollow(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.Agents = []string{"a", "b"}
		ended := 0
		b.cfg.Ended = func(c *dialer.CDR) {
			ended++
			if len(b.cdrs) < ended {
				b.t.Errorf("Ended was called for %s before it was on disk", c.CallID)
			}
		}
		tracker := track.New(b.cfg)
		for i := range 40 {
			b.follow(tracker, b.has("a", 5, time.Duration(i)*5*time.Second)...)
			b.add(tracker, time.Minute, b.has("b", 3, time.Duration(i)*5*time.Second)...)
		}
		if n := tracker.InProgress(); n != 320 {
			b.t.Errorf("InProgress() = %d, want 320", n)
		}
		b.runs(tracker)
		if n := tracker.InProgress(); n != 0 || ended != 320 {
			b.t.Errorf("InProgress() = %d and Ended was called %d times, want 0 and 320", n, ended)
		}
		for i := range b.cdrs {
			if late := b.cdrs[i].RecordedAt.Sub(b.cdrs[i].Ended); late > 65*time.Second {
				b.t.Errorf("%s was found %v after its end", b.cdrs[i].CallID, late)
			}
		}
		if took := time.Since(b.began); took > 255*time.Second {
			b.t.Errorf("Run() took %v, the last call ended after 195s", took)
		}
	})
}

// TestCDR: a CDR has what the result says of the contact, and the API's own words and times.
func TestCDR(t *testing.T) {
	for _, summary := range []bool{false, true} {
		bubble(t, func(b *bench) {
			b.cfg.Summary = summary
			tracker := track.New(b.cfg)
			c := b.has("a", 1, time.Minute)[0]
			c.status, c.reason = "parked", "new_reason"
			c.started, c.ended = b.began.Add(5*time.Hour), b.began.Add(5*time.Hour+time.Second)
			tracker.Follow("a", []dialer.Result{{
				Row: 7, ID: "crm-7", CallID: c.id, Number: "+14155550107", Attempt: 2, Batch: "r.9x2", At: time.Now(),
			}})
			b.runs(tracker)
			want := dialer.CDR{
				CallID: c.id, Row: 7, ID: "crm-7", Number: "+14155550107", Attempt: 2, Batch: "r.9x2", FromNumber: "+14155550100",
				Outcome: dialer.OutcomeOther, Status: "parked", EndReason: "new_reason", Started: c.started, Ended: c.ended,
				RecordedAt: b.cdrs[0].RecordedAt,
			}
			if summary {
				want.Summary = "a talk"
			}
			if diff := cmp.Diff(want, b.cdrs[0]); diff != "" {
				b.t.Errorf("CDR (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCycle: a cycle takes a twentieth of the mean call, from 1 to 30 seconds, divided by the speed of a sandbox.
func TestCycle(t *testing.T) {
	for _, tt := range []struct {
		mean  time.Duration
		speed float64
		want  time.Duration
	}{
		{0, 0, 6 * time.Second},
		{5 * time.Second, 1, time.Second},
		{5 * time.Minute, 1, 15 * time.Second},
		{5 * time.Hour, 1, 30 * time.Second},
		{5 * time.Minute, 10, 1500 * time.Millisecond},
		{5 * time.Hour, 10, 3 * time.Second},
		{5 * time.Second, 10, 100 * time.Millisecond},
	} {
		bubble(t, func(b *bench) {
			b.cfg.MeanCall, b.cfg.Speed = tt.mean, tt.speed
			tracker := track.New(b.cfg)
			b.follow(tracker, b.has("a", 1, time.Hour)...)
			ctx, cancel := context.WithTimeout(b.t.Context(), 5*tt.want-time.Millisecond)
			defer cancel()
			if err := tracker.Run(ctx, closed()); err != nil {
				b.t.Errorf("Run() = %v", err)
			}
			lists := b.api.lists()
			if len(lists) != 5 {
				b.t.Fatalf("mean %v, speed %v: %d lists in five cycles", tt.mean, tt.speed, len(lists))
			}
			for i, r := range lists {
				if at := r.at.Sub(b.began); at != time.Duration(i)*tt.want {
					b.t.Errorf("mean %v, speed %v: list %d came at %v", tt.mean, tt.speed, i, at)
				}
			}
		})
	}
}

// TestCycleLearns: cycles follow the calls that have ended.
func TestCycleLearns(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		long := b.has("a", 1, 2*time.Hour)
		b.follow(tracker, long...)
		for range 60 {
			b.follow(tracker, b.has("a", 1, 20*time.Minute)...)
		}
		b.runs(tracker)
		last := b.api.requests[len(b.api.requests)-1].at.Sub(b.api.requests[len(b.api.requests)-2].at)
		if last != 30*time.Second && last != time.Minute {
			b.t.Errorf("the last cycle took %v, want 30s after calls of 20 minutes", last)
		}
	})
}

// TestNothingOpen: without calls no request is sent; those that are added while Run waits are followed; Run ends when the last call
// that it may get has ended.
func TestNothingOpen(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		placed, done := make(chan struct{}), make(chan error)
		go func() { done <- tracker.Run(b.t.Context(), placed) }()
		for range 3 {
			time.Sleep(time.Hour)
			b.follow(tracker, b.has("a", 2, time.Minute)...)
		}
		time.Sleep(time.Hour)
		close(placed)
		closed := time.Now()
		if err := <-done; err != nil || time.Since(closed) != 0 {
			b.t.Errorf("Run() = %v after %v, want nil at once", err, time.Since(closed))
		}
		b.check(6)
		for _, r := range b.api.requests {
			if since := r.at.Sub(b.began) % time.Hour; since > 70*time.Second {
				b.t.Errorf("a request was sent at %v, when nothing was in progress", r.at.Sub(b.began))
			}
		}
	})
}

// TestEndsAtOnce: Run ends with the last CDR, and not a cycle later.
func TestEndsAtOnce(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.MeanCall = time.Hour
		tracker := track.New(b.cfg)
		b.follow(tracker, b.has("a", 3, 10*time.Minute)...)
		b.runs(tracker)
		if late := time.Since(b.cdrs[2].RecordedAt); late > time.Second {
			b.t.Errorf("Run() ended %v after the last CDR", late)
		}
	})
}

// TestTimeout: Run gives up when it was told to, also in the middle of a wait that the API asks for, of a long list, and of a request
// without an answer.
func TestTimeout(t *testing.T) {
	for name, prepare := range map[string]func(*bench){
		"calls that do not end": func(b *bench) { b.has("a", 3, 100*time.Hour) },
		"a wait of two hours": func(b *bench) {
			b.has("a", 3, 0)
			b.api.fault = func(int, request) error { return apiError(429, 2*time.Hour) }
		},
		"a long list":   func(b *bench) { b.has("a", 20_000, 100*time.Hour) },
		"slow requests": func(b *bench) { b.api.takes = time.Hour; b.has("a", 3, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.Timeout = 10 * time.Minute
				prepare(b)
				tracker := track.New(b.cfg)
				b.follow(tracker, b.api.calls...)
				err := tracker.Run(b.t.Context(), closed())
				if took := time.Since(b.began); !errors.Is(err, dialer.ErrInProgress) || took != b.cfg.Timeout {
					b.t.Errorf("Run() = %v after %v, want ErrInProgress after %v", err, took, b.cfg.Timeout)
				}
				if want := fmt.Sprint(tracker.InProgress(), " calls"); err == nil || !strings.Contains(err.Error(), want) {
					b.t.Errorf("Run() = %v, want %q in it", err, want)
				}
			})
		})
	}
}

// TestTimeoutBegins: the timeout begins when no call is added any more, and not before.
func TestTimeoutBegins(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.Timeout = 10 * time.Minute
		tracker := track.New(b.cfg)
		b.follow(tracker, b.has("a", 1, 100*time.Hour)...)
		placed := make(chan struct{})
		time.AfterFunc(time.Hour, func() { b.follow(tracker, b.has("a", 1, time.Minute)...) })
		time.AfterFunc(time.Hour+time.Minute, func() { close(placed) })
		err := tracker.Run(b.t.Context(), placed)
		if took := time.Since(b.began); !errors.Is(err, dialer.ErrInProgress) || took != 70*time.Minute {
			b.t.Errorf("Run() = %v after %v, want ErrInProgress ten minutes after the last call", err, took)
		}
		b.check(1)
	})
}

// TestLeave: Run ends as soon as nothing more is placed, at any moment, where calls in progress are left.
func TestLeave(t *testing.T) {
	for i := range 100 {
		bubble(t, func(b *bench) {
			b.cfg.Leave, b.cfg.Timeout = true, time.Hour
			tracker := track.New(b.cfg)
			b.follow(tracker, b.has("a", 3, 100*time.Hour)...)
			b.follow(tracker, b.has("b", 3, time.Second)...)
			placed := make(chan struct{})
			after := time.Duration(i) * 177 * time.Millisecond
			time.AfterFunc(after, func() { close(placed) })
			if err := tracker.Run(b.t.Context(), placed); err != nil || time.Since(b.began) != after {
				b.t.Errorf("Run() = %v after %v, want nil after %v", err, time.Since(b.began), after)
			}
		})
	}
}

// TestAddedTwice: a call that is added again is followed once, with what was known of it first.
func TestAddedTwice(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		calls := b.has("a", 2, time.Minute)
		b.follow(tracker, calls[0])
		b.add(tracker, time.Hour, calls...)
		b.follow(tracker, calls...)
		b.runs(tracker)
		for i := range b.cdrs {
			if want := map[string]int{calls[0].id: 1, calls[1].id: 2}[b.cdrs[i].CallID]; b.cdrs[i].Row != want {
				b.t.Errorf("%s has row %d, want %d", b.cdrs[i].CallID, b.cdrs[i].Row, want)
			}
		}
	})
}

// TestContextEnds: the end of the context is no error, at any moment; a tracker can go on afterwards.
func TestContextEnds(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		b.follow(tracker, b.has("a", 5, 3*time.Minute)...)
		b.follow(tracker, b.has("b", 5, 3*time.Minute)...)
		for i := range 100 { // in the middle of a request, of the pace, and of a wait
			ctx, cancel := context.WithTimeoutCause(b.t.Context(), time.Duration(i*17)*time.Millisecond, errors.New("told to stop"))
			began := time.Now()
			if err := tracker.Run(ctx, closed()); err != nil {
				b.t.Fatalf("Run() = %v", err)
			}
			if took := time.Since(began); took > time.Duration(i*17)*time.Millisecond {
				b.t.Fatalf("Run() took %v", took)
			}
			cancel()
		}
		b.runs(tracker)
		if strings.Contains(b.logs.String(), "cannot be read") {
			b.t.Errorf("the end of a context was logged as a trouble:\n%s", b.logs.String())
		}
	})
}

// TestRestart: calls of a tracker that was cut off are added to a new one, which finds the rest of them.
func TestRestart(t *testing.T) {
	bubble(t, func(b *bench) {
		first := track.New(b.cfg)
		calls := append(b.has("a", 20, time.Minute), b.has("a", 20, 10*time.Minute)...)
		b.follow(first, calls...)
		ctx, cancel := context.WithTimeout(b.t.Context(), 2*time.Minute)
		defer cancel()
		if err := first.Run(ctx, closed()); err != nil {
			b.t.Errorf("Run() = %v", err)
		}
		b.check(20)
		b.cfg.Agents = []string{"a"}
		second := track.New(b.cfg)
		b.add(second, 2*time.Minute, calls[20:]...)
		b.runs(second)
		for i, cdr := range b.cdrs[20:] {
			if cdr.Row != 2 {
				b.t.Errorf("CDR %d is %+v, want the row of the result that was looked up", i, cdr)
			}
		}
	})
}

// TestFatal: what cannot pass ends the following with its reason.
func TestFatal(t *testing.T) {
	broken := errors.New("disk full")
	for name, tt := range map[string]struct {
		prepare func(*bench)
		want    []error
	}{
		"the key is refused": {func(b *bench) {
			b.api.fault = func(int, request) error { return apiError(401, 0) }
		}, []error{dialer.ErrDenied}},
		"calls may not be read": {func(b *bench) {
			b.api.calls[0].unlisted = true
			b.api.fault = func(_ int, r request) error {
				if r.id != "" {
					return apiError(403, time.Minute)
				}
				return nil
			}
		}, []error{dialer.ErrDenied}},
		"a CDR cannot be written": {func(b *bench) {
			b.cfg.Append = func([]dialer.CDR) error { return broken }
		}, []error{dialer.ErrRecord, broken}},
		"a result cannot be read again": {func(b *bench) {
			b.cfg.Lookup = func(track.Place) (dialer.Result, error) { return dialer.Result{}, broken }
		}, []error{dialer.ErrRecord, broken}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				calls := b.has("a", 2, time.Minute)
				tt.prepare(b)
				b.cfg.Agents = []string{"a"}
				b.cfg.Ended = func(*dialer.CDR) { b.t.Error("a call has ended without a CDR") }
				tracker := track.New(b.cfg)
				b.add(tracker, 0, calls...)
				err := tracker.Run(b.t.Context(), make(chan struct{}))
				for _, want := range tt.want {
					if !errors.Is(err, want) {
						b.t.Errorf("Run() = %v, want %v", err, want)
					}
				}
			})
		})
	}
}

// TestConcurrentUse: calls are added by several goroutines while the tracker runs.
func TestConcurrentUse(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.Agents = []string{"a"}
		tracker := track.New(b.cfg)
		placed, done := make(chan struct{}), make(chan error)
		go func() { done <- tracker.Run(b.t.Context(), placed) }()
		calls := b.has("a", 400, 3*time.Minute)
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				for j := range 100 {
					if c := calls[i*100+j]; j%2 == 0 {
						b.follow(tracker, c)
					} else {
						b.add(tracker, 0, c)
					}
					time.Sleep(time.Duration(i+1) * 100 * time.Millisecond)
					_ = tracker.InProgress()
				}
			})
		}
		group.Wait()
		close(placed)
		if err := <-done; err != nil {
			b.t.Errorf("Run() = %v", err)
		}
		b.check(400)
		synctest.Wait()
	})
}
