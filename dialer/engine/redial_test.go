package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// redial returns the permit to call again after calls that have ended so, with delays.
func redial(t *testing.T, calls, after string) *screen.Redial {
	t.Helper()
	set, err := screen.ParseRedial(calls)
	if err != nil {
		t.Fatal(err)
	}
	delays, err := screen.ParseDelays(after)
	if err != nil {
		t.Fatal(err)
	}
	return &screen.Redial{Set: set, Short: time.Second, After: delays}
}

// ended records a call of a number that has ended before this moment.
func (b *bench) ended(number string, outcome dialer.Outcome, ago time.Duration) {
	r := dialertest.Past("accepted - " + number + " 1 r0.1")
	b.past = append(b.past, r)
	b.cdrs = append(b.cdrs, dialer.CDR{Number: number, Attempt: 1, Batch: r.Batch, Outcome: outcome, RecordedAt: time.Now().Add(-ago)})
}

// lastDigits are the last digits of the numbers in requests, in order.
func lastDigits(requests []dialer.Request) string {
	var all []byte
	for _, req := range requests {
		for _, a := range req.Attempts {
			all = append(all, a.Contact.Number[len(a.Contact.Number)-1])
		}
	}
	return string(all)
}

// TestRedialOrder: fresh contacts, those that are due, or the rows go first, also where a limit ends the run, as the plan says.
func TestRedialOrder(t *testing.T) {
	for _, tt := range []struct {
		order engine.Order
		limit int
		want  string
	}{
		{"", 0, "123456"},
		{engine.FileOrder, 4, "1234"},
		{engine.FreshFirst, 0, "135246"},
		{engine.FreshFirst, 4, "1352"},
		{engine.FreshFirst, 2, "13"},
		{engine.DueFirst, 0, "246135"},
		{engine.DueFirst, 5, "24613"},
		{engine.DueFirst, 3, "246"},
	} {
		t.Run(fmt.Sprint(tt.order, tt.limit), func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				b.rules.Redial = redial(t, "busy", "busy=1h")
				b.cfg.Order, b.cfg.Limit, b.cfg.BatchSize, b.cfg.Concurrency = tt.order, tt.limit, 1, 1
				for _, due := range "246" {
					b.ended("+1415555000"+string(due), dialer.OutcomeBusy, 2*time.Hour)
				}
				var cells []string
				for i := range 6 {
					cells = append(cells, fmt.Sprint("+1415555000", i+1))
				}
				plan, err := engine.MakePlan(b.cfg, contactsOf(cells...), b.screen(), nil)
				if err != nil {
					t.Fatal(err)
				}
				kinds := []engine.RedialKind{{Outcome: dialer.OutcomeBusy, Attempt: 2, Contacts: 3}}
				if diff := cmp.Diff(&engine.Redials{Kinds: kinds, Now: 3}, plan.Redials); diff != "" {
					t.Errorf("the plan's redials (-want +got):\n%s", diff)
				}
				report, err := b.run(t.Context(), contactsOf(cells...))
				if limited := tt.limit > 0; limited != errors.Is(err, engine.ErrLimit) || !limited && err != nil {
					t.Fatal(err)
				}
				if got := lastDigits(b.api.requests); got != tt.want {
					t.Errorf("called %s, want %s", got, tt.want)
				}
				if plan.ToCall != report.Live.Sent || plan.Batches != len(b.api.requests) || plan.First.Attempts[0].Contact.Number != b.api.requests[0].Attempts[0].Contact.Number {
					t.Errorf("plan %+v, run %+v", plan, report)
				}
				if want := len(tt.want); plan.Tally.Pending != 6 || report.Tally.Accepted != want || report.Tally.Pending != 6-want && tt.limit == 0 {
					t.Errorf("plan %+v, run %+v, want %d accepted", plan.Tally, report.Tally, want)
				}
			})
		})
	}
}

// TestRedialWait: a run waits for the contacts that are due in time, calls each when it is due, and leaves the others.
func TestRedialWait(t *testing.T) {
	for _, order := range []engine.Order{engine.FileOrder, engine.FreshFirst, engine.DueFirst} {
		bubble(t, func(b *bench) {
			t := b.t
			b.rules.Redial = redial(t, "busy", "busy=10h")
			b.cfg.Order, b.cfg.RedialWait, b.cfg.BatchSize = order, 4*time.Hour, 2
			ages := []time.Duration{9 * time.Hour, 7 * time.Hour, time.Hour, 11 * time.Hour, 6 * time.Hour}
			var cells []string
			for i, age := range ages {
				cells = append(cells, fmt.Sprint("+1415555000", i))
				b.ended(cells[i], dialer.OutcomeBusy, age)
			}
			cells = append(cells, "+14155550005")
			plan, err := engine.MakePlan(b.cfg, contactsOf(cells...), b.screen(), nil)
			if err != nil || plan.ToCall != 2 || plan.Held != 3 || plan.Tally.Pending != 6 {
				t.Errorf("MakePlan() = %+v, %v", plan, err)
			}
			if r := plan.Redials; r.Now != 1 || r.Waiting != 3 || r.Later != 1 || r.Next == nil || r.NextRun == nil || time.Until(*r.Next).Round(time.Minute) != time.Hour || time.Until(*r.NextRun).Round(time.Minute) != 9*time.Hour {
				t.Errorf("the plan's redials are %+v", r)
			}
			began := time.Now()
			report, err := b.run(t.Context(), contactsOf(cells...))
			if !errors.Is(err, engine.ErrNotDue) || err.Error() != plan.NotDue().Error() {
				t.Errorf("Run() = %v, want ErrNotDue as in the plan", err)
			}
			if want := (dialer.Tally{Rows: 6, Accepted: 5, Pending: 1}); report.Tally != want {
				t.Errorf("tally = %+v, want %+v", report.Tally, want)
			}
			for i, req := range b.api.requests {
				for _, a := range req.Attempts {
					at := b.api.at[i].Sub(began).Round(time.Minute)
					if row := a.Contact.Row - 1; row < len(ages) && at != max(0, 10*time.Hour-ages[row]) || row == 5 && at != 0 {
						t.Errorf("row %d was called after %v", row+1, at)
					}
				}
			}
		})
	}
}

// TestRedialLate: what a list has come to hold while the run waited is not called.
func TestRedialLate(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.rules.Redial, b.cfg.RedialWait = redial(t, "busy", "busy=1h"), 2*time.Hour
		b.ended("+14155550001", dialer.OutcomeBusy, 0)
		b.ended("+14155550002", dialer.OutcomeBusy, 0)
		from := time.Now().Add(30 * time.Minute)
		b.guards = dialer.Guards{&fakeGuard{check: func(number string, now time.Time) dialer.Clearance {
			if number == "+14155550001" && now.After(from) {
				return dialer.Clearance{Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "suppression_list", Cause: "listed"}}
			}
			return dialer.Clearance{}
		}}}
		report, err := b.run(t.Context(), contactsOf("+14155550001", "+14155550002"))
		if want := (dialer.Tally{Rows: 2, Accepted: 1, Suppressed: 1}); err != nil || report.Tally != want || lastDigits(b.api.requests) != "2" {
			t.Errorf("Run() = %+v, %v; called %s", report.Tally, err, lastDigits(b.api.requests))
		}
	})
}

// TestRedialAmid: a contact that becomes due while many fresh ones are called does not wait for their end, unless they go first; and
// none of them is left out or called twice.
func TestRedialAmid(t *testing.T) {
	for _, order := range []engine.Order{engine.FileOrder, engine.FreshFirst, engine.DueFirst} {
		bubble(t, func(b *bench) {
			t := b.t
			const fresh, due = 600, 30
			b.rules.Redial, b.cfg.RedialWait = redial(t, "busy", "busy=1h"), time.Hour
			b.cfg.Order, b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = order, 1, 1, 1
			var first, last []string
			for i := range fresh {
				first = append(first, fmt.Sprintf("+1415555%04d", i))
			}
			for i := range due {
				last = append(last, fmt.Sprintf("+1415666%04d", i))
				b.ended(last[i], dialer.OutcomeBusy, time.Hour-time.Duration(10+i*10)*time.Second)
			}
			if order == engine.FileOrder { // else they can be anywhere
				first, last = last, first
			}
			cells := slices.Concat(first, last)
			began := time.Now()
			report, err := b.run(t.Context(), contactsOf(cells...))
			if want := (dialer.Tally{Rows: fresh + due, Accepted: fresh + due}); err != nil || report.Tally != want {
				t.Fatalf("Run() = %+v, %v", report.Tally, err)
			}
			for i, req := range b.api.requests {
				number, at := req.Attempts[0].Contact.Number, b.api.at[i].Sub(began)
				nth := 0
				if _, err := fmt.Sscanf(number, "+1415666%04d", &nth); err != nil {
					continue
				}
				wait := at - time.Duration(10+nth*10)*time.Second // a few contacts are ahead of it
				if wait < 0 || order != engine.FreshFirst && wait > 30*time.Second || order == engine.FreshFirst && at < (fresh-10)*time.Second {
					t.Errorf("%s: %s was called after %v, %v after it was due", order, number, at, wait)
				}
			}
			for number, n := range b.api.called {
				if n != 1 {
					t.Errorf("%s: %s was called %d times", order, number, n)
				}
			}
		})
	}
}

// TestRedialStarvesNobody: where each run may call few contacts, as many runs as the calls need are enough in each order.
func TestRedialStarvesNobody(t *testing.T) {
	for _, order := range []engine.Order{engine.FileOrder, engine.FreshFirst, engine.DueFirst} {
		bubble(t, func(b *bench) {
			const contacts, limit = 60, 10
			c := newRedialCampaign(b, contacts, func(int, int) dialer.Outcome { return dialer.OutcomeNoAnswer })
			b.cfg.Order, b.cfg.Limit = order, limit
			for range contacts * b.rules.MaxAttempts / limit {
				if sent := c.pass(b.t.Context(), 0); sent != limit {
					b.t.Fatalf("%s: %d were called, want %d", order, sent, limit)
				}
			}
			if sent := c.pass(b.t.Context(), 0); sent != 0 {
				b.t.Errorf("%s: %d were called beyond their attempts", order, sent)
			}
		})
	}
}

// redialCampaign is a campaign of several runs, whose calls end as a script says.
type redialCampaign struct {
	*bench

	contacts int
	// script is how the n-th call to a contact ends, both from 0.
	script func(contact, call int) dialer.Outcome
	runs   int
	// calls are the outcomes of the calls that were placed to each number, and doubted the numbers whose last call the ledger does not know.
	calls   map[string][]dialer.Outcome
	doubted map[string]bool
	// attempts counts the sendings to each number.
	attempts map[string]int
	rng      *rand.Rand
}

func newRedialCampaign(b *bench, contacts int, script func(contact, call int) dialer.Outcome) *redialCampaign {
	b.rules.Redial = redial(b.t, "no_answer,busy,failed", "busy=15m,no_answer=2h,27h,failed=1h")
	return &redialCampaign{
		bench: b, contacts: contacts, script: script, calls: map[string][]dialer.Outcome{}, doubted: map[string]bool{}, attempts: map[string]int{},
		rng: rand.New(rand.NewPCG(1, 2)),
	}
}

// pass makes a run a day later and returns how many contacts it has sent. It is killed after some requests, if that is above 0: the ledger
// has only the intents of the last ones.
func (c *redialCampaign) pass(ctx context.Context, killed int) (sent int) {
	c.t.Helper()
	time.Sleep(28 * time.Hour)
	c.runs++
	c.cfg.Run, c.stats = fmt.Sprint("r", c.runs), engine.Stats{}
	c.log = newMemoryLog()
	api := &fakeAPI{t: c.t, log: c.log, answer: acceptAll}
	c.api = api
	ctx, kill := context.WithCancel(ctx)
	defer kill()
	if killed > 0 {
		api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n >= killed {
				kill()
			}
			return acceptAll(n, req)
		}
	}
	_, err := c.run(ctx, manyContacts(c.contacts))
	if err != nil && !errors.Is(err, engine.ErrLimit) && !errors.Is(err, context.Canceled) {
		c.t.Fatal(err)
	}
	results := c.log.results
	for i := range results {
		c.take(&results[i], killed > 0 && i >= len(results)-10)
	}
	return len(results)
}

// take takes a result, and how its call ends; lost: a crash has lost both.
func (c *redialCampaign) take(r *dialer.Result, lost bool) {
	c.t.Helper()
	before := c.calls[r.Number]
	outcome := c.script(r.Row-1, len(before))
	switch failed := len(before) > 1 && before[len(before)-1] == dialer.OutcomeFailed && before[len(before)-2] == dialer.OutcomeFailed; {
	case slices.Contains(before, dialer.OutcomeAnswered):
		c.t.Errorf("%s was called again after it had answered: %v", r.Number, before)
	case failed:
		c.t.Errorf("%s was called again after %v", r.Number, before)
	case c.doubted[r.Number]:
		c.t.Errorf("%s was called again although its last call is in doubt", r.Number)
	}
	c.attempts[r.Number]++
	if n := c.attempts[r.Number]; n > c.rules.MaxAttempts || r.Attempt != n {
		c.t.Errorf("%s was sent %d times, the last as attempt %d", r.Number, n, r.Attempt)
	}
	c.calls[r.Number] = append(before, outcome)
	kept := *r
	if lost {
		kept.Disposition, kept.CallID, kept.ErrorCode = dialer.Unknown, "", "interrupted"
		c.doubted[r.Number] = true
	}
	c.past = append(c.past, kept)
	if !lost {
		c.cdrs = append(c.cdrs, dialer.CDR{
			CallID: r.CallID, Number: r.Number, Attempt: r.Attempt, Batch: r.Batch, Outcome: outcome, Ended: r.At.Add(time.Minute), RecordedAt: r.At.Add(time.Minute),
		})
	}
}

// scriptOf draws how the calls to each contact end.
func scriptOf(seed uint64) func(contact, call int) dialer.Outcome {
	return func(contact, call int) dialer.Outcome {
		rng := rand.New(rand.NewPCG(seed, uint64(contact*100+call)))
		outcomes := []dialer.Outcome{
			dialer.OutcomeAnswered, dialer.OutcomeAnswered, dialer.OutcomeNoAnswer, dialer.OutcomeNoAnswer, dialer.OutcomeNoAnswer, dialer.OutcomeBusy, dialer.OutcomeFailed,
			dialer.OutcomeCanceled, dialer.OutcomeOther,
		}
		return outcomes[rng.IntN(len(outcomes))]
	}
}

// reachable reports whether a contact can be reached by n calls.
func reachable(script func(contact, call int) dialer.Outcome, contact, n int) bool {
	failed := 0
	for call := range n {
		switch script(contact, call) {
		case dialer.OutcomeAnswered:
			return true
		case dialer.OutcomeFailed:
			if failed++; failed == 2 {
				return false
			}
		case dialer.OutcomeNoAnswer, dialer.OutcomeBusy:
			failed = 0
		case dialer.OutcomeCanceled, dialer.OutcomeOther:
			return false
		}
	}
	return false
}

// TestRedialPasses: three passes over 1,000 contacts reach whom the script says can be reached, and a fourth calls nobody.
func TestRedialPasses(t *testing.T) {
	bubble(t, func(b *bench) {
		script := scriptOf(1)
		c := newRedialCampaign(b, 1000, script)
		for range 3 {
			c.pass(b.t.Context(), 0)
		}
		if sent := c.pass(b.t.Context(), 0); sent != 0 {
			b.t.Errorf("a fourth pass calls %d", sent)
		}
		reached := 0
		for i := range c.contacts {
			want := reachable(script, i, 3)
			if got := slices.Contains(c.calls[fmt.Sprintf("+1415%07d", i)], dialer.OutcomeAnswered); got != want {
				b.t.Errorf("contact %d, with %v: reached %v, want %v", i, c.calls[fmt.Sprintf("+1415%07d", i)], got, want)
			}
			if want {
				reached++
			}
		}
		b.t.Logf("%d of %d contacts are reached", reached, c.contacts)
	})
}

// TestRedialKilled: runs that are killed call no number again that has answered or is in doubt, and none more often than its attempts.
func TestRedialKilled(t *testing.T) {
	for seed := range uint64(9) {
		bubble(t, func(b *bench) {
			c := newRedialCampaign(b, 200, scriptOf(seed))
			b.cfg.Order = []engine.Order{engine.FileOrder, engine.FreshFirst, engine.DueFirst}[seed%3]
			for range 8 {
				c.pass(b.t.Context(), 1+c.rng.IntN(40))
			}
			c.pass(b.t.Context(), 0)
			if sent := c.pass(b.t.Context(), 0) + c.pass(b.t.Context(), 0) + c.pass(b.t.Context(), 0); sent > 0 && c.pass(b.t.Context(), 0) != 0 {
				b.t.Errorf("seed %d: contacts are left after all passes", seed)
			}
		})
	}
}
