package engine_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// dueRows is a screen that has rows called from a moment on; the others are settled.
type dueRows map[int]time.Time

func (s dueRows) Decide(c *dialer.Contact) dialer.Decision { return s.Recall(c, 1, 1) }

func (s dueRows) Recall(c *dialer.Contact, attempt, occurrence int) dialer.Decision {
	at, ok := s[c.Row]
	if !ok {
		return dialer.Decision{Contact: c, LastWord: dialer.Accepted}
	}
	d := dialer.Decision{Contact: c, Call: true, Attempt: attempt, Occurrence: occurrence}
	if time.Now().Before(at) {
		d.HoldUntil = at
	}
	return d
}

func (dueRows) Malformed(*dialer.RowError) dialer.Decision { return dialer.Decision{} }

// passes runs n rows of which some are due later, and returns when, after the beginning, a pass over them has begun, and when the run has ended. Each
// row takes a while in the first pass.
func (b *bench) passes(n int, each time.Duration, due dueRows) (passes []time.Duration, ended time.Duration) {
	b.t.Helper()
	began := time.Now()
	contacts := func(context.Context) iter.Seq2[*dialer.Contact, error] {
		passes = append(passes, time.Since(began))
		first := len(passes) == 1
		return func(yield func(*dialer.Contact, error) bool) {
			c := dialer.Contact{Number: "+14155550101"}
			for c.Row = 1; c.Row <= n; c.Row++ {
				if first {
					time.Sleep(each)
				}
				if !yield(&c, nil) {
					return
				}
			}
		}
	}
	b.cfg.BatchSize = 1
	deps := b.deps()
	deps.Screen = due
	report, err := engine.Run(b.t.Context(), b.cfg, contacts, deps)
	if err != nil || len(b.api.requests) != len(due) {
		b.t.Fatalf("Run() = %v after %d requests, want %d", err, len(b.api.requests), len(due))
	}
	for i, req := range b.api.requests {
		if row := req.Attempts[0].Contact.Row; b.api.at[i].Before(due[row]) {
			b.t.Errorf("row %d was called at %v, before %v", row, b.api.at[i], due[row])
		}
	}
	return passes, report.Ended.Sub(began)
}

// TestPassesAreShared: contacts that become due one by one share a pass over the rows, once a second and more rarely where it reads many rows. The
// run ends with the last of them.
func TestPassesAreShared(t *testing.T) {
	for name, tt := range map[string]struct {
		rows  int
		every time.Duration
		want  []time.Duration // after the first contact is due
	}{
		"few rows":  {40, 100 * time.Millisecond, []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}},
		"many rows": {300_000, 190 * time.Millisecond, []time.Duration{0, 3 * time.Second, 6 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				const contacts = 31
				due := dueRows{}
				for i := range contacts { // the last rows, in turn
					due[tt.rows-(i*7)%contacts] = time.Now().Add(time.Minute + time.Duration(i)*tt.every)
				}
				passes, ended := b.passes(tt.rows, 0, due)
				for i, at := range passes[1:] {
					passes[1+i] = (at - time.Minute).Round(10 * time.Millisecond)
				}
				if !slices.Equal(passes[1:], tt.want) {
					b.t.Errorf("passes at %v, want %v", passes[1:], tt.want)
				}
				if last := time.Minute + tt.want[len(tt.want)-1]; ended.Round(10*time.Millisecond) != last {
					b.t.Errorf("the run has ended after %v, want %v", ended, last)
				}
			})
		})
	}
}

// TestDueAmidAtOnce: a contact that becomes due while the file is read goes out at that moment.
func TestDueAmidAtOnce(t *testing.T) {
	bubble(t, func(b *bench) {
		began := time.Now()
		passes, _ := b.passes(20, time.Second, dueRows{1: began.Add(5 * time.Second)})
		if at := b.api.at[0].Sub(began); at != 5*time.Second || len(passes) != 2 {
			b.t.Errorf("it went out after %v, with passes at %v", at, passes)
		}
	})
}

// suspected gives a run an API that refuses the first batch and the last contact of each other one alike, so that the rest of each batch is kept
// back until all were tried. It returns how many it refuses of n contacts.
func (b *bench) suspected(n int) (refused int) {
	b.cfg.BatchSize, b.cfg.Concurrency, b.cfg.MaxRejectRatio = 5, 1, 1
	b.api.takes = time.Second
	rows := upTo(5)
	for row := 9; row < n; row += 5 {
		rows = append(rows, row)
	}
	b.api.answer = refuseAlike(numbersOf(rows...))
	return len(rows)
}

// TestKeptBackAtLimit: a run that has reached its limit while batches are kept back calls them, and one of their contacts that may be called only
// later remains beyond the limit.
func TestKeptBackAtLimit(t *testing.T) {
	bubble(t, func(b *bench) {
		const contacts, held = 40, "+14150000021"
		refused := b.suspected(contacts)
		b.cfg.Limit = contacts
		began, asked := time.Now(), 0
		b.guards = dialer.Guards{&fakeGuard{check: func(number string, _ time.Time) dialer.Clearance {
			if number != held {
				return dialer.Clearance{}
			}
			if asked++; asked == 1 { // it is let into its batch
				return dialer.Clearance{}
			}
			return dialer.Clearance{HoldUntil: began.Add(time.Hour)}
		}}}
		report, err := b.run(b.t.Context(), manyContacts(contacts))
		want := dialer.Tally{Rows: contacts, Accepted: contacts - refused - 1, Rejected: refused, Pending: 1}
		if !errors.Is(err, engine.ErrLimit) || report.Tally != want || time.Since(began) > 10*time.Minute {
			b.t.Errorf("Run() = %+v, %v after %v, want %+v and ErrLimit", report.Tally, err, time.Since(began), want)
		}
	})
}

// TestKeptBackAtBrokenFile: batches that are kept back when the file turns out to be broken are sent like all before the fault.
func TestKeptBackAtBrokenFile(t *testing.T) {
	bubble(t, func(b *bench) {
		const contacts = 40
		refused := b.suspected(contacts)
		broken := errors.New("the file is broken")
		report, err := b.run(b.t.Context(), func(yield func(*dialer.Contact, error) bool) {
			for c := range manyContacts(contacts) {
				if !yield(c, nil) {
					return
				}
			}
			yield(nil, broken)
		})
		if want := (dialer.Tally{Rows: contacts, Accepted: contacts - refused, Rejected: refused}); !errors.Is(err, broken) || report.Tally != want {
			b.t.Errorf("Run() = %+v, %v, want %+v and that the file is broken", report.Tally, err, want)
		}
	})
}
