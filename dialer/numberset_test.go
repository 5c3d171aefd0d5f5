package dialer_test

import (
	"math/rand/v2"
	"testing"

	"bulkdial/dialer"
)

// TestNumberSet holds the set against a map, over numbers that lie alone, close together and side by side, so that
// pages are lists, bits, and become bits.
func TestNumberSet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	regions := []func() uint64{
		func() uint64 { return r.Uint64() },                               // anywhere, also 0 and the highest
		func() uint64 { return 12_012_000_000 + r.Uint64N(1<<16) },        // dense
		func() uint64 { return 4_915_100_000_000 + 1000*r.Uint64N(1000) }, // spread
		func() uint64 { return r.Uint64N(3) },
		func() uint64 { return ^uint64(0) - r.Uint64N(3) },
	}
	var set dialer.NumberSet
	want := map[uint64]bool{}
	for range 300_000 {
		n := regions[r.IntN(len(regions))]()
		if got := set.Contains(n); got != want[n] {
			t.Fatalf("Contains(%d) = %v, want %v", n, got, want[n])
		}
		if r.IntN(4) > 0 {
			if got := set.Add(n); got == want[n] {
				t.Fatalf("Add(%d) = %v, but it was there: %v", n, got, want[n])
			}
			want[n] = true
		}
		if set.Len() != len(want) {
			t.Fatalf("Len() = %d, want %d", set.Len(), len(want))
		}
	}
	for n := range want {
		if !set.Contains(n) {
			t.Errorf("Contains(%d) = false", n)
		}
	}
}

// TestNumberSetFull fills pages to their last number.
func TestNumberSetFull(t *testing.T) {
	var set dialer.NumberSet
	const first, count = 12_012_000_000, 200_000
	for n := range uint64(count) {
		set.Add(first + n*7919%count) // 7919 is prime, so each comes once
	}
	if set.Len() != count || set.Contains(first-1) || set.Contains(first+count) {
		t.Errorf("Len() = %d, want %d, and nothing beside them", set.Len(), count)
	}
}
