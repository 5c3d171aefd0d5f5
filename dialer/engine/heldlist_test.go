package engine_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"bulkdial/dialer/engine"
)

// TestHeldList compares the list of held contacts with a slice.
func TestHeldList(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 1))
	list, want := engine.NewHeldList(), []int{}
	for round := range 200 {
		for range rng.IntN(6000) {
			row := rng.IntN(1000)
			list.Add(row)
			want = append(want, row)
		}
		due := func(row int) bool { return row%7 == round%7 }
		if round%3 == 0 {
			limit := rng.IntN(1100)
			due = func(row int) bool { return row < limit }
		}
		var removed []int
		want = slices.DeleteFunc(want, func(row int) bool {
			if due(row) {
				removed = append(removed, row)
				return true
			}
			return false
		})
		if got := list.Remove(due); !slices.Equal(got, removed) {
			t.Fatalf("round %d: removed %d, want %d", round, len(got), len(removed))
		}
		if got := list.Rows(); !slices.Equal(got, want) || list.Len() != len(want) {
			t.Fatalf("round %d: %d left, Len() = %d, want %d", round, len(got), list.Len(), len(want))
		}
	}
}
