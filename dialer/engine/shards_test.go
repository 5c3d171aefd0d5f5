package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// TestShards: whatever the shards, each contact is called once, skips are recorded once, and the tallies add up.
func TestShards(t *testing.T) {
	cells := []string{"!", "x=911", "y=912"}
	for i := range 300 {
		cells = append(cells, fmt.Sprintf("%d=+1415%07d", i%280, i%250))
	}
	for _, useIDs := range []bool{false, true} {
		for _, count := range []int{1, 2, 5, 8} {
			bubble(t, func(b *bench) {
				t := b.t
				b.rules.UseIDs = useIDs
				var sum dialer.Tally
				for i := range count {
					b.cfg.Run = fmt.Sprintf("r%d", i+1)
					b.cfg.Shard = dialer.Shard{Index: i + 1, Count: count}
					b.stats = engine.Stats{}
					report, err := b.run(t.Context(), contactsOf(cells...))
					if err != nil {
						t.Fatal(err)
					}
					sum.Rows += report.Tally.Rows
					sum.Accepted += report.Tally.Accepted
					sum.Invalid += report.Tally.Invalid
					sum.Duplicate += report.Tally.Duplicate
				}
				if want := (dialer.Tally{Rows: 303, Accepted: 250, Invalid: 3, Duplicate: 50}); sum != want {
					t.Errorf("%d shards, ids %v: %+v together, want %+v", count, useIDs, sum, want)
				}
				for number, n := range b.api.called {
					if n != 1 {
						t.Errorf("%d shards, ids %v: %s was called %d times", count, useIDs, number, n)
					}
				}
				if len(b.log.skips) != 53 {
					t.Errorf("%d shards, ids %v: %d skips recorded, want 53", count, useIDs, len(b.log.skips))
				}
			})
		}
	}
}

// TestShardsReorder: which shard a contact belongs to does not follow from its place in the file.
func TestShardsReorder(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Shard = dialer.Shard{Index: 2, Count: 3}
		var cells []string
		for i := range 60 {
			cells = append(cells, fmt.Sprintf("+1415%07d", i))
		}
		numbers := func(cells []string) []string {
			var all []string
			for _, req := range engine.Requests(b.cfg, contactsOf(cells...), b.screen()) {
				for _, a := range req.Attempts {
					all = append(all, a.Contact.Number)
				}
			}
			slices.Sort(all)
			return all
		}
		first := numbers(cells)
		slices.Reverse(cells)
		if second := numbers(cells[7:]); len(first) < 10 || !slices.Equal(second, slices.DeleteFunc(slices.Clone(first), func(n string) bool {
			return slices.Contains(cells[:7], n)
		})) {
			t.Errorf("shard %s has %v, then %v", b.cfg.Shard, first, second)
		}
	})
}

// TestShardsPace: shards that start together keep the pace together, and place no more calls than it allows at any
// time.
func TestShardsPace(t *testing.T) {
	contacts := 8000
	if testing.Short() {
		contacts = 800
	}
	for _, tt := range []struct {
		cps          float64
		batch, count int
	}{{8, 5, 8}, {50, 1, 8}, {3, 2, 7}, {1, 10, 3}} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var at []time.Time
			for i := range tt.count {
				b := newBench(t)
				b.cfg.CPS, b.cfg.BatchSize, b.cfg.Shard = tt.cps, tt.batch, dialer.Shard{Index: i + 1, Count: tt.count}
				from := time.Now()
				if _, err := b.run(t.Context(), manyContacts(contacts)); err != nil {
					t.Fatal(err)
				}
				// The last batch of a shard may hold less than the others, and leaves as much sooner.
				for j, when := range b.api.at[:len(b.api.at)-1] {
					for range b.api.requests[j].Attempts {
						at = append(at, began.Add(when.Sub(from))) // as if all had begun together
					}
				}
			}
			slices.SortFunc(at, time.Time.Compare)
			for n, when := range at {
				if allowed := when.Sub(began).Seconds()*tt.cps + 1e-3; float64(n+1) > allowed {
					t.Fatalf("%+v: %d calls after %v, want %.1f at most", tt, n+1, when.Sub(began), allowed)
				}
			}
			if took := at[len(at)-1].Sub(began).Seconds(); tt.count == 8 && !testing.Short() && float64(len(at))/took < 0.93*tt.cps {
				t.Errorf("%+v: %d calls in %.1f s", tt, len(at), took)
			}
		})
	}
}

// TestShardsForbid: what must not be in the file stops every shard, whichever it belongs to.
func TestShardsForbid(t *testing.T) {
	for i := range 3 {
		bubble(t, func(b *bench) {
			t := b.t
			b.cfg.Shard = dialer.Shard{Index: i + 1, Count: 3}
			b.rules.Duplicates, b.cfg.NoDuplicates, b.cfg.Strict = screen.FailDuplicates, true, true
			if _, err := engine.MakePlan(b.cfg, contactsOf("+14155550101", "+14155550101"), b.screen(), nil); !errors.Is(err, engine.ErrDuplicates) {
				t.Errorf("shard %s: MakePlan() = %v, want ErrDuplicates", b.cfg.Shard, err)
			}
			if plan, _ := engine.MakePlan(b.cfg, contactsOf("911"), b.screen(), nil); plan.Tally.Invalid != 1 {
				t.Errorf("shard %s: %+v, want the invalid row", b.cfg.Shard, plan.Tally)
			}
			if _, err := b.run(t.Context(), contactsOf("911")); !errors.Is(err, engine.ErrInvalid) {
				t.Errorf("shard %s: Run() = %v, want ErrInvalid", b.cfg.Shard, err)
			}
		})
	}
}

// TestShardLimit: a limit is for all shards together; a shard that is left without a part of it calls nobody.
func TestShardLimit(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.cfg.Limit = 3
		for i := range 8 {
			b.cfg.Run, b.cfg.Shard = fmt.Sprintf("r%d", i+1), dialer.Shard{Index: i + 1, Count: 8}
			if _, err := b.run(t.Context(), manyContacts(200)); !errors.Is(err, engine.ErrLimit) {
				t.Errorf("shard %s: Run() = %v, want ErrLimit", b.cfg.Shard, err)
			}
		}
		if len(b.api.called) != 3 {
			t.Errorf("%d were called, want 3", len(b.api.called))
		}
	})
}

// TestOlderAttempt: the files of shards that were divided otherwise are read in any order; the later attempt counts.
func TestOlderAttempt(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.past = []dialer.Result{dialertest.Past("unknown - +14155550101 2 r2.1"), dialertest.Past("rejected - +14155550101 1 r1.1")}
		if _, err := b.run(t.Context(), contactsOf("+14155550101")); err != nil || len(b.api.requests) != 0 {
			t.Errorf("a number in doubt was called again after an older word (%v)", err)
		}
	})
}
