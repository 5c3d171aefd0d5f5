package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// noLine is the entry of a contact for which there was no line.
var noLine = dialer.Entry{Disposition: dialer.Rejected, Busy: true, Code: "concurrency_limited", Error: "no line"}

// never is an API that has no line for some contacts, ever: by their entries, or as a whole for each request with one of
// them.
func never(whole bool, told time.Duration, numbers ...string) func(int, dialer.Request) dialer.Answer {
	return func(n int, req dialer.Request) dialer.Answer {
		answer := acceptAll(n, req)
		for i, a := range req.Attempts {
			if !slices.Contains(numbers, a.Contact.Number) {
				continue
			}
			answer.Entries[i] = noLine
			if answer.RetryAfter = told; whole {
				return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "concurrency_limited", RetryAfter: told}
			}
		}
		return answer
	}
}

// TestNeverALine: contacts that never get a line hold nobody else. After 20 refusals, or when nobody else is left to be
// called for as long as the run waits, they are left pending and listed, and the run says so.
func TestNeverALine(t *testing.T) {
	stuck := []string{"+14150000007", "+14150000008", "+14150000123", "+14150001999"}
	for _, concurrency := range []int{1, 4} {
		for _, whole := range []bool{false, true} {
			for _, told := range []time.Duration{0, time.Second} {
				for _, contacts := range []int{2000, 130} {
					name := fmt.Sprintf("%d slots, whole requests %v, told %v, %d contacts", concurrency, whole, told, contacts)
					t.Run(name, func(t *testing.T) {
						bubble(t, func(b *bench) {
							b.cfg.Concurrency, b.cfg.CPS = concurrency, 1
							b.api.takes = 100 * time.Millisecond
							b.api.answer = never(whole, told, stuck...)
							report, err := b.run(b.t.Context(), manyContacts(contacts))
							pending := 3
							if contacts == 2000 {
								pending = 4
							}
							if report.Tally.Accepted != contacts-pending || report.Tally.Pending != pending {
								b.t.Errorf("tally = %+v, want all accepted but %d", report.Tally, pending)
							}
							if !errors.Is(err, engine.ErrNoLine) && !errors.Is(err, dialer.ErrOutage) {
								b.t.Errorf("Run() = %v, want that there was no line", err)
							}
							i := slices.IndexFunc(report.Causes, func(c engine.Cause) bool { return c.Code == "no_free_line" })
							if i < 0 || report.Causes[i].Count != pending {
								b.t.Errorf("causes = %+v, want %d contacts without a line", report.Causes, pending)
							}
							tries := map[string]int{}
							for _, req := range b.api.requests {
								for _, a := range req.Attempts {
									tries[a.Contact.Number]++
								}
							}
							if n := tries[stuck[0]]; contacts == 2000 && (n < 20 || n > 30) {
								b.t.Errorf("the first of them was tried %d times, want 20 and few more", n)
							}
						})
					})
				}
			}
		}
	}
}

// TestGivenUp: a contact that is refused for want of a line while others are called is given up after 20 refusals, as late each time as the API asks,
// or after random waits that grow.
func TestGivenUp(t *testing.T) {
	const stuck = "+14150000000"
	for _, told := range []time.Duration{0, 5 * time.Second} {
		bubble(t, func(b *bench) {
			b.cfg.Concurrency, b.cfg.CPS, b.cfg.BatchSize = 1, 4, 1
			b.api.answer = never(false, told, stuck)
			if _, err := b.run(b.t.Context(), manyContacts(8000)); !errors.Is(err, engine.ErrNoLine) {
				b.t.Errorf("Run() = %v, want that there was no line", err)
			}
			var at []time.Time
			for i, req := range b.api.requests {
				if req.Attempts[0].Contact.Number == stuck {
					at = append(at, b.api.at[i])
				}
			}
			// The first refusal does not count, because nobody else was called before.
			if len(at) != 21 {
				b.t.Fatalf("told to wait %v, the contact was sent %d times, want 21", told, len(at))
			}
			for i := range at[1:] {
				if wait := at[i+1].Sub(at[i]); told > 0 && (wait < told || wait > told+time.Second) {
					b.t.Errorf("told to wait %v, it was sent again after %v", told, wait)
				}
			}
			if all := at[len(at)-1].Sub(at[0]); told == 0 && (all < time.Minute || all > 10*time.Minute) {
				b.t.Errorf("the contact was given up within %v", all)
			}
		})
	}
}

// lines is an API with a number of lines, of which each call takes one for a while. When they are used up it refuses
// entries, or requests that need more than there are.
type phoneLines struct {
	lines int
	call  time.Duration
	whole bool
	ends  []time.Time
}

func (p *phoneLines) answer(n int, req dialer.Request) dialer.Answer {
	now := time.Now()
	p.ends = slices.DeleteFunc(p.ends, func(end time.Time) bool { return !end.After(now) })
	if p.whole && len(p.ends)+len(req.Attempts) > p.lines {
		return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "concurrency_limited"}
	}
	answer := acceptAll(n, req)
	for i := range answer.Entries {
		if len(p.ends) >= p.lines {
			answer.Entries[i] = noLine
			continue
		}
		p.ends = append(p.ends, now.Add(p.call))
	}
	return answer
}

// TestLinesAreShort: a run with a larger pace than there are lines for calls all contacts, leaves none pending, and does not
// wait much longer than the lines are taken.
func TestLinesAreShort(t *testing.T) {
	for _, concurrency := range []int{1, 4, 32} {
		for _, size := range []int{1, 5, 8} {
			for _, whole := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d slots, batches of %d, whole requests %v", concurrency, size, whole), func(t *testing.T) {
					bubble(t, func(b *bench) {
						b.cfg.Concurrency, b.cfg.BatchSize, b.cfg.CPS = concurrency, size, 5
						api := phoneLines{lines: 8, call: 2 * time.Minute, whole: whole}
						b.api.answer = func(n int, req dialer.Request) dialer.Answer {
							b.api.mu.Lock()
							defer b.api.mu.Unlock()
							return api.answer(n, req)
						}
						began := time.Now()
						const contacts = 400
						report, err := b.run(b.t.Context(), manyContacts(contacts))
						if err != nil || report.Tally.Accepted != contacts {
							b.t.Errorf("Run() = %+v, %v", report.Tally, err)
						}
						least := contacts / 8 * api.call
						if took := time.Since(began); took > 2*least {
							b.t.Errorf("the run took %v, the calls need %v", took, least)
						}
					})
				})
			}
		}
	}
}

// TestOneID: an id that a second contact gets, in an answer or in a later one, proves nothing about it.
func TestOneID(t *testing.T) {
	bubble(t, func(b *bench) {
		var logs strings.Builder
		b.logs = b.logs.Output(&logs)
		b.cfg.Concurrency, b.cfg.BatchSize = 1, 2
		entry := func(d dialer.Disposition, id string) dialer.Entry { return dialer.Entry{Disposition: d, CallID: id} }
		answers := []dialer.Answer{
			{Entries: []dialer.Entry{entry(dialer.Accepted, "a"), entry(dialer.Accepted, "b")}},
			{Entries: []dialer.Entry{entry(dialer.Accepted, "a"), entry(dialer.Accepted, "c")}},
			{Entries: []dialer.Entry{entry(dialer.Rejected, "c"), entry(dialer.Accepted, "d")}, Stray: []string{"e"}},
			{Entries: []dialer.Entry{entry(dialer.Accepted, "e"), entry(dialer.Accepted, "f")}},
			{Entries: []dialer.Entry{entry(dialer.Unknown, "g"), entry(dialer.Unknown, "")}},
			{Entries: []dialer.Entry{entry(dialer.Accepted, "g"), entry(dialer.Accepted, "h")}},
		}
		b.api.answer = func(n int, _ dialer.Request) dialer.Answer {
			answer := answers[n]
			answer.Kind = dialer.Answered
			if n == 4 {
				answer.Kind = dialer.Lost
			}
			return answer
		}
		if _, err := b.run(b.t.Context(), manyContacts(12)); err != nil {
			b.t.Fatal(err)
		}
		want := []string{
			"accepted a", "accepted b", "unknown a", "accepted c", "unknown c", "accepted d", "unknown e", "accepted f",
			"unknown g", "unknown ", "unknown g", "accepted h",
		}
		for i, r := range b.log.results {
			if got := string(r.Disposition) + " " + r.CallID; got != want[i] {
				b.t.Errorf("row %d is %s, want %s", r.Row, got, want[i])
			}
		}
	})
}

// TestServedMeanwhile: others had lines if at least as many contacts were called as were refused since the last answer to the batch.
func TestServedMeanwhile(t *testing.T) {
	t.Parallel()
	none := engine.Refusal{}
	for _, tt := range []struct {
		name        string
		own, others []engine.Refusal
		want        []bool
	}{
		{"alone", []engine.Refusal{{0, 5}}, []engine.Refusal{none}, []bool{false}},
		{"as many", []engine.Refusal{{0, 5}}, []engine.Refusal{{5, 0}}, []bool{true}},
		{"one fewer", []engine.Refusal{{0, 5}}, []engine.Refusal{{4, 0}}, []bool{false}},
		{"one more", []engine.Refusal{{0, 5}}, []engine.Refusal{{6, 0}}, []bool{true}},
		{"its own count", []engine.Refusal{{3, 3}}, []engine.Refusal{none}, []bool{true}},
		{"others lack lines too", []engine.Refusal{{0, 1}}, []engine.Refusal{{5, 5}}, []bool{false}},
		{"what was before does not count", []engine.Refusal{{0, 1}, {0, 1}}, []engine.Refusal{{9, 0}, none}, []bool{true, false}},
		{"nor what was refused before", []engine.Refusal{{0, 9}, {0, 1}}, []engine.Refusal{none, {1, 0}}, []bool{false, true}},
	} {
		if got := engine.ServedMeanwhile(tt.own, tt.others); !slices.Equal(got, tt.want) {
			t.Errorf("%s: served meanwhile: %v, want %v", tt.name, got, tt.want)
		}
	}
}
