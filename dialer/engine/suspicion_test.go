package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
)

// refuseAlike refuses each request with a bad contact, always in the same words.
func refuseAlike(bad map[string]bool) func(int, dialer.Request) dialer.Answer {
	return func(n int, req dialer.Request) dialer.Answer {
		for _, a := range req.Attempts {
			if bad[a.Contact.Number] {
				return dialer.Answer{Kind: dialer.Refused, HTTPStatus: 400, Code: "bad", Message: "cannot be called"}
			}
		}
		return acceptAll(n, req)
	}
}

// numbersOf are the numbers of some of manyContacts.
func numbersOf(rows ...int) map[string]bool {
	numbers := map[string]bool{}
	for _, row := range rows {
		numbers[fmt.Sprintf("+1415%07d", row)] = true
	}
	return numbers
}

// upTo are the numbers from 0 to below n.
func upTo(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// TestBadAnywhere: bad contacts, wherever they are, are rejected and all others are called, whatever the batch size and the
// concurrency.
func TestBadAnywhere(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 150 {
		contacts := 35 + random.IntN(150)
		bad := upTo(random.IntN(20)) // at the head
		for range random.IntN(contacts / 4) {
			bad = append(bad, random.IntN(contacts))
		}
		numbers := numbersOf(bad...)
		size, concurrency := 1+random.IntN(30), 1+random.IntN(8)
		t.Run(fmt.Sprintf("%d: %d of %d, batches of %d, %d slots", i, len(numbers), contacts, size, concurrency), func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxRejectRatio = size, concurrency, 1
				b.api.takes = time.Second
				b.api.answer = refuseAlike(numbers)
				report, err := b.run(b.t.Context(), manyContacts(contacts))
				want := dialer.Tally{Rows: contacts, Accepted: contacts - len(numbers), Rejected: len(numbers)}
				if err != nil || report.Tally != want {
					b.t.Fatalf("Run() = %+v, %v, want %+v", report.Tally, err, want)
				}
				for _, r := range append(b.log.results, b.log.skips...) {
					if numbers[r.Number] != (r.Disposition == dialer.Rejected) {
						b.t.Errorf("%s is %s", r.Number, r.Disposition)
					}
				}
			})
		})
	}
}

// TestBadHeads: any number of bad contacts at the head of a batch or of a list, within what is tried, does not stop a run.
func TestBadHeads(t *testing.T) {
	for _, tt := range []struct{ bad, contacts, size int }{
		{49, 50, 50}, {30, 50, 50}, {5, 10, 5}, {70, 300, 5}, {600, 1000, 50}, {19, 40, 1},
	} {
		for _, concurrency := range []int{1, 4, 16} {
			t.Run(fmt.Sprintf("%d of %d, batches of %d, %d slots", tt.bad, tt.contacts, tt.size, concurrency), func(t *testing.T) {
				bubble(t, func(b *bench) {
					b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxRejectRatio = tt.size, concurrency, 1
					b.api.takes = time.Second
					b.api.answer = refuseAlike(numbersOf(upTo(tt.bad)...))
					report, err := b.run(b.t.Context(), manyContacts(tt.contacts))
					if want := (dialer.Tally{Rows: tt.contacts, Accepted: tt.contacts - tt.bad, Rejected: tt.bad}); err != nil || report.Tally != want {
						b.t.Errorf("Run() = %+v, %v, want %+v", report.Tally, err, want)
					}
				})
			})
		}
	}
}

// TestAllBad: where everything is refused alike, no contact is rejected for it, unless there are too few to tell; that
// costs few requests.
func TestAllBad(t *testing.T) {
	for _, contacts := range []int{1, 2, 3, 4, 12, 19, 20, 21, 500} {
		for _, size := range []int{1, 2, 5, 50} {
			for _, concurrency := range []int{1, 4, 16} {
				t.Run(fmt.Sprintf("%d contacts, batches of %d, %d slots", contacts, size, concurrency), func(t *testing.T) {
					bubble(t, func(b *bench) {
						b.cfg.BatchSize, b.cfg.Concurrency = size, concurrency
						b.api.takes = time.Second
						b.api.answer = refuseAlike(numbersOf(upTo(contacts)...))
						report, err := b.run(b.t.Context(), manyContacts(contacts))
						recorded := len(b.log.results) + len(b.log.skips)
						if few := contacts < 3; errors.Is(err, dialer.ErrDenied) == few || few && recorded != contacts || !few && recorded != 0 {
							b.t.Errorf("Run() = %+v, %v, with %d results", report.Tally, err, recorded)
						}
						// Each slot may isolate a contact of a batch of 50 (7 requests), and 17 contacts more are tried.
						if n := len(b.api.requests); n > 7*concurrency+40 {
							b.t.Errorf("%d requests", n)
						}
					})
				})
			}
		}
	}
}

// TestSuspicionInterrupted: a run that is stopped while it suspects the configuration rejects nobody, and ends.
func TestSuspicionInterrupted(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.BatchSize, b.cfg.Concurrency = 10, 1
		b.api.takes = time.Second
		b.api.answer = refuseAlike(numbersOf(upTo(1000)...))
		ctx, cancel := context.WithTimeout(b.t.Context(), 12*time.Second)
		defer cancel()
		report, err := b.run(ctx, manyContacts(1000))
		if !errors.Is(err, context.DeadlineExceeded) || len(b.log.results)+len(b.log.skips) != 0 {
			b.t.Errorf("Run() = %+v, %v, with results %v %v", report.Tally, err, b.log.results, b.log.skips)
		}
	})
}

// TestSuspicionWithHolds: contacts that a guard holds while the configuration is suspected are called when that is over.
func TestSuspicionWithHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.cfg.BatchSize, b.cfg.Concurrency = 5, 2
		b.api.takes = time.Second
		later := time.Now().Add(time.Hour)
		b.guards = dialer.Guards{holdUntil{later, "+14150000020"}}
		b.api.answer = refuseAlike(numbersOf(upTo(8)...))
		report, err := b.run(t.Context(), manyContacts(40))
		if want := (dialer.Tally{Rows: 40, Accepted: 32, Rejected: 8}); err != nil || report.Tally != want {
			t.Errorf("Run() = %+v, %v, want %+v", report.Tally, err, want)
		}
	})
}

// holdUntil is a guard that holds one number until a moment.
type holdUntil struct {
	moment time.Time
	number string
}

func (holdUntil) Refresh() error { return nil }

func (h holdUntil) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	if c.Number == h.number && now.Before(h.moment) {
		return dialer.Clearance{HoldUntil: h.moment}
	}
	return dialer.Clearance{}
}
