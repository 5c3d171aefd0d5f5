package engine_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// fakeFollower is a Follower whose Run is a function.
type fakeFollower struct {
	run func(ctx context.Context, placed <-chan struct{}) error
	// follow is called with the results; it may be nil.
	follow func(agentID string, results []dialer.Result)

	mu    sync.Mutex
	ids   []string
	agent map[string]bool
}

func (f *fakeFollower) Follow(agentID string, results []dialer.Result) {
	if f.follow != nil {
		f.follow(agentID, results)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.agent == nil {
		f.agent = map[string]bool{}
	}
	f.agent[agentID] = true
	for i := range results {
		f.ids = append(f.ids, results[i].CallID)
	}
}

func (f *fakeFollower) Run(ctx context.Context, placed <-chan struct{}) error {
	return f.run(ctx, placed)
}

// untilPlaced follows for a while after all was placed.
func untilPlaced(wait time.Duration) func(context.Context, <-chan struct{}) error {
	return func(ctx context.Context, placed <-chan struct{}) error {
		select {
		case <-placed:
		case <-ctx.Done():
			return nil
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
		return nil
	}
}

// delayedLog is a log that has results on disk a second after they came.
type delayedLog struct {
	*memoryLog

	group sync.WaitGroup
}

func (l *delayedLog) Settle(batch dialer.BatchName, results []dialer.Result, told func(error)) {
	l.group.Go(func() {
		time.Sleep(time.Second)
		told(l.settle(batch, results))
	})
}

func (l *delayedLog) Flush() error {
	l.group.Wait()
	return nil
}

// TestFollowAfterRecord: a call is followed when its result is on disk, and never before; contacts that were not called are not.
func TestFollowAfterRecord(t *testing.T) {
	bubble(t, func(b *bench) {
		log := &delayedLog{memoryLog: b.log}
		follower := &fakeFollower{run: untilPlaced(0)}
		follower.follow = func(_ string, results []dialer.Result) {
			b.log.mu.Lock()
			defer b.log.mu.Unlock()
			for _, r := range results {
				if !slices.ContainsFunc(b.log.results, func(on dialer.Result) bool { return on.CallID == r.CallID }) {
					b.t.Errorf("%s is followed before it is on disk", r.CallID)
				}
			}
		}
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			answer := acceptAll(n, req)
			answer.Entries[0] = dialer.Entry{Disposition: dialer.Rejected, Code: "bad"}
			answer.Entries[1] = dialer.Entry{Disposition: dialer.Unknown, Code: "odd", CallID: answer.Entries[1].CallID}
			return answer
		}
		b.follower = follower
		deps := b.deps()
		deps.Ledger = log
		report, err := engine.Run(b.t.Context(), b.cfg, all(manyContacts(100)), deps)
		if err != nil || report.Tally.Accepted != 60 || len(follower.ids) != 60 {
			b.t.Errorf("Run() = %+v, %v; %d calls are followed", report.Tally, err, len(follower.ids))
		}
	})
}

// TestPlacedAfterRecord: following ends when all is recorded, rejects that were kept back too, and delays no recording.
func TestPlacedAfterRecord(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.BatchSize = 1
		b.api.answer = func(int, dialer.Request) dialer.Answer {
			return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400, Code: "bad", Message: "bad"}
		}
		b.follower = &fakeFollower{run: func(_ context.Context, placed <-chan struct{}) error {
			<-placed
			if n := len(b.log.skips); n != 2 {
				b.t.Errorf("%d rejects are recorded when placed is closed, want 2", n)
			}
			time.Sleep(time.Hour)
			return nil
		}}
		began := time.Now()
		report, err := b.run(b.t.Context(), manyContacts(2))
		if err != nil || report.Tally.Rejected != 2 || time.Since(began) != time.Hour {
			b.t.Errorf("Run() = %+v, %v after %v", report.Tally, err, time.Since(began))
		}
	})
}

// TestReportOfFollowedRun: the report bounds the time in which the run sent, however long its calls are followed.
func TestReportOfFollowedRun(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.CPS = 1
		b.follower = &fakeFollower{run: untilPlaced(5 * time.Hour)}
		report, err := b.run(b.t.Context(), manyContacts(65))
		if took := report.Ended.Sub(report.Began); err != nil || took != time.Minute {
			b.t.Errorf("Run() = %v and took %v, want a minute", err, took)
		}
	})
}

// TestFollowerFails: a follower that cannot go on stops admission like any other reason: what was sent is answered and recorded, for no
// longer than the drain may take.
func TestFollowerFails(t *testing.T) {
	for name, takes := range map[string]time.Duration{"answers in time": 8 * time.Second, "no answers": time.Hour} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.api.takes, b.cfg.DrainTimeout, b.cfg.RequestTimeout = takes, 10*time.Second, 5*time.Minute
				broken, stopping := errors.New("disk full"), &stoppingObserver{began: time.Now()}
				b.follower = &fakeFollower{run: func(context.Context, <-chan struct{}) error {
					time.Sleep(20 * time.Second)
					return errors.Join(dialer.ErrRecord, broken)
				}}
				deps := b.deps()
				deps.Observer = stopping
				report, err := engine.Run(b.t.Context(), b.cfg, all(manyContacts(1000)), deps)
				if !errors.Is(err, dialer.ErrRecord) || !errors.Is(err, broken) {
					b.t.Errorf("Run() = %v, want the error of the follower", err)
				}
				if took := time.Since(stopping.began); took > 30*time.Second || report.Tally.Pending == 0 || len(b.log.live) != 0 {
					b.t.Errorf("the run ended after %v with %+v and %d in flight", took, report.Tally, len(b.log.live))
				}
				if after := time.Duration(stopping.after.Load()); after != 20*time.Second {
					b.t.Errorf("the observer was told that the run stops after %v", after)
				}
			})
		})
	}
}

// stoppingObserver knows when the run has stopped.
type stoppingObserver struct {
	began time.Time
	after atomic.Int64
}

func (*stoppingObserver) Sent(dialer.Sending)      {}
func (*stoppingObserver) Answered(dialer.Exchange) {}
func (*stoppingObserver) Held(dialer.Hold)         {}
func (o *stoppingObserver) Stopping()              { o.after.Store(int64(time.Since(o.began))) }

// TestCallsInProgress: calls that have not ended are the least of the reasons for which a run ends early.
func TestCallsInProgress(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(*bench)
		want    error
	}{
		"nothing else": {func(*bench) {}, dialer.ErrInProgress},
		"the limit":    {func(b *bench) { b.cfg.Limit = 10 }, engine.ErrLimit},
		"no line": {func(b *bench) {
			b.api.answer, b.cfg.CPS = never(false, 0, "+14150000007"), 1
		}, engine.ErrNoLine},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				tt.prepare(b)
				b.follower = &fakeFollower{run: func(_ context.Context, placed <-chan struct{}) error {
					<-placed
					return dialer.ErrInProgress
				}}
				if _, err := b.run(b.t.Context(), manyContacts(2000)); !errors.Is(err, tt.want) {
					b.t.Errorf("Run() = %v, want %v", err, tt.want)
				}
			})
		})
	}
}

// TestInterruptedFollowing: a run that has placed all calls and follows them ends at once when it is told to.
func TestInterruptedFollowing(t *testing.T) {
	bubble(t, func(b *bench) {
		b.follower = &fakeFollower{run: untilPlaced(100 * time.Hour)}
		cause := errors.New("told to stop")
		ctx, cancel := context.WithCancelCause(b.t.Context())
		time.AfterFunc(time.Hour, func() { cancel(cause) })
		began := time.Now()
		report, err := b.run(ctx, manyContacts(10))
		if !errors.Is(err, cause) || time.Since(began) != time.Hour || report.Tally.Accepted != 10 {
			b.t.Errorf("Run() = %+v, %v after %v", report.Tally, err, time.Since(began))
		}
	})
}

// TestNothingToFollow: nothing is followed of a request that has placed no call.
func TestNothingToFollow(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.MaxRejectRatio = 1
		b.api.answer = rejecting(func(row int) (code, message string) {
			if row < 10 {
				return "bad", "bad"
			}
			return "", ""
		})
		var followed []int
		b.follower = &fakeFollower{run: untilPlaced(0), follow: func(_ string, results []dialer.Result) { followed = append(followed, len(results)) }}
		if _, err := b.run(b.t.Context(), manyContacts(15)); err != nil || !slices.Equal(followed, []int{5}) {
			b.t.Errorf("Run() = %v, and calls of requests are followed: %v; want 5 of one", err, followed)
		}
	})
}
