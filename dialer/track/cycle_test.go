package track_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// watch runs a tracker for a while.
func (b *bench) watch(tracker *track.Tracker, d time.Duration) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), d)
	defer cancel()
	if err := tracker.Run(ctx, closed()); err != nil {
		b.t.Fatalf("Run() = %v", err)
	}
}

// cycles are the requests, divided where a pause of almost a second or more is.
func (b *bench) cycles() [][]request {
	var cycles [][]request
	for i, r := range b.api.requests {
		if i == 0 || r.at.Sub(b.api.requests[i-1].at) > 900*time.Millisecond {
			cycles = append(cycles, nil)
		}
		last := len(cycles) - 1
		cycles[last] = append(cycles[last], r)
	}
	return cycles
}

// TestUnlisted: a call that the list has lost is read by its id after two cycles, and then less and less often.
func TestUnlisted(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.MeanCall = 10 * time.Minute
		tracker := track.New(b.cfg)
		calls := append(b.has("a", 1, 25*time.Minute), b.has("a", 1, 25*time.Minute)...)
		calls[0].unlisted = true
		b.follow(tracker, calls...)
		b.runs(tracker)
		gets := b.api.gets()
		if len(gets) == 0 || gets[0].at.Sub(b.began) < 30*time.Second || gets[0].at.Sub(b.began) > 2*time.Minute {
			b.t.Fatalf("the first of %d reads came at %v, want 30s to 2m", len(gets), gets[0].at.Sub(b.began))
		}
		for i, r := range gets {
			if r.id != calls[0].id {
				b.t.Errorf("%s was read by its id, though the list shows it", r.id)
			}
			if i > 0 && r.at.Sub(gets[i-1].at) < gets[i-1].at.Sub(b.began)/8 && r.at.Sub(gets[i-1].at) < time.Minute {
				b.t.Errorf("read at %v and again at %v", gets[i-1].at.Sub(b.began), r.at.Sub(b.began))
			}
		}
	})
}

// TestOld: a call that is older than three means is read at most once a minute, and not looked for in the lists.
func TestOld(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		b.follow(tracker, b.has("a", 1, 5*time.Hour)...)
		b.runs(tracker)
		gets := b.api.gets()
		if n := len(gets); n < 280 || n > 295 {
			b.t.Errorf("%d reads in almost 5 hours, want one a minute", n)
		}
		for i := 1; i < len(gets); i++ {
			if gets[i].at.Sub(gets[i-1].at) < time.Minute {
				b.t.Errorf("read at %v and again at %v", gets[i-1].at.Sub(b.began), gets[i].at.Sub(b.began))
			}
		}
		for _, r := range b.api.lists() {
			if at := r.at.Sub(b.began); at > 7*time.Minute {
				b.t.Errorf("listed at %v, when the only call was old", at)
			}
		}
	})
}

// TestOldOnAPage: an old call that a page happens to show is taken from it, and not read as well.
func TestOldOnAPage(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		old := b.has("a", 30, time.Hour)
		b.follow(tracker, old...)
		for i := range 61 { // young calls, so that there is something to look for
			time.AfterFunc(time.Duration(i)*time.Minute, func() { b.follow(tracker, b.has("a", 1, 2*time.Minute)...) })
		}
		b.watch(tracker, time.Hour)
		b.runs(tracker)
		if n := len(b.api.gets()); n != 0 {
			b.t.Errorf("%d reads of calls that each list has shown", n)
		}
	})
}

// TestClocks: neither the API's clock nor absurd times of it change when calls are looked for.
func TestClocks(t *testing.T) {
	for name, times := range map[string]func(c *call){
		"right":            func(*call) {},
		"5 hours ahead":    func(c *call) { c.started, c.ended = c.end.Add(299*time.Minute), c.end.Add(5*time.Hour) },
		"5 hours behind":   func(c *call) { c.started, c.ended = c.end.Add(-301*time.Minute), c.end.Add(-5*time.Hour) },
		"since 1970":       func(c *call) { c.started, c.ended = time.Unix(0, 1), c.end },
		"until 9999":       func(c *call) { c.started, c.ended = c.end, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) },
		"end before start": func(c *call) { c.started, c.ended = c.end, c.end.Add(-time.Hour) },
		"no length":        func(c *call) { c.started, c.ended = c.end, c.end },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				tracker := track.New(b.cfg)
				for range 60 {
					c := b.has("a", 1, 2*time.Minute)
					times(c[0])
					b.follow(tracker, c...)
				}
				lost := b.has("a", 1, 3*time.Hour)
				b.follow(tracker, lost...)
				b.runs(tracker)
				for _, cdr := range b.cdrs {
					if late := cdr.RecordedAt.Sub(b.began); cdr.CallID != lost[0].id && late > 128*time.Second {
						b.t.Errorf("a call of two minutes was found after %v", late)
					}
				}
				if n := len(b.api.gets()); n < 165 {
					b.t.Errorf("the old call was read %d times in 3 hours, want once a minute", n)
				}
			})
		})
	}
}

// TestOurClock: the results of earlier runs may have times that this clock takes for the future, or for long ago.
func TestOurClock(t *testing.T) {
	for _, ago := range []time.Duration{-300 * time.Hour, -time.Hour, 0, time.Hour, 300 * time.Hour, 50_000 * time.Hour} {
		bubble(t, func(b *bench) {
			b.cfg.Agents = []string{"a"}
			tracker := track.New(b.cfg)
			calls := append(b.has("a", 10, time.Minute), b.has("a", 1, time.Hour)...)
			calls[10].unlisted = true
			b.add(tracker, ago, calls...)
			b.runs(tracker)
			if n := len(b.api.requests); n < 10 || n > 150 {
				b.t.Errorf("placed %v ago: %d requests in an hour", ago, n)
			}
			if late := b.cdrs[10].RecordedAt.Sub(calls[10].end); late > 90*time.Second {
				b.t.Errorf("placed %v ago: a call was found %v after its end", ago, late)
			}
		})
	}
}

// TestLongRun: a tracker that runs for weeks follows new calls and old ones as on its first day.
func TestLongRun(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		placed, done := make(chan struct{}), make(chan error)
		go func() { done <- tracker.Run(b.t.Context(), placed) }()
		time.Sleep(40 * 24 * time.Hour)
		calls := append(b.has("a", 3, 2*time.Minute), b.has("a", 1, time.Hour)...)
		calls[0].unlisted, calls[3].unlisted = true, true
		b.follow(tracker, calls...)
		close(placed)
		if err := <-done; err != nil {
			b.t.Fatal(err)
		}
		b.check(4)
		for i, cdr := range b.cdrs {
			if late := cdr.RecordedAt.Sub(cdr.Ended); late > 90*time.Second {
				b.t.Errorf("call %d was found %v after its end", i, late)
			}
		}
		if n := len(b.api.gets()); n > 90 {
			b.t.Errorf("%d reads in an hour", n)
		}
	})
}

// TestOnce: a call that is shown again and again has one CDR.
func TestOnce(t *testing.T) {
	bubble(t, func(b *bench) {
		rng := rand.New(rand.NewPCG(1, 2))
		var before []dialer.CallRecord
		b.api.page = func(calls []dialer.CallRecord) []dialer.CallRecord {
			page := slices.Concat(before, calls, calls[:len(calls)/2])
			rng.Shuffle(len(page), func(i, j int) { page[i], page[j] = page[j], page[i] })
			before = calls
			return append(page, dialer.CallRecord{ID: "another-campaign", Status: "completed"}, dialer.CallRecord{Status: "completed"})
		}
		b.cfg.Agents = []string{"a"}
		tracker := track.New(b.cfg)
		for i := range 250 {
			calls := b.has("a", 1, time.Duration(rng.IntN(300))*time.Second)
			calls[0].unlisted = i%10 == 0
			b.follow(tracker, calls...)
		}
		b.runs(tracker)
	})
}

// TestEndedTwice: a call that ends between its list and its read, in one cycle, has one CDR.
func TestEndedTwice(t *testing.T) {
	bubble(t, func(b *bench) {
		for _, end := range []time.Duration{399 * time.Second, 400 * time.Second, 420*time.Second + 70*time.Millisecond} {
			tracker := track.New(b.cfg)
			b.cdrs, b.api.calls, b.api.requests = nil, nil, nil
			for i := range 40 {
				b.follow(tracker, b.has(fmt.Sprint("agent", i%3), 1, end+time.Duration(i)*33*time.Millisecond)...)
			}
			b.runs(tracker)
		}
	})
}

// TestPages: a cycle reads at most one page for 100 calls, and two, also where the calls are spread over a long list.
func TestPages(t *testing.T) {
	for _, others := range []int{0, 1000, 20_000} {
		t.Run(strconv.Itoa(others), func(t *testing.T) {
			bubble(t, func(b *bench) {
				rng := rand.New(rand.NewPCG(1, 2))
				tracker := track.New(b.cfg)
				calls := b.has("a", 450, 5*time.Minute)
				b.has("a", others, 0)
				rng.Shuffle(len(b.api.calls), func(i, j int) { b.api.calls[i], b.api.calls[j] = b.api.calls[j], b.api.calls[i] })
				b.follow(tracker, calls...)
				if err := tracker.Run(b.t.Context(), closed()); err != nil {
					b.t.Fatal(err)
				}
				b.check(450)
				most := 0
				for _, cycle := range b.cycles() {
					pages := 0
					for _, r := range cycle {
						if r.id == "" {
							pages++
						}
					}
					most = max(most, pages)
				}
				if most > 450/100+2 {
					b.t.Errorf("%d pages in a cycle, want 6 at most", most)
				}
				if others == 0 && (most > 5 || len(b.api.gets()) > 0) {
					b.t.Errorf("%d pages in a cycle and %d reads, want 5 and none", most, len(b.api.gets()))
				}
			})
		})
	}
}

// TestManyAgents: each agent has its turn, however many there are.
func TestManyAgents(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		for i := range 12 {
			b.follow(tracker, b.has(fmt.Sprint("agent", i), 1, 3*time.Minute)...)
		}
		b.runs(tracker)
		pages := map[string]int{}
		for _, r := range b.api.lists() {
			pages[r.agent]++
		}
		for i := range 12 {
			if n := pages[fmt.Sprint("agent", i)]; n < 4 || n > 7 {
				b.t.Errorf("agent %d was listed %d times, want 5 or 6: %v", i, n, pages)
			}
		}
		for i, cycle := range b.cycles() {
			if len(cycle) > 2+12 {
				b.t.Errorf("cycle %d has %d requests", i, len(cycle))
			}
		}
		for i := range b.cdrs {
			if late := b.cdrs[i].RecordedAt.Sub(b.cdrs[i].Ended); late > 30*time.Second {
				b.t.Errorf("%s was found %v after its end", b.cdrs[i].CallID, late)
			}
		}
	})
}

// TestAgents: the agents of earlier calls are found where no hint, or a wrong one, was given, by few reads.
func TestAgents(t *testing.T) {
	for name, hints := range map[string][]string{
		"none": nil, "one of two": {"a"}, "wrong": {"x", "y"}, "all and others": {"x", "a", "b"}, "empty": {""}, "twice": {"b", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.api.fault = func(_ int, r request) error {
					if r.agent == "y" {
						return apiError(404, 0)
					}
					return nil
				}
				b.cfg.Agents = hints
				tracker := track.New(b.cfg)
				b.add(tracker, time.Minute, append(b.has("a", 300, 2*time.Minute), b.has("b", 300, 2*time.Minute)...)...)
				b.runs(tracker)
				for _, cdr := range b.cdrs {
					if late := cdr.RecordedAt.Sub(cdr.Ended); late > time.Minute {
						b.t.Fatalf("a call was found %v after its end", late)
					}
				}
				if n := len(b.api.gets()); n > 150 {
					b.t.Errorf("%d reads of 600 calls", n)
				}
			})
		})
	}
}

// TestAgentsOneByOne: old calls of unknown agents are looked for in each list, also when another one has come to its end before.
func TestAgentsOneByOne(t *testing.T) {
	bubble(t, func(b *bench) {
		b.api.fault = func(n int, r request) error {
			if r.agent == "b" && n < 4 {
				return apiError(500, 0)
			}
			return nil
		}
		b.cfg.Agents = []string{"x", "b"}
		tracker := track.New(b.cfg)
		b.add(tracker, time.Hour, b.has("b", 3000, 0)...)
		b.runs(tracker)
		if n := len(b.api.gets()); n > 100 {
			b.t.Errorf("%d reads of 3000 calls that a list shows", n)
		}
	})
}

// TestOnlyID: calls are followed by their ids where the API says nothing of agents.
func TestOnlyID(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		b.add(tracker, 0, b.has("", 100, 2*time.Minute)...)
		b.runs(tracker)
		if late := time.Since(b.began); late > 5*time.Minute {
			b.t.Errorf("100 calls of two minutes were followed for %v", late)
		}
	})
}

// TestUnknownID: a call that the API does not know is neither ended nor read all the time, and holds up no other.
func TestUnknownID(t *testing.T) {
	bubble(t, func(b *bench) {
		tracker := track.New(b.cfg)
		lost := b.has("a", 1, 100*time.Hour)
		lost[0].unlisted, lost[0].unknown = true, true
		b.follow(tracker, lost...)
		b.follow(tracker, b.has("a", 20, 2*time.Minute)...)
		b.watch(tracker, 10*time.Hour)
		b.check(20)
		if n := len(b.api.gets()); n < 590 || n > 620 {
			b.t.Errorf("%d reads in ten hours, want one a minute", n)
		}
	})
}

// TestWords: only what the API says to be over is over, whatever its words.
func TestWords(t *testing.T) {
	bubble(t, func(b *bench) {
		words := []dialer.CallRecord{{Status: "queued"}, {Status: ""}, {Status: "ACTIVE "}, {Status: "Parked", EndReason: "new"}}
		b.api.page = func(calls []dialer.CallRecord) []dialer.CallRecord {
			for i := range calls {
				now := words[min(len(b.api.requests)/3, len(words)-1)]
				calls[i].Status, calls[i].EndReason = now.Status, now.EndReason
			}
			return calls
		}
		tracker := track.New(b.cfg)
		b.follow(tracker, b.has("a", 1, 100*time.Hour)...)
		b.runs(tracker)
		if c := b.cdrs[0]; c.Outcome != dialer.OutcomeOther || c.Status != "Parked" || c.EndReason != "new" || len(b.api.requests) < 9 {
			b.t.Errorf("%s, %s, %s after %d requests", c.Outcome, c.Status, c.EndReason, len(b.api.requests))
		}
	})
}

// TestTroubles: errors that pass delay the following, and lose nothing.
func TestTroubles(t *testing.T) {
	for name, fault := range map[string]func(*bench) func(int, request) error{
		"all requests for ten minutes": func(b *bench) func(int, request) error {
			return func(int, request) error {
				if time.Since(b.began) < 10*time.Minute {
					return apiError(500, 0)
				}
				return nil
			}
		},
		"each second one": func(*bench) func(int, request) error {
			return func(n int, _ request) error { return []error{nil, apiError(503, 0)}[n%2] }
		},
		"timeouts": func(*bench) func(int, request) error {
			return func(n int, _ request) error { return []error{nil, context.DeadlineExceeded}[n%2] }
		},
		"all lists of an agent": func(*bench) func(int, request) error {
			return func(_ int, r request) error {
				if r.agent == "a" {
					return apiError(500, 0)
				}
				return nil
			}
		},
		"all lists are too many requests": func(*bench) func(int, request) error {
			return func(_ int, r request) error {
				if r.id == "" {
					return apiError(429, 0)
				}
				return nil
			}
		},
		"agents are bad requests": func(*bench) func(int, request) error {
			return func(_ int, r request) error {
				if r.agent == "a" || r.agent == "b" || r.agent == "c" || r.agent == "d" {
					return apiError(422, 0)
				}
				return nil
			}
		},
		"some calls are broken": func(b *bench) func(int, request) error {
			return func(_ int, r request) error {
				if strings.HasSuffix(r.id, "0") && time.Since(b.began) < 15*time.Minute {
					return apiError(500, 0)
				}
				return nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.api.fault = fault(b)
				tracker := track.New(b.cfg)
				for _, agent := range []string{"a", "b", "c", "d", "e"} {
					calls := b.has(agent, 20, 3*time.Minute)
					for _, c := range calls[:5] {
						c.unlisted = true
					}
					b.follow(tracker, calls...)
				}
				b.runs(tracker)
				if took := time.Since(b.began); took > 17*time.Minute {
					b.t.Errorf("calls of 3 minutes were followed for %v", took)
				}
				if n := strings.Count(b.logs.String(), "\n"); n > 20 {
					b.t.Errorf("%d events in the log", n)
				}
			})
		})
	}
}

// TestOutage: while no request is answered, cycles grow to 30 seconds, of few requests each.
func TestOutage(t *testing.T) {
	bubble(t, func(b *bench) {
		b.api.fault = func(int, request) error { return apiError(500, 0) }
		tracker := track.New(b.cfg)
		for i := range 20 {
			b.follow(tracker, b.has(fmt.Sprint("agent", i), 20, time.Minute)...)
		}
		b.watch(tracker, time.Hour)
		if n := len(b.api.requests); n < 100 || n > 800 {
			b.t.Errorf("%d requests in an hour without an answer", n)
		}
		if n := strings.Count(b.logs.String(), "\n"); n < 30 || n > 61 {
			b.t.Errorf("%d events in the log of an hour, want about one a minute", n)
		}
	})
}

// TestRetryAfter: no request is sent before the time is over that the API asks for.
func TestRetryAfter(t *testing.T) {
	for name, is := range map[string]func(request) bool{
		"list": func(r request) bool { return r.id == "" },
		"get":  func(r request) bool { return r.id != "" },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				refused := 0
				b.api.fault = func(_ int, r request) error {
					if is(r) && refused < 3 {
						refused++
						return apiError(429, 7*time.Minute)
					}
					return nil
				}
				b.cfg.Agents = []string{"x"}
				tracker := track.New(b.cfg)
				calls := b.has("a", 20, 3*time.Minute)
				b.add(tracker, 0, calls...)
				b.runs(tracker)
				waits := 0
				for i := 1; i < len(b.api.requests); i++ {
					if b.api.requests[i].at.Sub(b.api.requests[i-1].at) >= 7*time.Minute {
						waits++
					}
				}
				if waits != 3 {
					b.t.Errorf("%d waits of 7 minutes, want 3", waits)
				}
			})
		})
	}
}

// TestLongListWithErrors: a list of many pages is read on where an error has cut it, also when it is cut more often than once for each
// cycle; a cursor that the API does not take any more is forgotten.
func TestLongListWithErrors(t *testing.T) {
	bubble(t, func(b *bench) {
		errs := 0
		b.api.fault = func(n int, _ request) error {
			switch {
			case n%20 == 19:
				errs++
				return []error{apiError(429, time.Second), apiError(500, 0), context.DeadlineExceeded}[n%3]
			case n == 40:
				return apiError(400, 0)
			}
			return nil
		}
		b.cfg.Agents = []string{"a"}
		tracker := track.New(b.cfg)
		b.add(tracker, time.Hour, b.has("a", 60_000, 0)...)
		b.runs(tracker)
		if n := len(b.api.lists()); n > 600+errs+60 {
			b.t.Errorf("%d pages of 100 and %d errors for 60000 calls", n, errs)
		}
		if took := time.Since(b.began); took > 10*time.Minute {
			b.t.Errorf("Run() took %v", took)
		}
		if n := len(b.api.gets()); n > 0 {
			b.t.Errorf("%d reads of calls that the list shows", n)
		}
	})
}

// TestLongListOfOthers: a long list with the calls of others before those that are looked for is read on where the pages were used up.
func TestLongListOfOthers(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.Agents = []string{"a"}
		tracker := track.New(b.cfg)
		b.has("a", 1000, 0)
		b.add(tracker, time.Hour, b.has("a", 10_000, 0)...)
		if err := tracker.Run(b.t.Context(), closed()); err != nil {
			b.t.Fatal(err)
		}
		b.check(10_000)
		if lists, gets := len(b.api.lists()), len(b.api.gets()); lists > 111 || gets > 0 {
			b.t.Errorf("%d pages and %d reads for 100 pages behind 10", lists, gets)
		}
	})
}
