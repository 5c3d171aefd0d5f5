package dialer_test

import (
	"fmt"
	"runtime"
	"testing"

	"bulkdial/dialer"
)

// TestHistoryMemory: a contact that is known takes at most 64 bytes of live heap, 128 with an id, however full the maps are.
func TestHistoryMemory(t *testing.T) {
	for _, test := range []struct {
		useIDs bool
		most   float64
	}{{false, 64}, {true, 128}} {
		for _, size := range []int{100_000, 230_000} { // maps just grown, and not
			rules := dialer.Rules{Duplicates: dialer.SkipDuplicates, UseIDs: test.useIDs, MaxAttempts: 3}
			before := liveHeap()
			history := dialer.NewHistory(rules)
			for i := range size {
				r := dialer.Result{Row: i + 1, Number: fmt.Sprintf("+1415%07d", i), Disposition: dialer.Accepted, Attempt: 1, Batch: "r0.1"}
				if test.useIDs {
					r.ID = fmt.Sprint("crm-", i)
				}
				history.Add(&r)
			}
			each := float64(liveHeap()-before) / float64(size)
			t.Logf("ids %v: %.1f bytes for each of %d contacts", test.useIDs, each, size)
			if each > test.most {
				t.Errorf("a contact takes %.1f bytes, want at most %v", each, test.most)
			}
			runtime.KeepAlive(history)
		}
	}
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
