package dialer_test

import (
	"testing"
	"time"

	"bulkdial/dialer"
)

// TestChosenConcurrency: what a run chooses follows from its pace or its lines, within bounds; what is given stays.
func TestChosenConcurrency(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		cfg         dialer.Config
		first, most int
		inFlight    int // when answers take 2 s
	}{
		{"given", dialer.Config{Concurrency: 7, CPS: 100, BatchSize: 1}, 7, 7, 200},
		{"one", dialer.Config{Concurrency: 1, BatchSize: 1}, 1, 1, 0},
		{"no pace", dialer.Config{BatchSize: 5}, 4, 4, 0},
		{"a slow pace", dialer.Config{CPS: 1, BatchSize: 5}, 4, 256, 1},
		{"at the lower bound", dialer.Config{CPS: 1.75, BatchSize: 1}, 4, 256, 4},
		{"just above it", dialer.Config{CPS: 2, BatchSize: 1}, 5, 256, 4},
		{"a fast pace", dialer.Config{CPS: 50, BatchSize: 5}, 23, 256, 20},
		{"larger batches", dialer.Config{CPS: 50, BatchSize: 10}, 12, 256, 10},
		{"near the upper bound", dialer.Config{CPS: 113, BatchSize: 1}, 255, 256, 226},
		{"beyond it", dialer.Config{CPS: 5000, BatchSize: 1}, 256, 256, 10_000},
		{"a shard of four", dialer.Config{CPS: 100, BatchSize: 1, Shard: dialer.Shard{Index: 1, Count: 4}}, 57, 256, 50},
		{"lines alone", dialer.Config{Lines: 200, BatchSize: 5}, 45, 45, 0},
		{"few lines", dialer.Config{Lines: 10, BatchSize: 5}, 4, 4, 0},
		{"many lines", dialer.Config{Lines: 5000, BatchSize: 5}, 256, 256, 0},
		{"lines of a shard", dialer.Config{Lines: 200, BatchSize: 5, Shard: dialer.Shard{Index: 2, Count: 2}}, 23, 23, 0},
		{"lines and a pace", dialer.Config{Lines: 200, CPS: 10, BatchSize: 5}, 5, 256, 4},
	} {
		if first, most, inFlight := tt.cfg.FirstConcurrency(), tt.cfg.MostConcurrency(), tt.cfg.InFlight(2*time.Second); first != tt.first || most != tt.most || inFlight != tt.inFlight {
			t.Errorf("%s: %d requests at first, %d at most, %d under way; want %d, %d and %d", tt.name, first, most, inFlight, tt.first, tt.most, tt.inFlight)
		}
	}
}
