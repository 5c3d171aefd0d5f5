package campaign

import (
	"math/rand/v2"
	"testing"
)

// TestAwaited: each contact that is awaited is taken once, whatever the order and however many have one number.
func TestAwaited(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	want, all := map[uint64]int{}, awaited(nil)
	for range 1000 {
		number := 14155550000 + rng.Uint64N(300)
		want[number]++
		all.add(number)
	}
	all.sort()
	for range 5000 {
		number := 14155549990 + rng.Uint64N(320)
		if took := all.take(number); took != (want[number] > 0) {
			t.Fatalf("take(%d) = %t, and %d are awaited", number, took, want[number])
		}
		want[number] = max(0, want[number]-1)
	}
	if new(awaited).take(1) {
		t.Error("nobody is awaited")
	}
}
