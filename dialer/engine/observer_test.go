package engine_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// witness is an Observer that keeps what it is told, in order.
type witness struct {
	mu      sync.Mutex
	told    []any
	stopped chan struct{}
}

func (w *witness) tell(what any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, what)
}

func (w *witness) Sent(s dialer.Sending)      { w.tell(s) }
func (w *witness) Answered(x dialer.Exchange) { w.tell(x) }
func (w *witness) Held(why dialer.Hold)       { w.tell(why) }
func (w *witness) Stopping()                  { close(w.stopped) }

// stopping reports whether the run said that it admits nobody any more.
func (w *witness) stopping() bool {
	select {
	case <-w.stopped:
		return true
	default:
		return false
	}
}

// observed runs with a witness.
func (b *bench) observed(ctx context.Context, contacts int) (*witness, error) {
	w := &witness{stopped: make(chan struct{})}
	_, err := engine.Run(ctx, b.cfg, all(manyContacts(contacts)), engine.Deps{
		Screen: b.screen(), Caller: b.api, Ledger: b.log, Stats: &b.stats, Logger: zerolog.Nop(), Rescue: zerolog.Nop(), Observer: w,
	})
	return w, err
}

// statusAnswer is an answer with a verdict on the whole request.
func statusAnswer(verdict dialer.AnswerKind, status int, wait time.Duration) dialer.Answer {
	return dialer.Answer{Kind: verdict, HTTPStatus: status, RetryAfter: wait, Code: "told", Message: "told so"}
}

// TestObserver: the observer sees, in order, requests that wait for pace, are held, are refused, and are sent again.
func TestObserver(t *testing.T) {
	second := time.Second
	for name, test := range map[string]struct {
		contacts int
		answers  []dialer.Answer // then all are accepted
		want     []any
	}{
		"pace": {
			4, nil,
			[]any{
				dialer.Sending{Contacts: 2},
				dialer.Exchange{Contacts: 2, HTTPStatus: 200, Took: second},
				// One slot: its time counts from when the batch was ready, while the first was on its way.
				dialer.Sending{Contacts: 2, Waited: 2 * second},
				dialer.Exchange{Contacts: 2, HTTPStatus: 200, Took: second},
			},
		},
		"no line": {
			2,
			[]dialer.Answer{statusAnswer(dialer.Busy, 429, 10*second), statusAnswer(dialer.Busy, 429, 10*second)},
			[]any{
				dialer.Sending{Contacts: 2},
				dialer.Exchange{Contacts: 2, HTTPStatus: 429, Took: second},
				dialer.HeldForLines,
				dialer.Sending{Contacts: 2, Again: true, Waited: 10 * second},
				dialer.Exchange{Contacts: 2, HTTPStatus: 429, Took: second},
				dialer.HeldForLines,
				dialer.Sending{Contacts: 2, Again: true, Waited: 10 * second},
				dialer.Exchange{Contacts: 2, HTTPStatus: 200, Took: second},
				dialer.NotHeld,
			},
		},
		"no line for one": {
			2,
			[]dialer.Answer{{Kind: dialer.Answered, HTTPStatus: 200, RetryAfter: 3 * second, Entries: []dialer.Entry{
				{Disposition: dialer.Accepted, CallID: "ac_1"}, {Disposition: dialer.Rejected, Busy: true},
			}}},
			[]any{
				dialer.Sending{Contacts: 2},
				dialer.Exchange{Contacts: 2, HTTPStatus: 200, Took: second},
				dialer.HeldForLines,
				dialer.Sending{Contacts: 1, Again: true, Waited: 3 * second},
				dialer.Exchange{Contacts: 1, HTTPStatus: 200, Took: second},
				dialer.NotHeld,
			},
		},
		"halves": {
			2,
			[]dialer.Answer{statusAnswer(dialer.Refused, 400, 0)},
			[]any{
				dialer.Sending{Contacts: 2},
				dialer.Exchange{Contacts: 2, HTTPStatus: 400, Took: second},
				dialer.Sending{Contacts: 1, Again: true},
				dialer.Exchange{Contacts: 1, HTTPStatus: 200, Took: second},
				dialer.Sending{Contacts: 1, Again: true},
				dialer.Exchange{Contacts: 1, HTTPStatus: 200, Took: second},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.CPS = 2, 1, 1
				b.api.takes = second
				b.api.answer = func(n int, req dialer.Request) dialer.Answer {
					if n < len(test.answers) {
						return test.answers[n]
					}
					return acceptAll(n, req)
				}
				w, err := b.observed(b.t.Context(), test.contacts)
				if err != nil {
					b.t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, w.told); diff != "" {
					b.t.Errorf("told (-want +got):\n%s", diff)
				}
				if w.stopping() {
					b.t.Error("a run that comes to its end said that it stops")
				}
			})
		})
	}
}

// TestObserverOfStop: a run that must stop says so, after what it told of the answers that made it stop.
func TestObserverOfStop(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxFailures = 2, 1, 3
		b.api.answer = func(int, dialer.Request) dialer.Answer { return statusAnswer(dialer.Lost, 0, 0) }
		w, err := b.observed(b.t.Context(), 100)
		if err == nil {
			b.t.Fatal("a run without a good answer ended well")
		}
		<-w.stopped
		sent, held := 0, 0
		for _, what := range w.told {
			switch what {
			case dialer.HeldByFailures:
				held++
			case dialer.Exchange{Contacts: 2}:
				sent++
			}
		}
		if sent != 3 || held != 2 {
			b.t.Errorf("%d answers and %d holds were told of, want 3 and 2 (one lost answer is an accident): %v", sent, held, w.told)
		}
	})
}

// TestStatsJudged: a run shows the words on those who have left the file, and when it was last of use.
func TestStatsJudged(t *testing.T) {
	bubble(t, func(b *bench) {
		b.past = []dialer.Result{{Row: 1, Number: "+14150000001", Disposition: dialer.Accepted, Attempt: 1, Batch: "r0.1"}}
		b.api.takes = time.Second
		began := time.Now()
		if _, err := b.run(b.t.Context(), contactsOf("+14150000001", "+14150000002", "+14150000002", "nonsense", "!")); err != nil {
			b.t.Fatal(err)
		}
		live := b.stats.Live()
		if want := (dialer.Tally{Rows: 5, Accepted: 1, Duplicate: 1, Invalid: 2, Pending: 1}); live.Read != want {
			b.t.Errorf("read %+v, want %+v", live.Read, want)
		}
		if got := live.LastAccepted.Sub(began); got != time.Second {
			b.t.Errorf("the last was accepted after %v, want 1s", got)
		}
	})
}

// TestHeldWithoutCalls: the bound on the calls in progress keeps a run back that has no free line while one of its calls is in progress; else the
// run waits.
func TestHeldWithoutCalls(t *testing.T) {
	for _, tt := range []struct{ lines, busy, want int }{{10, 0, 1}, {10, 1, 0}, {0, 0, 1}, {0, 1, 1}} { // busy is the request that finds no line
		bubble(t, func(b *bench) {
			b.withLines(tt.lines)
			b.cfg.BatchSize, b.cfg.Concurrency = 1, 1
			endings := b.endings(time.Hour)
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if n == tt.busy {
					return statusAnswer(dialer.Busy, 429, 0)
				}
				return endings(n, req)
			}
			w := &witness{stopped: make(chan struct{})}
			deps := b.deps()
			deps.Observer = w
			if _, err := engine.Run(b.t.Context(), b.cfg, all(manyContacts(4)), deps); err != nil {
				b.t.Fatal(err)
			}
			held := 0
			for _, told := range w.told {
				if told == dialer.HeldForLines {
					held++
				}
			}
			if held != tt.want {
				b.t.Errorf("%d lines, request %d found none: the run was held %d times, want %d", tt.lines, tt.busy, held, tt.want)
			}
		})
	}
}
