package screen_test

import (
	"fmt"
	"runtime"
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// TestMemory: a contact that the ledger knows takes at most 64 bytes of live heap, 128 with an id, the pass over the file
// included, however full the maps are.
func TestMemory(t *testing.T) {
	for _, test := range []struct {
		useIDs bool
		most   float64
	}{{false, 64}, {true, 128}} {
		for _, size := range []int{100_000, 230_000} { // maps just grown, and not
			rules := screen.Rules{Duplicates: screen.SkipDuplicates, UseIDs: test.useIDs, MaxAttempts: 3}
			before := liveHeap()
			history := screen.NewHistory()
			for i := range size {
				r := dialer.Result{Row: i + 1, Number: fmt.Sprintf("+1415%07d", i), Disposition: dialer.Accepted, Attempt: 1, Batch: "r0.1"}
				if test.useIDs {
					r.ID = fmt.Sprint("crm-", i)
				}
				history.Add(&r)
			}
			pass := screen.New(screen.Config{Rules: rules, Numbers: plainNumbers{}, History: history})
			for i := range size {
				c := dialer.Contact{Row: i + 1, SheetRow: i + 2, Number: fmt.Sprintf("+1415%07d", i)}
				if test.useIDs {
					c.ID = fmt.Sprint("crm-", i)
				}
				if d := pass.Decide(&c); d.LastWord != dialer.Accepted {
					t.Fatalf("row %d is %+v, want accepted", i+1, d)
				}
			}
			each := float64(liveHeap()-before) / float64(size)
			t.Logf("ids %v: %.1f bytes for each of %d contacts", test.useIDs, each, size)
			if each > test.most {
				t.Errorf("a contact takes %.1f bytes, want at most %v", each, test.most)
			}
			runtime.KeepAlive(pass)
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
