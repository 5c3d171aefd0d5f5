package track_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// switchboard is an API whose calls ring, are answered and end. It takes a moment for each request.
type switchboard struct {
	latency time.Duration
	// fault is asked before each request, by its number from 1; nil: there are none.
	fault func(request int, op, id string) error

	mu        sync.Mutex
	calls     map[string]*fakeCall
	asked     []string // as in `cancel ac_1`
	times     []time.Time
	now, most int // requests at the same time
}

// fakeCall is the life of a call: zero times are in the distant future.
type fakeCall struct {
	answered, ended time.Time
	reason          string
}

func (c *fakeCall) record(id string) dialer.CallRecord {
	r, now := dialer.CallRecord{ID: id, AgentID: "agent_1", Status: "created"}, time.Now()
	reached := !c.answered.IsZero() && !now.Before(c.answered)
	over := !c.ended.IsZero() && !now.Before(c.ended)
	switch {
	case over && reached:
		r.Status, r.EndReason = "completed", c.reason
	case over:
		r.Status, r.EndReason = "failed", "dial_no_answer"
	case reached:
		r.Status = "started"
	}
	return r
}

// enter notes a request. The second error is the answer to one that was carried out.
func (s *switchboard) enter(op, id string) error {
	s.mu.Lock()
	s.asked, s.times = append(s.asked, op+" "+id), append(s.times, time.Now())
	n := len(s.asked)
	s.now++
	s.most = max(s.most, s.now)
	s.mu.Unlock()
	time.Sleep(s.latency)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now--
	if s.fault != nil {
		return s.fault(n, op, id)
	}
	return nil
}

// errLost is the loss of an answer to a request that was carried out.
var errLost = &dialer.APIError{Code: "timeout", Message: "lost"}

func refusal(status int) *dialer.APIError {
	return &dialer.APIError{HTTPStatus: status, Code: fmt.Sprint("http_", status)}
}

func (s *switchboard) Cancel(_ context.Context, id string) (dialer.CallRecord, error) {
	err := s.enter("cancel", id)
	if err != nil && !errors.Is(err, errLost) {
		return dialer.CallRecord{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, known := s.calls[id]
	if !known {
		return dialer.CallRecord{}, refusal(404)
	}
	if r := c.record(id); r.Status != "started" {
		return dialer.CallRecord{}, refusal(400)
	}
	c.ended, c.reason = time.Now(), "api_cancelled"
	return c.record(id), err
}

func (s *switchboard) Get(_ context.Context, id string) (dialer.CallRecord, error) {
	if err := s.enter("get", id); err != nil {
		return dialer.CallRecord{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, known := s.calls[id]; known {
		return c.record(id), nil
	}
	return dialer.CallRecord{}, refusal(404)
}

func (s *switchboard) List(_ context.Context, q dialer.ListQuery) (dialer.CallPage, error) {
	if err := s.enter("list", q.AgentID+" "+q.After); err != nil {
		return dialer.CallPage{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]string, 0, len(s.calls))
	for id := range s.calls {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if i := slices.Index(ids, q.After); i >= 0 {
		ids = ids[i+1:]
	}
	page := dialer.CallPage{More: len(ids) > dialer.MaxListed}
	for _, id := range ids[:min(len(ids), dialer.MaxListed)] {
		page.Calls = append(page.Calls, s.calls[id].record(id))
		page.Next = id
	}
	return page, nil
}

// count counts the requests that begin so.
func (s *switchboard) count(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, request := range s.asked {
		if strings.HasPrefix(request, prefix) {
			n++
		}
	}
	return n
}

// campaignCalls is what a Canceler reads of a campaign: the place of a call is its index.
type campaignCalls struct {
	results []dialer.Result
	added   int
	cdrs    []dialer.CDR
	// before is called at the beginning of each round, from 1; it may be nil.
	before func(round int)
	rounds int
}

func (c *campaignCalls) place(ids ...string) {
	for _, id := range ids {
		c.results = append(c.results, dialer.Result{Row: len(c.results) + 1, CallID: id, Number: "+14155550123", At: time.Now()})
		time.Sleep(time.Millisecond)
	}
}

// canceler returns a Canceler of the calls.
func (c *campaignCalls) canceler(api dialer.Calls, cfg track.CancelConfig) *track.Canceler {
	var k *track.Canceler
	cfg.Calls = api
	cfg.Lookup = func(p track.Place) (dialer.Result, error) { return c.results[p.Offset], nil }
	cfg.Refresh = func() error {
		c.rounds++
		if c.before != nil {
			c.before(c.rounds)
		}
		for i := range c.cdrs {
			k.Over(&c.cdrs[i])
		}
		for ; c.added < len(c.results); c.added++ {
			k.Add(c.results[c.added].CallID, track.Place{Offset: int64(c.added)}, c.results[c.added].At)
		}
		return nil
	}
	k = track.NewCanceler(cfg)
	return k
}

func wantCounts(t *testing.T, k *track.Canceler, want track.Cancellation) {
	t.Helper()
	if diff := cmp.Diff(want, k.Count()); diff != "" {
		t.Errorf("the counts (-want +got):\n%s", diff)
	}
}

// in is a moment from now; the past is negative.
func in(d time.Duration) time.Time { return time.Now().Add(d) }

// TestCancelEachStanding: calls in progress are canceled, those that have ended are over, and one that rings is tried again until it is
// answered or has ended. A call with a CDR is not asked for. The calls that were placed last come first.
func TestCancelEachStanding(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &switchboard{latency: 300 * time.Millisecond, calls: map[string]*fakeCall{
			"ac_talks": {answered: in(-time.Minute)}, "ac_rings": {answered: in(9 * time.Second)}, "ac_vain": {ended: in(20 * time.Second)},
			"ac_ended": {answered: in(-time.Minute), ended: in(-time.Second), reason: "agent_hangup"}, "ac_known": {ended: in(-time.Second)},
		}}
		c := &campaignCalls{cdrs: []dialer.CDR{{CallID: "ac_known", Outcome: dialer.OutcomeNoAnswer}}}
		c.place("ac_talks", "ac_known", "ac_vain", "ac_ended", "ac_rings")
		var log strings.Builder
		k := c.canceler(api, track.CancelConfig{For: time.Minute, Logger: zerolog.New(zerolog.SyncWriter(&log))})
		if err := k.Run(t.Context()); err != nil {
			t.Errorf("Run() = %v", err)
		}
		wantCounts(t, k, track.Cancellation{Canceled: 2, Over: 3})
		if api.count("cancel ac_known")+api.count("get ac_known") != 0 || api.count("cancel ac_talks") != 1 || api.asked[0] != "cancel ac_rings" {
			t.Errorf("requests = %q", api.asked)
		}
		if text := log.String(); strings.Contains(text, "4155550123") || strings.Contains(text, `"level":"info"`) || !strings.Contains(text, `"result":"still_ringing"`) {
			t.Errorf("log: %s", text)
		}
	})
}

// TestCancelOnce: without time for further rounds each call is tried once, and what is left is an error.
func TestCancelOnce(t *testing.T) {
	t.Parallel()
	for ringing, want := range map[time.Duration]error{time.Hour: track.ErrNotCanceled, 0: nil} {
		synctest.Test(t, func(t *testing.T) {
			api := &switchboard{calls: map[string]*fakeCall{"ac_1": {answered: in(ringing)}}}
			c := &campaignCalls{}
			c.place("ac_1")
			k := c.canceler(api, track.CancelConfig{})
			if err := k.Run(t.Context()); !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("Run() = %v, want %v", err, want)
			}
			if c.rounds != 1 || api.count("cancel") != 1 {
				t.Errorf("%d rounds with requests %q", c.rounds, api.asked)
			}
		})
	}
}

// TestCancelUntil: the further rounds end when their time is over; the first one is complete however long it takes.
func TestCancelUntil(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &switchboard{calls: map[string]*fakeCall{}}
		c := &campaignCalls{}
		for i := range 400 {
			id := fmt.Sprint("ac_", i)
			api.calls[id] = &fakeCall{answered: in(time.Hour)}
			c.place(id)
		}
		began := time.Now()
		k := c.canceler(api, track.CancelConfig{For: 100 * time.Second})
		if err := k.Run(t.Context()); !errors.Is(err, track.ErrNotCanceled) {
			t.Errorf("Run() = %v", err)
		}
		wantCounts(t, k, track.Cancellation{Ringing: 400})
		// 800 requests and a few pages take 80 s; the rounds begin at 0, 82 and 164 s, and one at 246 s would be too late.
		if took := time.Since(began); c.rounds != 3 || took < 240*time.Second || took > 260*time.Second {
			t.Errorf("%d rounds in %v", c.rounds, took)
		}
	})
}

// TestCancelPace: at most 10 requests a second, times the speed, and no more at once than AtOnce.
func TestCancelPace(t *testing.T) {
	t.Parallel()
	for _, speed := range []float64{0, 20} {
		synctest.Test(t, func(t *testing.T) {
			rate := max(1, speed) * 10
			api := &switchboard{latency: 3 * time.Second, calls: map[string]*fakeCall{}}
			c := &campaignCalls{}
			for i := range 19 {
				id := fmt.Sprint("ac_", i)
				api.calls[id] = &fakeCall{answered: in(-time.Second)}
				c.place(id)
			}
			k := c.canceler(api, track.CancelConfig{For: time.Minute, Speed: speed})
			if err := k.Run(t.Context()); err != nil {
				t.Errorf("Run() = %v", err)
			}
			wantCounts(t, k, track.Cancellation{Canceled: 19})
			if api.most != track.AtOnce {
				t.Errorf("%d requests at once, want %d", api.most, track.AtOnce)
			}
			for i := 1; i < len(api.times); i++ {
				if gap, least := api.times[i].Sub(api.times[i-1]), time.Duration(float64(time.Second)/rate); gap < least-time.Microsecond {
					t.Errorf("%v between two requests, want %v", gap, least)
				}
			}
		})
	}
}

// TestCancelFaults: what may pass is tried again in a later round; a call whose cancellation had no answer counts as canceled when it
// turns out to be.
func TestCancelFaults(t *testing.T) {
	t.Parallel()
	wait := &dialer.APIError{HTTPStatus: 429, RetryAfter: 30 * time.Second}
	for name, tt := range map[string]struct {
		fault  func(request int, op, id string) error
		least  time.Duration
		want   track.Cancellation
		failed error
	}{
		"none":          {nil, 0, track.Cancellation{Canceled: 2}, nil},
		"500 twice":     {fails(refusal(500), 1, 2), 2 * time.Second, track.Cancellation{Canceled: 2}, nil},
		"lost":          {fails(errLost, 1, 2), 2 * time.Second, track.Cancellation{Canceled: 2}, nil},
		"429":           {fails(refusal(429), 1), 2 * time.Second, track.Cancellation{Canceled: 2}, nil},
		"asked to wait": {fails(wait, 1), 30 * time.Second, track.Cancellation{Canceled: 2}, nil},
		"no end":        {func(int, string, string) error { return refusal(503) }, 30 * time.Second, track.Cancellation{Failed: 2}, track.ErrNotCanceled},
		"unknown call":  {failsFor("ac_1", refusal(404)), time.Minute / 2, track.Cancellation{Canceled: 1, Failed: 1}, track.ErrNotCanceled},
		"asks for an hour": {
			fails(&dialer.APIError{HTTPStatus: 503, RetryAfter: time.Hour}, 1, 2), 0, track.Cancellation{Failed: 2}, track.ErrNotCanceled,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &switchboard{latency: time.Second, fault: tt.fault, calls: map[string]*fakeCall{"ac_1": {answered: in(-time.Second)}, "ac_2": {answered: in(-time.Second)}}}
				c := &campaignCalls{}
				c.place("ac_1", "ac_2")
				began := time.Now()
				k := c.canceler(api, track.CancelConfig{For: time.Minute})
				err := k.Run(t.Context())
				if !errors.Is(err, tt.failed) || tt.failed == nil && err != nil {
					t.Errorf("Run() = %v, want %v", err, tt.failed)
				}
				if _, says := errors.AsType[*dialer.APIError](err); err != nil && !says {
					t.Errorf("Run() = %v, which does not name the API's error", err)
				}
				wantCounts(t, k, tt.want)
				if took := time.Since(began); took < tt.least {
					t.Errorf("it took %v, want at least %v", took, tt.least)
				}
			})
		})
	}
}

// fails fails the requests with these numbers.
func fails(err error, requests ...int) func(int, string, string) error {
	return func(n int, _, _ string) error {
		if slices.Contains(requests, n) {
			return err
		}
		return nil
	}
}

// failsFor fails the requests for a call.
func failsFor(call string, err error) func(int, string, string) error {
	return func(_ int, _, id string) error {
		if id == call {
			return err
		}
		return nil
	}
}

// TestCancelOutage: when no request has a usable answer, a round ends after a few, and the next one comes later and later.
func TestCancelOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &switchboard{latency: 30 * time.Second, calls: map[string]*fakeCall{}, fault: func(int, string, string) error { return errLost }}
		c := &campaignCalls{}
		for i := range 5000 {
			id := fmt.Sprint("ac_", i)
			api.calls[id] = &fakeCall{ended: in(-time.Second)}
			c.place(id)
		}
		k := c.canceler(api, track.CancelConfig{For: 2 * time.Minute})
		if err := k.Run(t.Context()); !errors.Is(err, track.ErrNotCanceled) {
			t.Errorf("Run() = %v", err)
		}
		if n := k.Count(); n.Failed == 0 || n.Failed+n.NotAsked != 5000 || len(api.asked) > 100 {
			t.Errorf("%d requests, %+v", len(api.asked), n)
		}
	})
}

// TestCancelDenied: a key that is refused ends the canceling at once.
func TestCancelDenied(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 402, 403} {
		for _, op := range []string{"cancel", "get", "list"} {
			synctest.Test(t, func(t *testing.T) {
				api := &switchboard{calls: map[string]*fakeCall{}, fault: func(_ int, is, _ string) error {
					if is == op {
						return refusal(status)
					}
					return nil
				}}
				c := &campaignCalls{}
				for i := range 30 {
					id := fmt.Sprint("ac_", i)
					api.calls[id] = &fakeCall{answered: in(time.Hour)}
					c.place(id)
				}
				k := c.canceler(api, track.CancelConfig{For: time.Hour, Agents: []string{"agent_1"}})
				if err := k.Run(t.Context()); !errors.Is(err, dialer.ErrDenied) || !strings.Contains(err.Error(), strconv.Itoa(status)) {
					t.Errorf("Run() = %v", err)
				}
				if n := len(api.asked); n > 2*track.AtOnce {
					t.Errorf("%s %d: %d requests", op, status, n)
				}
			})
		}
	}
}

// TestCancelPlacedMeanwhile: calls that a run places are canceled too, also those that it places in the last round.
func TestCancelPlacedMeanwhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &switchboard{latency: time.Second, calls: map[string]*fakeCall{}}
		c := &campaignCalls{}
		c.before = func(round int) {
			if round <= 3 {
				id := fmt.Sprint("ac_", round)
				api.calls[id] = &fakeCall{answered: in(-time.Second)}
				c.place(id)
			}
		}
		k := c.canceler(api, track.CancelConfig{For: time.Minute})
		if err := k.Run(t.Context()); err != nil || c.rounds != 4 {
			t.Errorf("Run() = %v after %d rounds", err, c.rounds)
		}
		wantCounts(t, k, track.Cancellation{Canceled: 3})
	})
}

// TestCancelInterrupted: the first signal lets what was sent be answered, and no further request begins.
func TestCancelInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &switchboard{latency: time.Second, calls: map[string]*fakeCall{}}
		c := &campaignCalls{}
		for i := range 15 {
			id := fmt.Sprint("ac_", i)
			api.calls[id] = &fakeCall{answered: in(-time.Second)}
			c.place(id)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		stopped := errors.New("stopped")
		time.AfterFunc(250*time.Millisecond, func() { cancel(stopped) })
		k := c.canceler(api, track.CancelConfig{For: time.Minute})
		if err := k.Run(ctx); !errors.Is(err, stopped) {
			t.Errorf("Run() = %v", err)
		}
		wantCounts(t, k, track.Cancellation{Canceled: 3, NotAsked: 12})
	})
}

// TestCancelSurvey: the lists tell of many calls at once which have ended, so that a campaign whose calls were never followed takes a
// few requests. An agent is known when it was given, or when a call has told it.
func TestCancelSurvey(t *testing.T) {
	t.Parallel()
	for _, agents := range [][]string{{"agent_1"}, nil} {
		synctest.Test(t, func(t *testing.T) {
			api := &switchboard{calls: map[string]*fakeCall{}}
			c := &campaignCalls{}
			for i := range 600 {
				id := fmt.Sprint("ac_", i)
				api.calls[id] = &fakeCall{answered: in(-time.Hour), ended: in(-time.Minute), reason: "agent_hangup"}
				c.place(id)
			}
			api.calls["ac_talks"] = &fakeCall{answered: in(-time.Hour)}
			c.place("ac_talks")
			k := c.canceler(api, track.CancelConfig{For: time.Minute, Agents: agents})
			if err := k.Run(t.Context()); err != nil {
				t.Errorf("Run() = %v", err)
			}
			wantCounts(t, k, track.Cancellation{Canceled: 1, Over: 600})
			if n := len(api.asked); n > 30 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestCancelAnsweredMeanwhile: a call that is answered between the refusal and the question whether it rings is canceled in the same round.
func TestCancelAnsweredMeanwhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &switchboard{latency: 300 * time.Millisecond, calls: map[string]*fakeCall{}}
		c := &campaignCalls{}
		c.place("ac_1")
		api.calls["ac_1"] = &fakeCall{answered: in(400 * time.Millisecond)}
		k := c.canceler(api, track.CancelConfig{})
		if err := k.Run(t.Context()); err != nil {
			t.Errorf("Run() = %v after %q", err, api.asked)
		}
		wantCounts(t, k, track.Cancellation{Canceled: 1})
	})
}

// TestCancelUnreadable: an error of the ledger ends the canceling.
func TestCancelUnreadable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		damaged := errors.New("damaged")
		k := track.NewCanceler(track.CancelConfig{Calls: &switchboard{}, Refresh: func() error { return damaged }})
		if err := k.Run(t.Context()); !errors.Is(err, damaged) {
			t.Errorf("Run() = %v", err)
		}
		var gone *track.Canceler
		gone = track.NewCanceler(track.CancelConfig{
			Calls: &switchboard{}, Lookup: func(track.Place) (dialer.Result, error) { return dialer.Result{}, damaged },
			Refresh: func() error { gone.Add("ac_1", track.Place{}, time.Now()); return nil },
		})
		if err := gone.Run(t.Context()); !errors.Is(err, damaged) {
			t.Errorf("Run() = %v", err)
		}
	})
}
