package dialer_test

import (
	"testing"

	"bulkdial/dialer"
)

// TestBatchName: the name of a batch says which of the rows with one number was called, from 1; what says nothing is the first.
func TestBatchName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		occurrence int
		name       dialer.BatchName
	}{{1, "r1-9f.17"}, {2, "r1-9f.17x2"}, {3, "r1-9f.17x3"}, {dialer.MaxOccurrences, "r1-9f.17x16384"}} {
		if name := dialer.NewBatchName("r1-9f", 17, tt.occurrence); name != tt.name || name.Occurrence() != tt.occurrence || name.Run() != "r1-9f" {
			t.Errorf("occurrence %d has the batch %s, which says %d and run %q", tt.occurrence, name, name.Occurrence(), name.Run())
		}
	}
	for _, name := range []dialer.BatchName{"", "r1", "r1.17x", "r1.17x0", "r1.17x1", "r1.17x-2", "r1.17x2x", "r1.17xtwo", "r1.17x16385"} {
		if got := name.Occurrence(); got != 1 {
			t.Errorf("%q says occurrence %d, want 1", name, got)
		}
	}
}
