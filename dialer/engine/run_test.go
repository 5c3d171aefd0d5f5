package engine_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// bubble runs a test with a fake clock.
func bubble(t *testing.T, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(newBench(t)) })
}

func TestRunCallsEveryContactOnce(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		report, err := b.run(t.Context(), manyContacts(103))
		if err != nil {
			t.Fatalf("Run() = %v", err)
		}
		if got := (dialer.Tally{Rows: 103, Accepted: 103}); report.Tally != got {
			t.Errorf("tally = %+v, want %+v", report.Tally, got)
		}
		if len(b.api.called) != 103 || len(b.api.requests) != 21 {
			t.Errorf("%d numbers in %d requests, want 103 in 21", len(b.api.called), len(b.api.requests))
		}
		for number, n := range b.api.called {
			if n != 1 {
				t.Errorf("%s was called %d times", number, n)
			}
		}
	})
}

// TestPace: at most cps calls and one batch in any second, and no more than a batch too few over the whole run.
func TestPace(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = 7, 3, 8
		b.api.takes = 900 * time.Millisecond
		began := time.Now()
		if _, err := b.run(t.Context(), manyContacts(700)); err != nil {
			t.Fatal(err)
		}
		for i, from := range b.api.at {
			calls := 0
			for j := i; j < len(b.api.at) && b.api.at[j].Sub(from) < time.Second; j++ {
				calls += len(b.api.requests[j].Attempts)
			}
			if calls > 7+3 {
				t.Fatalf("%d calls in the second after %v, want 10 at most", calls, from.Sub(began))
			}
		}
		last := b.api.at[len(b.api.at)-1].Sub(began).Seconds()
		if want := (700.0 - 3) / 7; last > want*1.005 || last < want*0.99 {
			t.Errorf("the last request came after %.2f s, want %.2f", last, want)
		}
	})
}

// TestSlots: never more requests under way than slots, and all of them in use while there is work.
func TestSlots(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.api.takes = time.Second
		began := time.Now()
		if _, err := b.run(t.Context(), manyContacts(100)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("20 requests of a second in 4 slots took %v, want 5s", took)
		}
	})
}

// TestInterrupt: what was sent is answered and recorded, the rest stays pending.
func TestInterrupt(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.api.takes = 10 * time.Second
		ctx, cancel := context.WithCancelCause(t.Context())
		cause := errors.New("told to stop")
		time.AfterFunc(12*time.Second, func() { cancel(cause) })
		report, err := b.run(ctx, manyContacts(1000))
		if !errors.Is(err, cause) {
			t.Errorf("Run() = %v, want the cause", err)
		}
		if report.Live.Results.Accepted != 40 || len(b.log.live) != 0 {
			t.Errorf("%d accepted and %d in flight, want 40 and 0", report.Live.Results.Accepted, len(b.log.live))
		}
		if got := report.Tally.Accepted + report.Tally.Pending; got != report.Tally.Rows {
			t.Errorf("accepted and pending are %d of %d rows", got, report.Tally.Rows)
		}
	})
}

// TestInterruptWhileWaiting: a run that waits for pace or for a free line ends at once.
func TestInterruptWhileWaiting(t *testing.T) {
	for name, prepare := range map[string]func(*bench){
		"pace": func(b *bench) { b.cfg.CPS = 0.001 },
		"line": func(b *bench) {
			b.cfg.MaxWait = 2 * time.Hour
			b.api.answer = func(int, dialer.Request) dialer.Answer {
				return dialer.Answer{Kind: dialer.Busy, RetryAfter: time.Hour, Code: "concurrency_limited"}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				prepare(b)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				began := time.Now()
				if _, err := b.run(ctx, manyContacts(100)); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("Run() = %v", err)
				}
				if took := time.Since(began); took != time.Minute {
					t.Errorf("the run ended after %v, want 1m", took)
				}
			})
		})
	}
}

// TestOneBadRow: a contact that the API refuses is found, and its neighbors are called.
func TestOneBadRow(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.BatchSize = 50
		const poison = "+14150004321"
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if slices.ContainsFunc(req.Attempts, func(a dialer.Attempt) bool { return a.Contact.Number == poison }) {
				return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400, Code: "bad_number", Message: "cannot be called"}
			}
			return acceptAll(n, req)
		}
		report, err := b.run(t.Context(), manyContacts(10_000))
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 10_000, Accepted: 9_999, Rejected: 1}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		if extra := len(b.api.requests) - 200; extra > 14 {
			t.Errorf("%d extra requests, want 14 at most", extra)
		}
		i := slices.IndexFunc(b.log.results, func(r dialer.Result) bool { return r.Disposition == dialer.Rejected })
		if r := b.log.results[i]; r.Number != poison || r.ErrorCode != "bad_number" || r.HTTPStatus != 400 {
			t.Errorf("rejected = %+v", r)
		}
	})
}

// TestNoFreeLine: contacts that lack a line wait and are called in this run, and none is called twice.
func TestNoFreeLine(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			switch n % 3 {
			case 0:
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: 2 * time.Second, Code: "concurrency_limited"}
			case 1:
				answer := acceptAll(n, req)
				for i := 1; i < len(answer.Entries); i += 2 {
					answer.Entries[i] = dialer.Entry{Disposition: dialer.Rejected, Busy: true, Code: "concurrency_limited"}
				}
				return answer
			default:
				return acceptAll(n, req)
			}
		}
		report, err := b.run(t.Context(), manyContacts(50))
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 50, Accepted: 50}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		for number, n := range b.api.called {
			if n != 1 {
				t.Errorf("%s was called %d times", number, n)
			}
		}
		for _, r := range b.log.results {
			if r.Attempt != 1 {
				t.Errorf("row %d has attempt %d: waiting for a line is no attempt", r.Row, r.Attempt)
			}
		}
	})
}

// TestYieldsTogether: while the API says how long to wait, no worker sends, and then one goes first.
func TestYieldsTogether(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Concurrency = 8
		began := time.Now()
		b.api.takes = 100 * time.Millisecond
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if time.Since(began) < 30*time.Second {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: 10 * time.Second}
			}
			return acceptAll(n, req)
		}
		if _, err := b.run(t.Context(), manyContacts(200)); err != nil {
			t.Fatal(err)
		}
		var early []time.Duration
		for _, at := range b.api.at {
			if since := at.Sub(began); since < 30*time.Second {
				early = append(early, since)
			}
		}
		if len(early) != 8+2 {
			t.Errorf("requests while there was no line came at %v; want 8 at once and then 2 alone", early)
		}
	})
}

func TestOutageStopsTheRun(t *testing.T) {
	for _, tt := range []struct {
		verdict dialer.AnswerKind
		unknown int
		atMost  int // requests
	}{
		{dialer.Lost, 1, 5 + 4},
		{dialer.Unsent, 0, 100}, // they cost nothing, and waits grow to two minutes
	} {
		t.Run(fmt.Sprint(tt.verdict), func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				b.api.takes = time.Second
				b.api.answer = func(int, dialer.Request) dialer.Answer {
					return dialer.Answer{Kind: tt.verdict, Code: "http_500", HTTPStatus: 500}
				}
				report, err := b.run(t.Context(), manyContacts(1000))
				if !errors.Is(err, dialer.ErrOutage) {
					t.Errorf("Run() = %v, want ErrOutage", err)
				}
				if n := len(b.api.requests); n > tt.atMost {
					t.Errorf("%d requests, want %d at most", n, tt.atMost)
				}
				if want := tt.unknown * 5 * len(b.api.requests); report.Tally.Unknown != want {
					t.Errorf("%d unknown, want %d", report.Tally.Unknown, want)
				}
			})
		})
	}
}

// TestOneGoodAnswerForgives: only failures in a row count.
func TestOneGoodAnswerForgives(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Concurrency = 1
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			if n%5 != 4 {
				return dialer.Answer{Kind: dialer.Lost, Code: "timeout"}
			}
			return acceptAll(n, req)
		}
		if _, err := b.run(t.Context(), manyContacts(500)); err != nil {
			t.Errorf("Run() = %v", err)
		}
	})
}

func TestDeniedStopsTheRun(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Concurrency = 1
		b.api.answer = func(int, dialer.Request) dialer.Answer {
			return dialer.Answer{Kind: dialer.Denied, HTTPStatus: 404, Code: "agent_not_found", Message: "no such agent"}
		}
		report, err := b.run(t.Context(), manyContacts(100))
		if !errors.Is(err, dialer.ErrDenied) || !strings.Contains(err.Error(), "no such agent") {
			t.Errorf("Run() = %v, want ErrDenied with the API's message", err)
		}
		if len(b.api.requests) != 1 || report.Tally.Pending != report.Tally.Rows {
			t.Errorf("%d requests, %+v", len(b.api.requests), report.Tally)
		}
	})
}

func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		contacts, limit, called int
		err                     error
	}{
		{20, 7, 7, engine.ErrLimit},
		{20, 20, 20, nil},
		{20, 21, 20, nil},
	} {
		bubble(t, func(b *bench) {
			t := b.t
			b.cfg.Limit = tt.limit
			_, err := b.run(t.Context(), manyContacts(tt.contacts))
			if !errors.Is(err, tt.err) || len(b.api.called) != tt.called {
				t.Errorf("limit %d of %d: %d called, %v", tt.limit, tt.contacts, len(b.api.called), err)
			}
		})
	}
}

// TestLostRecord: no request leaves without its intent, and nothing more is sent once results cannot be written.
func TestLostRecord(t *testing.T) {
	for _, method := range []string{"intend", "settle", "append"} {
		t.Run(method, func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				n := 0
				b.log.fail = func(m string) error {
					if m == method {
						n++
					}
					if n > 2 {
						return errors.New("no space left on device")
					}
					return nil
				}
				b.cfg.Concurrency = 1
				cells := []string{"911", "911", "911"}
				for i := range 100 {
					cells = append(cells, fmt.Sprintf("+1415555%04d", i))
				}
				if method != "append" {
					cells = cells[3:]
				}
				_, err := b.run(t.Context(), contactsOf(cells...))
				if !errors.Is(err, dialer.ErrRecord) {
					t.Errorf("Run() = %v, want ErrRecord", err)
				}
				if want := map[string]int{"intend": 2, "settle": 3, "append": 0}[method]; len(b.api.requests) != want {
					t.Errorf("%d requests, want %d", len(b.api.requests), want)
				}
			})
		})
	}
}

// TestPlanIsTheRun: a plan counts, groups and orders as the run then does.
func TestPlanIsTheRun(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.rules.Duplicates = screen.AllowDuplicates
		b.cfg.Concurrency = 1
		cells := []string{"!", "911"}
		for i := range 40 {
			cells = append(cells, fmt.Sprintf("+1415555%04d", i%17))
		}
		for _, line := range []string{"accepted - +14155550003 1 r0.1", "rejected - +14155550004 1 r0.1", "unknown - +14155550005 1 r0.2x2"} {
			b.past = append(b.past, dialertest.Past(line))
		}
		plan, err := engine.MakePlan(b.cfg, contactsOf(cells...), b.screen(), nil)
		if err != nil {
			t.Fatal(err)
		}
		planned := engine.Requests(b.cfg, contactsOf(cells...), b.screen())
		report, err := b.run(t.Context(), contactsOf(cells...))
		if err != nil {
			t.Fatal(err)
		}
		if plan.Batches != len(b.api.requests) || plan.ToCall != report.Live.Sent || plan.Skips != len(b.log.skips) || plan.Settled != report.Settled {
			t.Errorf("plan %+v, run %+v with %d skips", plan, report, len(b.log.skips))
		}
		if diff := cmp.Diff(planned, b.api.requests); diff != "" {
			t.Errorf("requests (-plan +run):\n%s", diff)
		}
		if diff := cmp.Diff(planned[0], *plan.First); diff != "" {
			t.Errorf("first request (-planned +shown):\n%s", diff)
		}
		plan.Tally.Settle(report.Live.Results)
		if plan.Tally != report.Tally {
			t.Errorf("plan and results give %+v, run %+v", plan.Tally, report.Tally)
		}
		for _, req := range b.api.requests {
			seen := map[string]bool{}
			for _, a := range req.Attempts {
				if seen[a.Contact.Number] {
					t.Errorf("request %s holds a number twice", req.Batch)
				}
				seen[a.Contact.Number] = true
			}
		}
	})
}

func TestFailOnDuplicates(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.rules.Duplicates, b.cfg.NoDuplicates = screen.FailDuplicates, true
		contacts := contactsOf("+14155550101", "+14155550102", "+14155550101", "+1 415 555 0102", "+14155550101")
		plan, err := engine.MakePlan(b.cfg, contacts, b.screen(), nil)
		if !errors.Is(err, engine.ErrDuplicates) || !strings.Contains(err.Error(), "3 rows") {
			t.Errorf("MakePlan() = %v, want ErrDuplicates that counts them", err)
		}
		if len(plan.Causes) != 1 || !slices.Equal(plan.Causes[0].Rows, []int{4, 5, 6}) {
			t.Errorf("causes = %+v, want one that lists the rows", plan.Causes)
		}
		if _, err := b.run(t.Context(), contacts); !errors.Is(err, engine.ErrDuplicates) || !strings.Contains(err.Error(), "row 4") {
			t.Errorf("Run() = %v, want ErrDuplicates with the row", err)
		}
		if len(b.api.requests) != 0 {
			t.Errorf("%d requests were sent, want none", len(b.api.requests))
		}
	})
}

// TestStrict: a strict run stops at the first bad row.
func TestStrict(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Strict, b.cfg.BatchSize = true, 1
		_, err := b.run(t.Context(), contactsOf("+14155550101", "911", "+14155550102"))
		if !errors.Is(err, engine.ErrInvalid) || !strings.Contains(err.Error(), "row 3") {
			t.Errorf("Run() = %v, want ErrInvalid with the row", err)
		}
		if b.api.called["+14155550102"] != 0 {
			t.Error("a contact behind the bad row was called")
		}
	})
}

// TestFirstRows: a duplicate names the row that it repeats, in a plan and in a run.
func TestFirstRows(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		contacts := contactsOf("+14155550101", "+14155550102", "+1-415-555-0101", "+14155550103", "+14155550102")
		plan, err := engine.MakePlan(b.cfg, contacts, b.screen(), nil)
		if err != nil {
			t.Fatal(err)
		}
		report, err := b.run(t.Context(), contacts)
		if err != nil {
			t.Fatal(err)
		}
		for _, causes := range [][]engine.Cause{plan.Causes, report.Causes} {
			if c := causes[0]; !slices.Equal(c.Rows, []int{4, 6}) || !slices.Equal(c.Firsts, []int{2, 3}) {
				t.Errorf("cause = %+v, want rows 4 and 6, which repeat 2 and 3", c)
			}
		}
		for i, want := range []string{"row 2 has the same number", "row 3 has the same number"} {
			if got := b.log.skips[i]; got.Error != want || got.Number != "+1415555010"+string(rune('1'+i)) {
				t.Errorf("the record says %q of %s, want %q of the number in E.164", got.Error, got.Number, want)
			}
		}
	})
}

// TestDrainTimeout: a run that stops does not wait for ever; who is not answered is unknown.
func TestDrainTimeout(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.DrainTimeout = 3 * time.Second
		b.api.takes = 30 * time.Second
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		began := time.Now()
		report, err := b.run(ctx, manyContacts(100))
		if took := time.Since(began); took != 13*time.Second || !errors.Is(err, context.Canceled) {
			t.Errorf("the run ended after %v with %v, want 13s and a cancellation", took, err)
		}
		if report.Live.Results.Unknown != 20 || len(b.log.live) != 0 {
			t.Errorf("%d unknown, %d in flight, want 20 and 0", report.Live.Results.Unknown, len(b.log.live))
		}
	})
}

// TestConfigurationAtFault: when everything is refused alike from the start, nobody is blamed.
func TestConfigurationAtFault(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Concurrency = 2
		b.api.takes = time.Second
		b.api.answer = func(int, dialer.Request) dialer.Answer {
			return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400, Code: "bad_agent", Message: "the agent has no deployment"}
		}
		report, err := b.run(t.Context(), manyContacts(100))
		if !errors.Is(err, dialer.ErrDenied) || !strings.Contains(err.Error(), "the agent has no deployment") {
			t.Errorf("Run() = %v", err)
		}
		// Down to a single contact of a batch are 4 requests, and 20 batches are tried; each slot may have tried three contacts of one.
		if report.Tally.Rejected != 0 || len(b.log.results) != 0 || len(b.api.requests) > 20+2*6 {
			t.Errorf("%d requests, %+v, recorded %v", len(b.api.requests), report.Tally, b.log.results)
		}
		// Of two whose answers came together, the other may have sent one more before it became clear.
		want := regexp.MustCompile(fmt.Sprintf("each of the (%d|%d) requests", len(b.api.requests), len(b.api.requests)-1))
		if !want.MatchString(err.Error()) {
			t.Errorf("Run() = %v, want %v", err, want)
		}
	})
}

// TestFewRefusals: contacts that are refused before anything is taken are rejected once that is known to be their own
// fault: when others are taken, or refused otherwise, or when there are too few to tell.
func TestFewRefusals(t *testing.T) {
	refuse := func(message string) dialer.Answer {
		return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400, Code: "bad_number", Message: message}
	}
	for name, tt := range map[string]struct {
		contacts int
		answer   func(n int, req dialer.Request) dialer.Answer
		rejected int
		past     []dialer.Result
	}{
		"the campaign has placed calls before": {
			9, func(int, dialer.Request) dialer.Answer { return refuse("no") }, 9,
			[]dialer.Result{dialertest.Past("accepted - +14155559999 1 r0.1")},
		},
		"too few to tell": {2, func(int, dialer.Request) dialer.Answer { return refuse("no") }, 2, nil},
		"others are taken": {9, func(n int, req dialer.Request) dialer.Answer {
			if n < 2 {
				return refuse("no")
			}
			return acceptAll(n, req)
		}, 2, nil},
		"each for its own reason": {9, func(n int, _ dialer.Request) dialer.Answer { return refuse(fmt.Sprint("no ", n)) }, 9, nil},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.Concurrency, b.cfg.BatchSize, b.past = 1, 1, tt.past
				b.api.answer = tt.answer
				report, err := b.run(b.t.Context(), manyContacts(tt.contacts))
				if err != nil || report.Tally.Rejected != tt.rejected || len(b.log.results)+len(b.log.skips) != tt.contacts {
					b.t.Errorf("Run() = %v with %+v", err, report.Tally)
				}
			})
		})
	}
}

// TestTooManyRejects: when too large a share is rejected the run stops, and says what for.
func TestTooManyRejects(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Concurrency = 1
		b.api.answer = func(n int, req dialer.Request) dialer.Answer {
			answer := acceptAll(n, req)
			if n >= 20 {
				for i := range answer.Entries {
					answer.Entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: fmt.Sprint("reason_", i%4), Error: "not +14155550101"}
				}
			}
			return answer
		}
		report, err := b.run(t.Context(), manyContacts(1000))
		if !errors.Is(err, engine.ErrRejects) {
			t.Fatalf("Run() = %v", err)
		}
		for _, want := range []string{"55 of the last 100", "22× reason_0", "11× reason_1", "11× reason_2"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("Run() = %v, want %q in it", err, want)
			}
		}
		if strings.Contains(err.Error(), "reason_3") || strings.Contains(err.Error(), "4155550101") {
			t.Errorf("Run() = %v: three reasons, no numbers", err)
		}
		if report.Tally.Rejected != 55 {
			t.Errorf("%d rejected, want 55", report.Tally.Rejected)
		}
	})
}

// TestReadingFailsAtOnce: a change of the contacts file stops admission while batches of earlier rows still wait; what was sent
// is answered.
func TestReadingFailsAtOnce(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		broken := fmt.Errorf("row 6: %w", dialer.ErrContactsChanged)
		b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.CPS = 1, 1, 1
		b.api.takes = 10 * time.Second
		contacts := func(yield func(*dialer.Contact, error) bool) {
			for c, err := range manyContacts(5) {
				if !yield(c, err) {
					return
				}
			}
			time.Sleep(5 * time.Second) // the first is on its way, and the others wait for its slot
			yield(nil, broken)
		}
		report, err := b.run(t.Context(), contacts)
		if !errors.Is(err, broken) || len(b.api.requests) != 1 || report.Live.Results.Accepted != 1 {
			t.Errorf("Run() = %v with %d requests, %d accepted; want the error of the contacts, 1 and 1",
				err, len(b.api.requests), report.Live.Results.Accepted)
		}
	})
}
