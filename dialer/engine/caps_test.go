package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// useCaps gives a bench caps, as a guard too, with the calls of its past.
func (b *bench) useCaps(cfg screen.CapsConfig) *screen.Caps {
	cfg.Zone, cfg.Speed = time.UTC, 1
	history := screen.NewHistory()
	history.KeepTimes(time.Now(), cfg.Window())
	for i := range b.past {
		history.Add(&b.past[i])
	}
	caps := screen.NewCaps(cfg)
	caps.Count(history, nil, 10)
	b.guards, b.caps = append(b.guards, caps), caps
	return caps
}

// called returns when each number was called.
func (b *bench) calledAt() map[string][]time.Time {
	at := map[string][]time.Time{}
	for i, req := range b.api.requests {
		for _, a := range req.Attempts {
			at[a.Contact.Number] = append(at[a.Contact.Number], b.api.at[i])
		}
	}
	return at
}

// TestCapsHold: rows with one number wait for each other, as far as the run waits, and take no pace meanwhile; the others are called.
func TestCapsHold(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.rules.Duplicates = screen.AllowDuplicates
		b.useCaps(screen.CapsConfig{Number: []dialer.Cap{{Calls: 1, Window: 24 * time.Hour}}})
		b.cfg.CPS, b.cfg.RedialWait = 1, 30*time.Hour
		b.api.takes = 2 * time.Second
		cells := []string{"+14155550000", "+14155550000", "+14155550000"}
		for i := range 20 {
			cells = append(cells, fmt.Sprintf("+1415666%04d", i))
		}
		began := time.Now()
		report, err := b.run(t.Context(), contactsOf(cells...))
		if !errors.Is(err, engine.ErrNotDue) || !strings.Contains(err.Error(), ": 1 contact (over a cap of calls to a number: 1), the next at ") {
			t.Errorf("Run() = %v, want ErrNotDue for a contact", err)
		}
		if want := (dialer.Tally{Rows: 23, Accepted: 22, Pending: 1}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		at := b.calledAt()
		twice := at["+14155550000"]
		if len(twice) != 2 {
			t.Fatalf("the number was called at %v, want twice", twice)
		}
		if apart := twice[1].Sub(twice[0]); apart < 24*time.Hour || apart > 24*time.Hour+10*time.Second {
			t.Errorf("its calls are %v apart", apart)
		}
		for number, calls := range at {
			if number != "+14155550000" && (len(calls) != 1 || calls[0].Sub(began) > time.Minute) {
				t.Errorf("%s was called at %v", number, calls)
			}
		}
		if len(b.log.skips) != 0 {
			t.Errorf("%d lines were written for contacts that were held", len(b.log.skips))
		}
	})
}

// TestCapsLeave: a contact that is found to be over a cap just before its intent, or when its time has come, is left for a later run if it
// may be called only after the run has stopped waiting.
func TestCapsLeave(t *testing.T) {
	window := []dialer.Cap{{Calls: 1, Window: 24 * time.Hour}}
	for name, use := range map[string]func(b *bench){
		"before its intent": func(b *bench) { b.useCaps(screen.CapsConfig{Number: window}) },
		"when its time has come": func(b *bench) {
			began, asked := time.Now(), 0
			b.cfg.RedialWait = 2 * time.Hour
			b.guards = dialer.Guards{&fakeGuard{check: func(string, time.Time) dialer.Clearance {
				switch asked++; asked {
				case 1:
					return dialer.Clearance{}
				case 2:
					return dialer.Clearance{Capped: true, HoldUntil: began.Add(time.Hour)}
				case 3: // the first contact, just before its intent
					return dialer.Clearance{}
				default:
					return dialer.Clearance{Capped: true, HoldUntil: began.Add(10 * time.Hour)}
				}
			}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				t, began := b.t, time.Now()
				b.rules.Duplicates = screen.AllowDuplicates
				use(b)
				report, err := b.run(t.Context(), contactsOf("+14155550000", "+14155550000"))
				if !errors.Is(err, engine.ErrNotDue) || !strings.Contains(err.Error(), ": 1 contact ") || report.Tally.Accepted != 1 || time.Since(began) > 2*time.Hour {
					t.Errorf("Run() = %+v, %v after %v, want one call, and a contact that is left", report.Tally, err, time.Since(began))
				}
			})
		})
	}
}

// TestCapWaits: a cap that is full does not stop a run while requests are under way that may turn out to have called nobody.
func TestCapWaits(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.useCaps(screen.CapsConfig{CallsPerDay: 5})
		b.cfg.MaxRejectRatio = 1
		b.api.takes = 20 * time.Second
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			answer := acceptAll(n, req)
			for i := range answer.Entries {
				if n < 2 {
					answer.Entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: "bad", Error: "bad"}
				}
			}
			return answer
		}
		report, err := b.run(t.Context(), manyContacts(40))
		if !errors.Is(err, dialer.ErrCap) || report.Tally.Accepted != 5 || report.Tally.Rejected < 5 {
			t.Errorf("Run() = %+v, %v, want 5 calls, and the cap", report.Tally, err)
		}
	})
}

// TestCapsPlan: a plan counts who is over a cap now, and when they may be called; what a run does not wait for is left.
func TestCapsPlan(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		now := time.Now()
		for i, ago := range []time.Duration{23 * time.Hour, 20 * time.Hour, time.Hour} {
			r := dialertest.Past(fmt.Sprintf("rejected - +1415000000%d 1 r0.%d", i, i+1)) // of another campaign, so that they are to be called here
			r.At = now.Add(-ago)
			b.past = append(b.past, r)
		}
		calls := screen.NewHistory()
		calls.KeepTimes(now, 24*time.Hour)
		for i := range b.past {
			r := b.past[i]
			r.Disposition = dialer.Accepted
			calls.Add(&r)
		}
		caps := screen.NewCaps(screen.CapsConfig{Number: []dialer.Cap{{Calls: 1, Window: 24 * time.Hour}}, Zone: time.UTC, Speed: 1})
		caps.Count(screen.NewHistory(), calls, 0)
		b.guards, b.caps = dialer.Guards{caps}, caps
		b.cfg.RedialWait = 5 * time.Hour
		plan, err := engine.MakePlan(b.cfg, manyContacts(5), b.screen(), nil)
		if err != nil {
			t.Fatal(err)
		}
		near := func(at time.Time, after time.Duration) bool {
			return at.Sub(now) >= after && at.Sub(now) < after+10*time.Second
		}
		c := plan.Capped
		if c == nil || c.Contacts != 3 || c.Later != 1 || !near(c.First, time.Hour) || !near(c.Last, 23*time.Hour) || plan.ToCall != 2 || plan.Held != 2 {
			t.Errorf("the plan has %+v over a cap, calls %d and holds %d", c, plan.ToCall, plan.Held)
		}
		if err := plan.NotDue(); !errors.Is(err, engine.ErrNotDue) {
			t.Errorf("NotDue() = %v", err)
		}
		report, err := b.run(t.Context(), manyContacts(5))
		if err == nil || err.Error() != plan.NotDue().Error() || report.Tally.Accepted != 4 || report.Tally.Pending != 1 {
			t.Errorf("Run() = %+v, %v, want what the plan says: %v", report.Tally, err, plan.NotDue())
		}
		if took := time.Since(now); took < 4*time.Hour || took > 5*time.Hour {
			t.Errorf("the run took %v", took)
		}
	})
}

// TestCapPerDay: a cap of the campaign is used up and not passed, with requests under way at once, and then the run stops.
func TestCapPerDay(t *testing.T) {
	for _, most := range []int{1, 12, 15, 39, 40, 41} {
		t.Run(strconv.Itoa(most), func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				b.useCaps(screen.CapsConfig{CallsPerDay: most})
				b.cfg.Concurrency = 8
				b.api.takesNth = func(n int) time.Duration { return time.Duration(n%3) * time.Second }
				b.disk = time.Millisecond
				report, err := b.run(t.Context(), manyContacts(40))
				if errors.Is(err, dialer.ErrCap) != (most < 40) || most < 40 && !strings.Contains(err.Error(), "the next ones at 2000-01-02T00:00:00Z") {
					t.Errorf("Run() = %v", err)
				}
				called := min(most, 40)
				if want := (dialer.Tally{Rows: report.Tally.Rows, Accepted: called, Pending: report.Tally.Rows - called}); report.Tally != want {
					t.Errorf("tally = %+v, want %+v", report.Tally, want)
				}
				if len(b.log.live) != 0 || len(b.log.skips) != 0 {
					t.Errorf("%d intents are left, and %d lines were written for contacts that were not called", len(b.log.live), len(b.log.skips))
				}
			})
		})
	}
}

// TestCapsGiveBack: what the API refuses, or was not sent, does not count; it is called as soon as it would be without caps.
func TestCapsGiveBack(t *testing.T) {
	answers := []dialer.Answer{
		{Kind: dialer.Unsent, Code: "refused"}, {Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: time.Second}, {Kind: dialer.Refused, HTTPStatus: 400, Code: "bad"},
	}
	bubble(t, func(b *bench) {
		t := b.t
		caps := b.useCaps(screen.CapsConfig{Number: []dialer.Cap{{Calls: 1, Window: 24 * time.Hour}}, CallsPerDay: 4})
		b.cfg.Concurrency, b.cfg.MaxRejectRatio = 1, 1
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n < len(answers) {
				return answers[n]
			}
			answer := acceptAll(n, req)
			for i := range answer.Entries {
				if strings.HasSuffix(req.Attempts[i].Contact.Number, "3") {
					answer.Entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: "bad", Error: "bad"}
				}
			}
			return answer
		}
		began := time.Now()
		report, err := b.run(t.Context(), manyContacts(5))
		if got := report.Tally; err != nil || got.Accepted < 3 || got.Accepted+got.Rejected != 5 || time.Since(began) > 5*time.Minute {
			t.Errorf("Run() = %+v, %v after %v, want all to be called or rejected", got, err, time.Since(began))
		}
		if use := caps.Use(time.Now()); use.Today != report.Tally.Accepted {
			t.Errorf("%d calls count, want those that were accepted: %d", use.Today, report.Tally.Accepted)
		}
	})
}

// lostCaps cannot count any more.
type lostCaps struct{ dialer.Caps }

var errLost = errors.New("lost")

func (lostCaps) Take(*dialer.Request, time.Time) (dialer.Taken, error) {
	return dialer.Taken{}, fmt.Errorf("%w: %w", dialer.ErrGuard, errLost)
}

// TestCapsLost: when calls cannot be counted, none is placed.
func TestCapsLost(t *testing.T) {
	bubble(t, func(b *bench) {
		b.caps = lostCaps{}
		report, err := b.run(b.t.Context(), manyContacts(20))
		if !errors.Is(err, errLost) || len(b.api.requests) != 0 || report.Tally.Accepted != 0 || len(b.log.live) != 0 {
			b.t.Errorf("Run() = %+v, %v with %d requests", report.Tally, err, len(b.api.requests))
		}
	})
}

// eachCaps count each contact, and keep how many each request had.
type eachCaps struct {
	dialer.Caps

	mu       sync.Mutex
	requests []int
}

func (c *eachCaps) Take(req *dialer.Request, _ time.Time) (dialer.Taken, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests = append(c.requests, len(req.Attempts))
	return dialer.Taken{Answers: make([]dialer.Clearance, len(req.Attempts))}, nil
}

func (*eachCaps) Settle(*dialer.Request, []dialer.Result, time.Time) {}

// TestCapsOfEmptyBatch: a batch from which a guard takes all contacts is no request: the caps count none, and the first request is that of the next batch.
func TestCapsOfEmptyBatch(t *testing.T) {
	bubble(t, func(b *bench) {
		asked := map[string]int{}
		b.guards = dialer.Guards{&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
			if asked[number]++; asked[number] == 2 && number < "+14150000005" {
				return dialer.Clearance{Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "suppression_list", Cause: "listed"}}
			}
			return dialer.Clearance{}
		}}}
		caps := &eachCaps{}
		b.caps, b.cfg.Concurrency = caps, 1
		report, err := b.run(b.t.Context(), manyContacts(12))
		if want := (dialer.Tally{Rows: 12, Accepted: 7, Suppressed: 5}); err != nil || report.Tally != want {
			b.t.Fatalf("Run() = %+v, %v, want %+v", report.Tally, err, want)
		}
		if !slices.Equal(caps.requests, []int{5, 2}) || b.api.requests[0].Batch != dialer.NewBatchName("r1", 1, 1) {
			b.t.Errorf("the caps counted requests of %v contacts, and the first is %s", caps.requests, b.api.requests[0].Batch)
		}
	})
}
