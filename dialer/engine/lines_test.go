package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/engine"
)

// withLines gives a run lines.
func (b *bench) withLines(limit int) {
	b.cfg.Lines = limit
	b.lines = admission.NewLines(admission.LinesConfig{Limit: limit})
}

// endings is an answer that places every call, and frees the line of each after a while.
func (b *bench) endings(after time.Duration) func(int, dialer.Request) dialer.Answer {
	return func(n int, req dialer.Request) dialer.Answer {
		answer := acceptAll(n, req)
		for _, e := range answer.Entries {
			time.AfterFunc(after, func() { b.lines.Ended(e.CallID) })
		}
		return answer
	}
}

// TestLinesBound: a batch is cut to the lines that are free, does not wait for more, and all lines are in use while there is work.
func TestLinesBound(t *testing.T) {
	bubble(t, func(b *bench) {
		b.withLines(7)
		b.api.answer = b.endings(time.Minute)
		began := time.Now()
		report, err := b.run(b.t.Context(), manyContacts(70))
		if err != nil || report.Tally.Accepted != 70 {
			b.t.Errorf("Run() = %+v, %v", report.Tally, err)
		}
		if took := time.Since(began); took != 9*time.Minute {
			b.t.Errorf("70 calls of a minute on 7 lines were placed in %v, want 9m", took)
		}
		if first := len(b.api.requests[0].Attempts) + len(b.api.requests[1].Attempts); first != 7 || !b.api.at[1].Equal(began) {
			b.t.Errorf("the first two requests have %d contacts at %v, want 7 at once", first, b.api.at[1].Sub(began))
		}
		if use := b.lines.Use(); use.InUse != 7 || use.Limit != 7 || use.Effective != 7 || b.stats.Live().Lines != use {
			b.t.Errorf("Use() = %+v, want the last 7 calls", use)
		}
	})
}

// TestLinesOfEarlierRuns: calls that earlier runs have placed take lines, unless they cannot be in progress any more.
func TestLinesOfEarlierRuns(t *testing.T) {
	bubble(t, func(b *bench) {
		b.withLines(3)
		now := time.Now()
		b.lines.Resume("ac_1", dialer.Route{}, now.Add(-10*time.Minute))
		b.lines.Resume("", dialer.Route{}, now.Add(-10*time.Minute))
		b.lines.Resume("ac_old", dialer.Route{}, now.Add(-100*time.Hour))
		b.lines.Resume("", dialer.Route{}, now.Add(-100*time.Hour))
		time.AfterFunc(5*time.Minute, func() { b.lines.Ended("ac_1") })
		b.api.answer = b.endings(time.Hour)
		if _, err := b.run(b.t.Context(), manyContacts(3)); err != nil {
			b.t.Fatal(err)
		}
		// The doubtful one ends a minute of ringing, an hour of talk and five minutes after it was placed.
		want := []time.Duration{0, 5 * time.Minute, 56 * time.Minute}
		for i, at := range b.api.at {
			if at.Sub(now) != want[i] {
				b.t.Errorf("request %d was sent after %v, want %v", i, at.Sub(now), want[i])
			}
		}
	})
}

// TestUnknownHoldsLines: contacts in doubt take lines as if they were called.
func TestUnknownHoldsLines(t *testing.T) {
	bubble(t, func(b *bench) {
		b.withLines(5)
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n == 0 {
				return dialer.Answer{Kind: dialer.Lost, Code: "timeout"}
			}
			return b.endings(time.Minute)(n, req)
		}
		if _, err := b.run(b.t.Context(), manyContacts(10)); err != nil {
			b.t.Fatal(err)
		}
		if waited := b.api.at[1].Sub(b.api.at[0]); waited != 66*time.Minute {
			b.t.Errorf("the second batch was sent after %v, want 1h6m", waited)
		}
	})
}

// TestLimitFalls: when the API has fewer lines than the run, the limit falls to what is in use and rises by one each minute, so that
// few requests are refused.
func TestLimitFalls(t *testing.T) {
	for _, whole := range []bool{false, true} {
		t.Run(strconv.FormatBool(whole), func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.withLines(20)
				b.cfg.BatchSize, b.cfg.CPS = 1, 1
				api, refused := phoneLines{lines: 8, call: 2 * time.Minute, whole: whole}, 0
				b.api.answer = func(n int, req dialer.Request) dialer.Answer {
					b.api.mu.Lock()
					defer b.api.mu.Unlock()
					answer := api.answer(n, req)
					if answer.Kind == dialer.Busy || answer.Entries[0].Busy {
						refused++
						return answer
					}
					id := answer.Entries[0].CallID
					time.AfterFunc(api.call, func() { b.lines.Ended(id) })
					return answer
				}
				began := time.Now()
				report, err := b.run(b.t.Context(), manyContacts(200))
				if err != nil || report.Tally.Accepted != 200 {
					b.t.Errorf("Run() = %+v, %v", report.Tally, err)
				}
				minutes := int(time.Since(began).Minutes())
				if refused > minutes+5 || minutes > 60 {
					b.t.Errorf("%d requests were refused in %d minutes; the calls need 50", refused, minutes)
				}
				time.Sleep(time.Hour)
				if use := b.lines.Use(); use != (dialer.LineUse{Limit: 20, Effective: 20}) {
					b.t.Errorf("Use() = %+v after an hour", use)
				}
			})
		})
	}
}

// TestLimitRises: a limit that has fallen rises by one each minute, up to what was asked for.
func TestLimitRises(t *testing.T) {
	bubble(t, func(b *bench) {
		b.withLines(10)
		b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxWait = 4, 1, 24*time.Hour
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n == 1 {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "concurrency_limited"}
			}
			return acceptAll(n, req)
		}
		began := time.Now()
		var effective [9]int
		for i := range 9 {
			time.AfterFunc(time.Duration(i)*time.Minute+time.Second, func() { effective[i] = b.lines.Use().Effective })
		}
		if _, err := b.run(b.t.Context(), manyContacts(10)); err != nil {
			b.t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		for i := range 9 {
			if want := min(4+i, 10); effective[i] != want {
				b.t.Errorf("the limit is %d after %d minutes, want %d", effective[i], i, want)
			}
		}
		placed := 0
		for i, at := range b.api.at {
			if i != 1 {
				placed += len(b.api.requests[i].Attempts)
			}
			if most := min(4+int(at.Sub(began).Minutes()), 10); placed > most {
				b.t.Errorf("%d calls in progress after %v, want %d at most", placed, at.Sub(began), most)
			}
		}
	})
}

// TestLinesGoBack: lines of contacts that are not sent are free again, and at the end of a run none is lost.
func TestLinesGoBack(t *testing.T) {
	for name, prepare := range map[string]func(*bench){
		"a guard skips and holds": func(b *bench) {
			asked := map[string]int{}
			b.guards = dialer.Guards{&fakeGuard{check: func(number string, now time.Time) dialer.Clearance {
				switch asked[number]++; {
				case asked[number] == 2 && number[len(number)-1]%3 == 0:
					return dialer.Clearance{Skip: dialer.Suppressed}
				case asked[number] == 2 && number[len(number)-1]%3 == 1:
					return dialer.Clearance{HoldUntil: now.Add(time.Minute)}
				}
				return dialer.Clearance{}
			}}}
		},
		"a guard fails": func(b *bench) { b.guards = dialer.Guards{brokenGuard{}} },
		"the intent fails": func(b *bench) {
			b.log.fail = func(method string) error { return map[string]error{"intend": errors.New("disk full")}[method] }
		},
		"the results cannot be recorded": func(b *bench) {
			b.log.fail = func(method string) error { return map[string]error{"settle": errors.New("disk full")}[method] }
		},
		"everything is refused": func(b *bench) {
			b.api.answer = func(int, dialer.Request) dialer.Answer { return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400} }
		},
		"the key is refused": func(b *bench) {
			b.api.answer = func(int, dialer.Request) dialer.Answer { return dialer.Answer{Kind: dialer.Denied, HTTPStatus: 401} }
		},
		"nothing can be sent": func(b *bench) {
			b.api.answer = func(int, dialer.Request) dialer.Answer { return dialer.Answer{Kind: dialer.Unsent} }
		},
		"there is never a line": func(b *bench) {
			b.api.answer = func(int, dialer.Request) dialer.Answer { return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429} }
		},
		"the pace is slow": func(b *bench) { b.cfg.CPS = 0.001 },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.withLines(4)
				b.api.answer = b.endings(10 * time.Second)
				prepare(b)
				ctx, cancel := context.WithTimeout(b.t.Context(), time.Hour)
				defer cancel()
				report, _ := b.run(ctx, manyContacts(60))
				time.Sleep(time.Minute)
				if n := b.lines.Use().InUse; n != 0 && report.Tally.Unknown == 0 {
					b.t.Errorf("%d lines are in use after the end: %+v", n, report.Tally)
				}
				time.Sleep(24 * time.Hour)
				if n := b.lines.Use().InUse; n != 0 {
					b.t.Errorf("%d lines are in use a day after the end", n)
				}
			})
		})
	}
}

// brokenGuard answers the screen, and nobody afterwards.
type brokenGuard struct{}

func (brokenGuard) Refresh() error { return errors.New("the list is gone") }

func (brokenGuard) Check(*dialer.Contact, time.Time) dialer.Clearance { return dialer.Clearance{} }

// TestLinesConfig: a run that is told a number of lines is held to it, or does not begin.
func TestLinesConfig(t *testing.T) {
	for name, tt := range map[string]struct {
		lines int
		shard dialer.Shard
		given *admission.Lines
		ok    bool
	}{
		"none":                       {ok: true},
		"only counted":               {given: admission.NewLines(admission.LinesConfig{}), ok: true},
		"as told":                    {lines: 3, given: admission.NewLines(admission.LinesConfig{Limit: 3}), ok: true},
		"a shard's part":             {lines: 7, shard: dialer.Shard{Index: 2, Count: 3}, given: admission.NewLines(admission.LinesConfig{Limit: 2}), ok: true},
		"one for each shard":         {lines: 3, shard: dialer.Shard{Index: 3, Count: 3}, given: admission.NewLines(admission.LinesConfig{Limit: 1}), ok: true},
		"fewer than shards":          {lines: 2, shard: dialer.Shard{Index: 3, Count: 3}, given: admission.NewLines(admission.LinesConfig{Limit: 1})},
		"negative":                   {lines: -1},
		"nobody holds the run to it": {lines: 3},
		"no limit":                   {lines: 3, given: admission.NewLines(admission.LinesConfig{})},
		"more than told":             {lines: 3, given: admission.NewLines(admission.LinesConfig{Limit: 4})},
		"the lines of all shards":    {lines: 7, shard: dialer.Shard{Index: 2, Count: 3}, given: admission.NewLines(admission.LinesConfig{Limit: 7})},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.Lines, b.cfg.Shard, b.lines = tt.lines, tt.shard, tt.given
				_, err := b.run(b.t.Context(), contactsOf())
				field, isField := errors.AsType[*dialer.FieldError](err)
				if tt.ok != (err == nil) || !tt.ok && (!isField || field.Field != "Lines") {
					b.t.Errorf("Run() = %v", err)
				}
			})
		})
	}
}

// TestNoLines: a nil *Lines counts nothing, and bounds nothing.
func TestNoLines(t *testing.T) {
	bubble(t, func(b *bench) {
		b.lines.Resume("ac_1", dialer.Route{}, time.Now())
		b.lines.Ended("ac_1")
		report, err := b.run(b.t.Context(), manyContacts(100))
		if use := b.lines.Use(); err != nil || report.Tally.Accepted != 100 || use != (dialer.LineUse{}) {
			b.t.Errorf("Run() = %+v, %v with %+v", report.Tally, err, use)
		}
	})
}

// TestMaxWaitWithCalls: while calls of the run are in progress, a line will be free: the run waits longer than MaxWait.
func TestMaxWaitWithCalls(t *testing.T) {
	for _, limit := range []int{0, 20} {
		for _, told := range []time.Duration{0, 10 * time.Minute} {
			t.Run(fmt.Sprint(limit, told), func(t *testing.T) {
				bubble(t, func(b *bench) {
					b.withLines(limit)
					b.cfg.BatchSize = 1
					api := phoneLines{lines: 2, call: 40 * time.Minute}
					b.api.answer = func(n int, req dialer.Request) dialer.Answer {
						b.api.mu.Lock()
						defer b.api.mu.Unlock()
						answer := api.answer(n, req)
						if e := answer.Entries[0]; e.Busy {
							answer.RetryAfter = told
						} else {
							time.AfterFunc(api.call, func() { b.lines.Ended(e.CallID) })
						}
						return answer
					}
					report, err := b.run(b.t.Context(), manyContacts(10))
					if err != nil || report.Tally.Accepted != 10 {
						b.t.Errorf("Run() = %+v, %v, want all called", report.Tally, err)
					}
				})
			})
		}
	}
}

// TestLinesOfOthers: when the API has no line and none of the run's calls is in progress, MaxWait bounds the wait.
func TestLinesOfOthers(t *testing.T) {
	bubble(t, func(b *bench) {
		b.withLines(3)
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n > 0 {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "concurrency_limited"}
			}
			return b.endings(time.Minute)(n, req)
		}
		began := time.Now()
		_, err := b.run(b.t.Context(), manyContacts(50))
		if took := time.Since(began); !errors.Is(err, dialer.ErrOutage) || took < b.cfg.MaxWait || took > b.cfg.MaxWait+3*time.Minute {
			b.t.Errorf("Run() = %v after %v", err, took)
		}
	})
}

// TestLinesModel: whatever the API answers and whenever calls end, never more calls are in progress than lines, nobody is called twice or
// lost, and no line is.
func TestLinesModel(t *testing.T) {
	for seed := range uint64(150) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			bubble(t, func(b *bench) {
				rng := rand.New(rand.NewPCG(seed, 3))
				limit := 1 + rng.IntN(12)
				b.withLines(limit)
				b.cfg.BatchSize, b.cfg.Concurrency = 1+rng.IntN(8), 1+rng.IntN(6)
				b.cfg.MaxRejectRatio, b.cfg.MaxFailures, b.cfg.MaxWait = 1, 1000, 240*time.Hour
				b.cfg.CPS = []float64{0, 0.5, 5}[rng.IntN(3)]
				b.api.takesNth = func(n int) time.Duration { return time.Duration(n%7) * 300 * time.Millisecond }
				m := newLinesModel(b, seed, limit)
				b.api.answer, b.guards = m.answer, dialer.Guards{&fakeGuard{check: m.guard}}
				report, err := b.run(b.t.Context(), manyContacts(120))
				if err != nil && !errors.Is(err, engine.ErrNoLine) {
					b.t.Errorf("Run() = %v", err)
				}
				if n := report.Tally; n.Accepted+n.Rejected+n.Unknown+n.Suppressed+n.Pending != 120 || err == nil && n.Pending != 0 {
					b.t.Errorf("tally = %+v", n)
				}
				words := map[string]int{}
				for _, r := range slices.Concat(b.log.results, b.log.skips) {
					if words[r.Number]++; words[r.Number] > 1 {
						b.t.Errorf("%s has two last words", r.Number)
					}
				}
				time.Sleep(24 * time.Hour)
				if n := b.lines.Use().InUse; n != 0 {
					b.t.Errorf("%d lines are in use a day after the end", n)
				}
			})
		})
	}
}

// linesModel is an API that knows which calls are in progress, and nothing of lines that are counted.
type linesModel struct {
	*bench

	rng   *rand.Rand // guarded by api.mu
	limit int
	// ends are those of the calls in progress.
	ends   []time.Time
	placed map[string]bool
}

func newLinesModel(b *bench, seed uint64, limit int) *linesModel {
	return &linesModel{bench: b, rng: rand.New(rand.NewPCG(seed, 4)), limit: limit, placed: map[string]bool{}}
}

// place places a call.
func (m *linesModel) place(number string, longest time.Duration) (lasts time.Duration) {
	if m.placed[number] {
		m.t.Errorf("%s was called twice", number)
	}
	m.placed[number] = true
	now := time.Now()
	m.ends = slices.DeleteFunc(m.ends, func(end time.Time) bool { return !end.After(now) })
	lasts = time.Duration(m.rng.Int64N(int64(longest)))
	if m.ends = append(m.ends, now.Add(lasts)); len(m.ends) > m.limit {
		m.t.Errorf("%d calls are in progress on %d lines", len(m.ends), m.limit)
	}
	return lasts
}

func (m *linesModel) answer(n int, req dialer.Request) dialer.Answer {
	m.api.mu.Lock()
	defer m.api.mu.Unlock()
	switch m.rng.IntN(16) {
	case 0:
		return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: time.Duration(m.rng.IntN(2)) * 5 * time.Second}
	case 1:
		return dialer.Answer{Kind: dialer.Unsent}
	case 2:
		return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400, Code: fmt.Sprint("bad", n)}
	case 3:
		for _, a := range req.Attempts {
			if m.rng.IntN(2) == 0 {
				m.place(a.Contact.Number, 61*time.Minute)
			}
		}
		return dialer.Answer{Kind: dialer.Lost, Code: "timeout"}
	}
	answer := acceptAll(n, req)
	for i := range answer.Entries {
		e := &answer.Entries[i]
		switch m.rng.IntN(8) {
		case 0:
			*e = noLine
		case 1:
			*e = dialer.Entry{Disposition: dialer.Rejected, Code: "bad"}
		case 2:
			*e = dialer.Entry{Disposition: dialer.Unknown, Code: "odd"}
			m.place(req.Attempts[i].Contact.Number, 61*time.Minute)
		default: // the end is noticed some time later
			lasts := m.place(req.Attempts[i].Contact.Number, 10*time.Minute)
			time.AfterFunc(lasts+time.Duration(m.rng.IntN(20))*time.Second, func() { m.lines.Ended(e.CallID) })
		}
	}
	return answer
}

// guard skips and holds a few contacts now and then.
func (m *linesModel) guard(_ string, now time.Time) dialer.Clearance {
	m.api.mu.Lock()
	defer m.api.mu.Unlock()
	switch m.rng.IntN(40) {
	case 0:
		return dialer.Clearance{Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "listed", Cause: "listed"}}
	case 1:
		return dialer.Clearance{HoldUntil: now.Add(time.Minute)}
	}
	return dialer.Clearance{}
}
