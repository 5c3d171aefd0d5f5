package engine_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// TestChosenConcurrency: what a run chooses follows from its pace or its lines, within bounds; what is given stays.
func TestChosenConcurrency(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		cfg         engine.Config
		first, most int
		inFlight    int // when answers take 2 s
	}{
		{"given", engine.Config{Concurrency: 7, CPS: 100, BatchSize: 1}, 7, 7, 200},
		{"one", engine.Config{Concurrency: 1, BatchSize: 1}, 1, 1, 0},
		{"no pace", engine.Config{BatchSize: 5}, 4, 4, 0},
		{"a slow pace", engine.Config{CPS: 1, BatchSize: 5}, 4, 256, 1},
		{"at the lower bound", engine.Config{CPS: 1.75, BatchSize: 1}, 4, 256, 4},
		{"just above it", engine.Config{CPS: 2, BatchSize: 1}, 5, 256, 4},
		{"a fast pace", engine.Config{CPS: 50, BatchSize: 5}, 23, 256, 20},
		{"larger batches", engine.Config{CPS: 50, BatchSize: 10}, 12, 256, 10},
		{"near the upper bound", engine.Config{CPS: 113, BatchSize: 1}, 255, 256, 226},
		{"beyond it", engine.Config{CPS: 5000, BatchSize: 1}, 256, 256, 10_000},
		{"a shard of four", engine.Config{CPS: 100, BatchSize: 1, Shard: dialer.Shard{Index: 1, Count: 4}}, 57, 256, 50},
		{"lines alone", engine.Config{Lines: 200, BatchSize: 5}, 45, 45, 0},
		{"few lines", engine.Config{Lines: 10, BatchSize: 5}, 4, 4, 0},
		{"many lines", engine.Config{Lines: 5000, BatchSize: 5}, 256, 256, 0},
		{"lines of a shard", engine.Config{Lines: 200, BatchSize: 5, Shard: dialer.Shard{Index: 2, Count: 2}}, 23, 23, 0},
		{"lines and a pace", engine.Config{Lines: 200, CPS: 10, BatchSize: 5}, 5, 256, 4},
	} {
		if first, most, inFlight := tt.cfg.FirstConcurrency(), tt.cfg.MostConcurrency(), tt.cfg.InFlight(2*time.Second); first != tt.first || most != tt.most || inFlight != tt.inFlight {
			t.Errorf("%s: %d requests at first, %d at most, %d under way; want %d, %d and %d", tt.name, first, most, inFlight, tt.first, tt.most, tt.inFlight)
		}
	}
}

// TestAdaptedConcurrency: the mean of the answers decides, of which the latest weighs a sixteenth. Fewer requests are allowed at once;
// more only where nothing else keeps a batch back.
func TestAdaptedConcurrency(t *testing.T) {
	t.Parallel()
	cfg := engine.Config{CPS: 50, BatchSize: 5, Concurrency: engine.AutoConcurrency} // 23 at first
	slow := engine.Served{Took: 3100 * time.Millisecond, Contacts: 5, KeptUp: true, Waits: true}
	change := func(f func(*engine.Served)) engine.Served {
		s := slow
		f(&s)
		return s
	}
	for _, tt := range []struct {
		name     string
		cfg      engine.Config
		requests []engine.Served
		want     []int
	}{
		{"as assumed", cfg, []engine.Served{change(func(s *engine.Served) { s.Took = 1500 * time.Millisecond })}, []int{23}},
		{"slow", cfg, []engine.Served{slow, slow}, []int{24, 26}},
		{"slow, and the run was held", cfg, []engine.Served{change(func(s *engine.Served) { s.KeptUp = false })}, []int{23}},
		{"slow, and nobody waits", cfg, []engine.Served{change(func(s *engine.Served) { s.Waits = false })}, []int{23}},
		{"slow, and the pace is used up", cfg, []engine.Served{change(func(s *engine.Served) { s.Paced = true })}, []int{23}},
		{"fast", cfg, []engine.Served{{Took: 100 * time.Millisecond, Contacts: 5}, {Took: 100 * time.Millisecond, Contacts: 5}}, []int{22, 20}},
		{"small batches need more", cfg, []engine.Served{{Took: 1500 * time.Millisecond, Contacts: 1, KeptUp: true, Waits: true}}, []int{24}},
		{"and large ones fewer", cfg, []engine.Served{{Took: 1500 * time.Millisecond, Contacts: 21}}, []int{19}},
		{"given", engine.Config{CPS: 50, BatchSize: 5, Concurrency: 9}, []engine.Served{slow}, []int{9}},
		{"without a pace", engine.Config{BatchSize: 5}, []engine.Served{slow}, []int{4}},
		{"lines without a pace", engine.Config{Lines: 200, BatchSize: 5}, []engine.Served{slow}, []int{45}},
	} {
		if got := engine.AdaptedConcurrency(tt.cfg, zerolog.Nop(), tt.requests...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestConcurrencyLog: the log has a change of the requests under way by a factor of two, and once that the pace needs more than are allowed.
func TestConcurrencyLog(t *testing.T) {
	t.Parallel()
	served := func(took ...time.Duration) []engine.Served {
		var requests []engine.Served
		for _, each := range took {
			requests = append(requests, engine.Served{Took: each, Contacts: 1, KeptUp: true, Waits: true})
		}
		return requests
	}
	const second = time.Second
	for _, tt := range []struct {
		name     string
		cps      float64
		requests []engine.Served
		sizes    []int
		want     string
	}{
		{"less than twice", 1, served(40 * second), []int{6}, ""},
		{"twice", 1, served(57500 * time.Millisecond), []int{8}, `{"level":"info","from":4,"to":8,"request_takes":"5s","message":"concurrency adapted to the time that requests take"}` + "\n"},
		{"half", 80, []engine.Served{{Took: 1500 * time.Millisecond, Contacts: 17}}, []int{90}, `{"level":"info","from":180,"to":90,"request_takes":"1.5s","message":"concurrency adapted to the time that requests take"}` + "\n"},
		{"more than half", 80, []engine.Served{{Took: 1500 * time.Millisecond, Contacts: 16}}, []int{93}, ""},
		{"as many as are allowed", 512.0 / 3, served(1500 * time.Millisecond), []int{256}, ""},
		{
			"more", 160, served(1700*time.Millisecond, 5500*time.Millisecond, 5500*time.Millisecond),
			[]int{256, 256, 256},
			`{"level":"warn","concurrency":256,"needed":282,"request_takes":"1.762s","message":"the pace needs more concurrent requests than are allowed; use a larger batch size, or set the concurrency"}` + "\n",
		},
	} {
		var logs bytes.Buffer
		cfg := engine.Config{CPS: tt.cps, BatchSize: 1, Concurrency: engine.AutoConcurrency}
		if sizes := engine.AdaptedConcurrency(cfg, zerolog.New(&logs), tt.requests...); !slices.Equal(sizes, tt.sizes) || logs.String() != tt.want {
			t.Errorf("%s: %v, and the log is\n%swant %v and\n%s", tt.name, sizes, logs.String(), tt.sizes, tt.want)
		}
	}
}

// TestSlotsCanceled: who waits for a slot and gives up has none, also as the first in the queue, and takes none from the others.
func TestSlotsCanceled(t *testing.T) {
	for _, canceled := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			slots := engine.NewSlots(1)
			if err := slots.Take(t.Context()); err != nil || slots.Short() {
				t.Fatalf("the first slot: %v, one more is waited for: %t", err, slots.Short())
			}
			ends := make([]chan error, 2)
			for i := range ends {
				ends[i] = make(chan error, 1)
				ctx, cancel := context.WithCancel(t.Context())
				go func() { ends[i] <- slots.Take(ctx) }()
				synctest.Wait()
				if i == canceled {
					defer cancel()
					time.AfterFunc(time.Second, cancel)
				} else {
					context.AfterFunc(t.Context(), cancel)
				}
			}
			time.Sleep(2 * time.Second)
			select {
			case err := <-ends[canceled]:
				if !errors.Is(err, context.Canceled) {
					t.Errorf("who has given up gets %v", err)
				}
			default:
				t.Error("who has given up waits on")
			}
			if !slots.Short() {
				t.Error("nobody waits")
			}
			slots.Free()
			if err := <-ends[1-canceled]; err != nil || slots.Short() {
				t.Errorf("the other: %v, one more is waited for: %t", err, slots.Short())
			}
			slots.Free()
			if err := slots.Take(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
