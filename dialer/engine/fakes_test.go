package engine_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// contactsOf makes contacts of numbers; an element `id=number` has an id, `!` stands for a row that cannot be read.
func contactsOf(cells ...string) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for i, cell := range cells {
			row := i + 1
			if cell == "!" {
				if !yield(nil, &dialer.RowError{Row: row, SheetRow: row + 1, Reason: dialer.Reason{Code: "ragged_row", Cause: "ragged"}}) {
					return
				}
				continue
			}
			id, number, ok := strings.Cut(cell, "=")
			if !ok {
				id, number = "", cell
			}
			if !yield(&dialer.Contact{Row: row, SheetRow: row + 1, ID: id, Number: number}, nil) {
				return
			}
		}
	}
}

// manyContacts makes n contacts with different numbers.
func manyContacts(n int) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for i := range n {
			if !yield(&dialer.Contact{Row: i + 1, SheetRow: i + 2, Number: fmt.Sprintf("+1415%07d", i)}, nil) {
				return
			}
		}
	}
}

// memoryLog is a Log in memory that checks the order in which it is used.
type memoryLog struct {
	mu      sync.Mutex
	live    map[dialer.BatchName]dialer.Request
	results []dialer.Result
	skips   []dialer.Result
	fail    func(method string) error
}

func newMemoryLog() *memoryLog { return &memoryLog{live: map[dialer.BatchName]dialer.Request{}} }

func (l *memoryLog) failing(method string) error {
	if l.fail == nil {
		return nil
	}
	return l.fail(method)
}

func (l *memoryLog) Intend(req dialer.Request) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.failing("intend"); err != nil {
		return err
	}
	l.live[req.Batch] = req
	return nil
}

// slowLog is a Log whose intents take a while.
type slowLog struct {
	*memoryLog

	disk time.Duration
}

func (l *slowLog) Intend(req dialer.Request) error {
	time.Sleep(l.disk)
	return l.memoryLog.Intend(req)
}

func (l *memoryLog) Settle(batch dialer.BatchName, results []dialer.Result, told func(error)) {
	told(l.settle(batch, results))
}

func (l *memoryLog) Flush() error { return nil }

func (l *memoryLog) settle(batch dialer.BatchName, results []dialer.Result) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.failing("settle"); err != nil {
		return err
	}
	if _, ok := l.live[batch]; !ok {
		return errors.New("settled without an intent: " + string(batch))
	}
	delete(l.live, batch)
	l.results = append(l.results, results...)
	return nil
}

func (l *memoryLog) Append(r dialer.Result) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.failing("append"); err != nil {
		return err
	}
	l.skips = append(l.skips, r)
	return nil
}

func (l *memoryLog) intended(batch dialer.BatchName) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.live[batch]
	return ok
}

// fakeAPI answers requests by a function and keeps them.
type fakeAPI struct {
	connects time.Duration // how long a connection takes
	t        *testing.T
	log      *memoryLog
	answer   func(n int, req dialer.Request) dialer.Answer
	takes    time.Duration
	// takesNth, when set, is how long the n-th answer takes, from 0.
	takesNth func(n int) time.Duration

	mu       sync.Mutex
	requests []dialer.Request
	at       []time.Time
	called   map[string]int
	// underWay requests are not answered yet; most is how many it ever were.
	underWay, most int
}

func (a *fakeAPI) Call(ctx context.Context, req dialer.Request) dialer.Answer {
	if !a.log.intended(req.Batch) {
		a.t.Errorf("request %s was sent without an intent on record", req.Batch)
	}
	time.Sleep(a.connects)
	if req.Permit != nil && !req.Permit() {
		return dialer.Answer{Kind: dialer.Withheld}
	}
	a.mu.Lock()
	n := len(a.requests)
	kept := req
	kept.Attempts, kept.Permit = slices.Clone(req.Attempts), nil
	a.requests = append(a.requests, kept)
	a.at = append(a.at, time.Now())
	a.underWay++
	a.most = max(a.most, a.underWay)
	a.mu.Unlock()
	defer a.left()
	takes := a.takes
	if a.takesNth != nil {
		takes = a.takesNth(n)
	}
	if takes > 0 {
		select {
		case <-time.After(takes):
		case <-ctx.Done():
			return dialer.Answer{Kind: dialer.Lost, Code: "timeout"}
		}
	}
	answer := a.answer(n, req)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.called == nil {
		a.called = map[string]int{}
	}
	for i, e := range answer.Entries {
		if e.Disposition == dialer.Accepted {
			a.called[req.Attempts[i].Contact.Number]++
		}
	}
	return answer
}

func (a *fakeAPI) left() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.underWay--
}

// acceptAll is the answer that places every call.
func acceptAll(_ int, req dialer.Request) dialer.Answer {
	entries := make([]dialer.Entry, len(req.Attempts))
	for i := range entries {
		entries[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: fmt.Sprint("ac_", req.Batch, "_", i)}
	}
	return dialer.Answer{Kind: dialer.Answered, Entries: entries, HTTPStatus: 200}
}

// bench is a run with fakes.
type bench struct {
	t     *testing.T // of the bubble
	cfg   engine.Config
	rules screen.Rules
	log   *memoryLog
	api   *fakeAPI
	past  []dialer.Result
	cdrs  []dialer.CDR
	stats engine.Stats
	logs  zerolog.Logger // the zero one drops all
	disk  time.Duration  // how long an intent takes to get there
	// What a screen may be given besides.
	guards  dialer.Guards
	callers []string
	// What a run may be given besides.
	lines      *admission.Lines
	pause      *admission.Pause
	callerPace func(string) float64
	follower   dialer.Follower
	caps       dialer.Caps
}

func newBench(t *testing.T) *bench {
	t.Helper()
	log := newMemoryLog()
	return &bench{
		t: t,
		cfg: engine.Config{
			Run: "r1", BatchSize: 5, Concurrency: 4, MaxFailures: 5, MaxRejectRatio: 0.5, RequestTimeout: time.Minute,
			MaxWait: 15 * time.Minute,
		},
		rules: screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true}, MaxAttempts: 3},
		log:   log,
		api:   &fakeAPI{t: t, log: log, answer: acceptAll},
	}
}

func (b *bench) history() *screen.History {
	history := screen.NewHistory()
	for i := range b.past {
		history.Add(&b.past[i])
	}
	history.Permit(b.rules.Redial, time.Now())
	for i := range b.cdrs {
		history.AddCDR(&b.cdrs[i])
	}
	return history
}

func (b *bench) screen() *screen.Screen {
	history := b.history()
	return screen.New(screen.Config{
		Rules: b.rules, Numbers: dialertest.PlainNumbers{}, History: history,
		Guards: b.guards, Callers: b.callers,
	})
}

// all is what gives a sequence of contacts that does not wait.
func all(contacts iter.Seq2[*dialer.Contact, error]) engine.Source {
	return func(context.Context) iter.Seq2[*dialer.Contact, error] { return contacts }
}

func (b *bench) run(ctx context.Context, contacts iter.Seq2[*dialer.Contact, error]) (engine.Report, error) {
	return engine.Run(ctx, b.cfg, all(contacts), b.deps())
}

func (b *bench) deps() engine.Deps {
	return engine.Deps{
		Screen: b.screen(), CallsPlaced: b.history().CallsPlaced(), Guards: b.guards, Caller: b.api, Ledger: &slowLog{b.log, b.disk}, Stats: &b.stats, Logger: b.logs, Rescue: zerolog.Nop(),
		Lines: b.lines, Pause: b.pause, CallerPace: b.callerPace, Follower: b.follower, Caps: b.caps,
	}
}
