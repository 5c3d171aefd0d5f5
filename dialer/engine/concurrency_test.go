package engine_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// most is how many requests a run may choose to have under way.
const most = 256

// auto has a run choose its concurrency, and keeps its log.
func (b *bench) auto(cps float64, batch int) *bytes.Buffer {
	var logs bytes.Buffer
	b.logs = zerolog.New(zerolog.SyncWriter(&logs)).Level(zerolog.InfoLevel)
	b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = cps, batch, engine.AutoConcurrency
	return &logs
}

// between returns how many requests were sent in a span of time after the first.
func (a *fakeAPI) between(from, to time.Duration) int {
	n := 0
	for _, at := range a.at {
		if after := at.Sub(a.at[0]); after >= from && after < to {
			n++
		}
	}
	return n
}

// TestAutoPace: whatever the answers take, the pace is reached from the first second on, unless it needs more requests
// under way than may be, and then the log says so.
func TestAutoPace(t *testing.T) {
	paces := []int{50, 500, 5000}
	if testing.Short() {
		paces = paces[:2]
	}
	for _, takes := range []time.Duration{20 * time.Millisecond, 2 * time.Second} {
		for _, cps := range paces {
			for _, batch := range []int{1, 5, 100} {
				t.Run(fmt.Sprintf("%v/%d/%d", takes, cps, batch), func(t *testing.T) {
					bubble(t, func(b *bench) {
						logs := b.auto(float64(cps), batch)
						b.api.takes = takes
						if _, err := b.run(b.t.Context(), manyContacts(max(8*cps, 20*batch))); err != nil {
							b.t.Fatal(err)
						}
						b.checkPace(cps, batch, takes, logs.String())
					})
				})
			}
		}
	}
}

// checkPace checks the mean over the whole run, the worst second, and the requests under way.
func (b *bench) checkPace(cps, batch int, takes time.Duration, logs string) {
	b.t.Helper()
	pace := float64(cps)
	needs := pace / float64(batch) * takes.Seconds()
	exceeded := strings.Contains(logs, "more concurrent requests than are allowed")
	if exceeded != (needs > most) {
		b.t.Errorf("the pace needs %v requests; the log says that this is too much: %v", needs, exceeded)
	}
	if needs > most {
		pace = most / takes.Seconds() * float64(batch)
	}
	last := len(b.api.at) - 1
	span := b.api.at[last].Sub(b.api.at[0])
	mean := float64(last*batch) / span.Seconds()
	if needs > most { // the first of them come at the asked pace
		mean = float64(b.api.between(takes, 3*takes)*batch) / (2 * takes.Seconds())
	}
	if math.Abs(mean/pace-1) > 0.005 {
		b.t.Errorf("%.2f calls per second, want %.2f", mean, pace)
	}
	if worst := b.worstSecond(); worst > cps+batch {
		b.t.Errorf("%d calls in one second, want %d at most", worst, cps+batch)
	}
	if got := b.api.most; got > most || float64(got) < math.Floor(min(needs, most)) {
		b.t.Errorf("%d requests under way, want %v to %d", got, min(needs, most), most)
	}
	b.t.Logf("%d under way at most, mean %.2f, jitter (99th percentile) %v", b.api.most, mean, b.jitter(cps, batch))
}

// worstSecond is the most calls in any window of a second.
func (b *bench) worstSecond() int {
	worst, calls, from := 0, 0, 0
	for i, at := range b.api.at {
		calls += len(b.api.requests[i].Attempts)
		for ; at.Sub(b.api.at[from]) >= time.Second; from++ {
			calls -= len(b.api.requests[from].Attempts)
		}
		worst = max(worst, calls)
	}
	return worst
}

// jitter is the 99th percentile of how far the time between two requests is from that of the pace.
func (b *bench) jitter(cps, batch int) time.Duration {
	even := time.Duration(batch) * time.Second / time.Duration(cps)
	var off []time.Duration
	for i := 1; i < len(b.api.at); i++ {
		off = append(off, (b.api.at[i].Sub(b.api.at[i-1]) - even).Abs())
	}
	slices.Sort(off)
	return off[len(off)*99/100]
}

// TestAutoGrows: answers that take longer than a run begins with cost pace only until the first of them have come.
func TestAutoGrows(t *testing.T) {
	for name, tt := range map[string]struct {
		takes    func(int) time.Duration
		from, to time.Duration
	}{
		"slow from the start": {func(int) time.Duration { return 4 * time.Second }, 8 * time.Second, 20 * time.Second},
		"slow later on": {func(n int) time.Duration {
			if n < 1000 {
				return 20 * time.Millisecond
			}
			return 2 * time.Second
		}, 30 * time.Second, 40 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				logs := b.auto(250, 5)
				b.api.takesNth = tt.takes
				if _, err := b.run(b.t.Context(), manyContacts(10_000)); err != nil {
					b.t.Fatal(err)
				}
				want := 50 * (tt.to - tt.from).Seconds()
				if got := float64(b.api.between(tt.from, tt.to)); math.Abs(got/want-1) > 0.005 {
					b.t.Errorf("%v requests from %v to %v, want %v", got, tt.from, tt.to, want)
				}
				if n := strings.Count(logs.String(), "concurrency adapted"); n == 0 || n > 16 {
					b.t.Errorf("the log tells of %d changes:\n%s", n, logs)
				}
			})
		})
	}
}

// TestAutoOutage: when no answers come any more, nothing grows, so that few people are in doubt.
func TestAutoOutage(t *testing.T) {
	for name, tt := range map[string]struct {
		good, most int
	}{
		"from the start": {0, 113},  // 2.25 s of the pace
		"later on":       {500, 15}, // 1.5 times what the pace needs with answers after 0.2 s
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.auto(250, 5)
				b.api.takesNth = func(n int) time.Duration {
					if n < tt.good {
						return 100 * time.Millisecond
					}
					return time.Hour
				}
				_, err := b.run(b.t.Context(), manyContacts(100_000))
				if err == nil {
					b.t.Fatal("the run has not ended")
				}
				if got := len(b.api.requests) - tt.good; got > tt.most+b.cfg.MaxFailures || got < 1 {
					b.t.Errorf("%d requests without an answer, want %d at most", got, tt.most+b.cfg.MaxFailures)
				}
			})
		})
	}
}

// TestAutoHold: while the API has no free line nothing grows, though all slots are taken and answers tell of their time.
func TestAutoHold(t *testing.T) {
	bubble(t, func(b *bench) {
		b.auto(4, 2)
		b.api.takes = 5 * time.Second // which needs 10 requests; the run begins with 5
		const hold = time.Minute
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n == 0 {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: hold, Code: "concurrency_limited"}
			}
			return acceptAll(n, req)
		}
		if _, err := b.run(b.t.Context(), manyContacts(200)); err != nil {
			b.t.Fatal(err)
		}
		open := b.api.takes + hold + b.api.takes // when the request that goes alone after the hold is answered
		if got := b.api.between(open, open+b.api.takes); got != 5 {
			b.t.Errorf("%d requests in the 5 s after the hold, want 5", got)
		}
		if got := b.api.between(open+3*b.api.takes, open+5*b.api.takes); got < 19 {
			b.t.Errorf("%d requests in 10 s well after the hold, want 20", got)
		}
	})
}

// TestAutoIdle: nothing grows while it is contacts that are wanting, not slots.
func TestAutoIdle(t *testing.T) {
	bubble(t, func(b *bench) {
		b.auto(2, 1)
		b.api.takes = 10 * time.Second // which needs 20 requests; the run begins with 5
		const few = 30
		slowly := func(yield func(*dialer.Contact, error) bool) {
			for c, err := range manyContacts(130) {
				switch {
				case c.Row < few:
					time.Sleep(3 * time.Second)
				case c.Row == few: // then all at once
					time.Sleep(time.Minute)
				}
				if !yield(c, err) {
					return
				}
			}
		}
		if _, err := b.run(b.t.Context(), slowly); err != nil {
			b.t.Fatal(err)
		}
		from := b.api.at[few-1].Sub(b.api.at[0])
		if got := b.api.between(from, from+b.api.takes); got != 5 {
			b.t.Errorf("%d requests in 10 s, want 5", got)
		}
		if got := b.api.between(from+2*b.api.takes, from+4*b.api.takes); got != 40 {
			b.t.Errorf("%d requests in 20 s once it has grown, want 40", got)
		}
	})
}

// TestConcurrency: what a run begins with and never exceeds.
func TestConcurrency(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg                    engine.Config
		first, most, inASecond int
	}{
		"fixed":              {engine.Config{Concurrency: 7, CPS: 1000, BatchSize: 5}, 7, 7, 200},
		"without a pace":     {engine.Config{BatchSize: 5}, 4, 4, 0},
		"the usual":          {engine.Config{CPS: 1, BatchSize: 5}, 4, most, 1},
		"fast":               {engine.Config{CPS: 50, BatchSize: 5}, 23, most, 10},
		"faster than it may": {engine.Config{CPS: 5000, BatchSize: 5}, most, most, 1000},
		"one of ten shards":  {engine.Config{CPS: 500, BatchSize: 5, Shard: dialer.Shard{Index: 3, Count: 10}}, 23, most, 10},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.cfg.FirstConcurrency(); got != tt.first {
				t.Errorf("FirstConcurrency() = %d, want %d", got, tt.first)
			}
			if got := tt.cfg.MostConcurrency(); got != tt.most {
				t.Errorf("MostConcurrency() = %d, want %d", got, tt.most)
			}
			if got := tt.cfg.InFlight(time.Second); got != tt.inASecond {
				t.Errorf("InFlight(1s) = %d, want %d", got, tt.inASecond)
			}
		})
	}
}
