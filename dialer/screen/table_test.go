package screen_test

import (
	"math/rand/v2"
	"testing"

	"bulkdial/dialer/screen"
)

// TestTable: a table holds what a map holds.
func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	table, want := screen.NewTable(), map[uint64]int{}
	if _, known := table.Get(1); known {
		t.Error("an empty table has 1")
	}
	for i := range 20_000 {
		key := 1 + rng.Uint64N(15_000)
		table.Set(key, i)
		want[key] = i
		asked := 1 + rng.Uint64N(15_000)
		value, known := table.Get(asked)
		if wanted, ok := want[asked]; value != wanted || known != ok {
			t.Fatalf("after %d keys, Get(%d) = %d, %v, want %d, %v", i+1, asked, value, known, wanted, ok)
		}
	}
	for key, wanted := range want {
		if value, known := table.Get(key); value != wanted || !known {
			t.Errorf("Get(%d) = %d, %v, want %d", key, value, known, wanted)
		}
	}
}
