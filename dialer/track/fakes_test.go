package track_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// call is a call that the API has. It begins at once, and is over at its end.
type call struct {
	id, agent string
	end       time.Time
	// status and reason are those at its end; empty: completed, client_hangup.
	status, reason string
	// unlisted: no list shows it. unknown: nor does its id.
	unlisted, unknown bool
	// started and ended are the API's times; ended is zero where it is the end.
	started, ended time.Time
}

func (c *call) record(now time.Time) dialer.CallRecord {
	r := dialer.CallRecord{ID: c.id, AgentID: c.agent, Status: "started", Started: c.started, From: "+14155550100", Summary: "a talk"}
	if now.Before(c.end) {
		return r
	}
	r.Status, r.EndReason = cmp.Or(c.status, "completed"), cmp.Or(c.reason, "client_hangup")
	if r.Ended = c.end; !c.ended.IsZero() {
		r.Ended = c.ended
	}
	return r
}

// request is one that the API got.
type request struct {
	at time.Time
	// id is that of Get; agent and after are those of List.
	id, agent, after string
}

// api implements dialer.Calls.
type api struct {
	takes time.Duration
	// fault is asked for each request; it may be nil.
	fault func(n int, r request) error
	// page may change what a list shows; it may be nil.
	page func([]dialer.CallRecord) []dialer.CallRecord

	mu       sync.Mutex
	calls    []*call // in the order of the lists
	requests []request
}

// take notes a request, and returns its error.
func (a *api) take(ctx context.Context, r request) error {
	a.mu.Lock()
	r.at = time.Now()
	n := len(a.requests)
	a.requests = append(a.requests, r)
	a.mu.Unlock()
	select {
	case <-time.After(a.takes):
	case <-ctx.Done():
		return ctx.Err()
	}
	if a.fault == nil {
		return nil
	}
	return a.fault(n, r)
}

func (a *api) List(ctx context.Context, q dialer.ListQuery) (dialer.CallPage, error) {
	if err := a.take(ctx, request{agent: q.AgentID, after: q.After}); err != nil {
		return dialer.CallPage{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	var page dialer.CallPage
	on := q.After == ""
	for _, c := range a.calls {
		switch {
		case c.id == q.After:
			on = true
		case !on || c.unlisted || c.agent != q.AgentID:
		case len(page.Calls) == dialer.MaxListed:
			page.More, page.Next = true, page.Calls[dialer.MaxListed-1].ID
			return a.shown(page), nil
		default:
			page.Calls = append(page.Calls, c.record(time.Now()))
		}
	}
	return a.shown(page), nil
}

func (a *api) shown(p dialer.CallPage) dialer.CallPage {
	if a.page != nil {
		p.Calls = a.page(p.Calls)
	}
	return p
}

func (a *api) Get(ctx context.Context, id string) (dialer.CallRecord, error) {
	if err := a.take(ctx, request{id: id}); err != nil {
		return dialer.CallRecord{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	i := slices.IndexFunc(a.calls, func(c *call) bool { return c.id == id && !c.unknown })
	if i < 0 {
		return dialer.CallRecord{}, &dialer.APIError{HTTPStatus: 404, Code: "not_found"}
	}
	return a.calls[i].record(time.Now()), nil
}

func (a *api) Cancel(context.Context, string) (dialer.CallRecord, error) {
	panic("a tracker cancels no call")
}

// lists and gets are the requests of a kind.
func (a *api) lists() []request { return a.those(func(r request) bool { return r.id == "" }) }
func (a *api) gets() []request  { return a.those(func(r request) bool { return r.id != "" }) }

func (a *api) those(are func(request) bool) []request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(a.requests), func(r request) bool { return !are(r) })
}

// bench is a tracker with fakes.
type bench struct {
	t     *testing.T // of the bubble
	cfg   track.Config
	api   *api
	began time.Time

	mu      sync.Mutex
	cdrs    []dialer.CDR
	results []dialer.Result // of the calls that are added by their places
	logs    strings.Builder
}

// bubble runs a test with a fake clock.
func bubble(t *testing.T, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, api: &api{takes: 50 * time.Millisecond}, began: time.Now()}
		b.cfg = track.Config{Calls: b.api, Append: b.append, Lookup: b.lookup, Logger: zerolog.New(zerolog.SyncWriter(&b.logs))}
		test(b)
	})
}

func (b *bench) append(cdrs []dialer.CDR) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(cdrs) == 0 {
		b.t.Error("Append got no CDR")
	}
	b.cdrs = append(b.cdrs, cdrs...)
	return nil
}

func (b *bench) lookup(at track.Place) (dialer.Result, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.results[at.Offset], nil
}

// has makes calls of an agent that the API has, which end after a while.
func (b *bench) has(agent string, n int, last time.Duration) []*call {
	b.api.mu.Lock()
	defer b.api.mu.Unlock()
	made := make([]*call, n)
	for i := range made {
		made[i] = &call{id: fmt.Sprintf("%s-%d", agent, len(b.api.calls)), agent: agent, started: time.Now(), end: time.Now().Add(last)}
		b.api.calls = append(b.api.calls, made[i])
	}
	return made
}

// follow has calls followed that are placed now.
func (b *bench) follow(to *track.Tracker, calls ...*call) {
	for _, c := range calls {
		to.Follow(c.agent, []dialer.Result{{Row: 1, CallID: c.id, Number: "+14155550101", Attempt: 1, Batch: "r.1", At: time.Now()}})
	}
}

// add adds calls that an earlier run has placed a while ago.
func (b *bench) add(to *track.Tracker, ago time.Duration, calls ...*call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range calls {
		placed := time.Now().Add(-ago)
		to.Add(c.id, track.Place{File: 3, Offset: int64(len(b.results))}, placed)
		b.results = append(b.results, dialer.Result{Row: 2, CallID: c.id, At: placed})
	}
}

// closed is the channel of a run that has placed all calls.
func closed() <-chan struct{} {
	placed := make(chan struct{})
	close(placed)
	return placed
}

// runs a tracker until all calls have ended, and checks that each has one CDR, and the bounds of the requests.
func (b *bench) runs(tracker *track.Tracker) {
	b.t.Helper()
	if err := tracker.Run(b.t.Context(), closed()); err != nil {
		b.t.Fatalf("Run() = %v", err)
	}
	b.check(len(b.api.calls))
}

func (b *bench) check(calls int) {
	b.t.Helper()
	count := map[string]int{}
	for i := range b.cdrs {
		count[b.cdrs[i].CallID]++
	}
	if len(count) != calls || len(b.cdrs) != calls {
		b.t.Errorf("%d CDRs of %d calls, want %d", len(b.cdrs), len(count), calls)
	}
	for i := range b.api.requests {
		if i >= 10 && b.api.requests[i].at.Sub(b.api.requests[i-10].at) < time.Second-time.Millisecond {
			b.t.Errorf("11 requests in the second before %v", b.api.requests[i].at.Sub(b.began))
		}
	}
}

// apiError is an answer that is none.
func apiError(status int, wait time.Duration) error {
	return &dialer.APIError{HTTPStatus: status, Code: "out", RetryAfter: wait}
}
