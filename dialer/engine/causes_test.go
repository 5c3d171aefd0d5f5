package engine_test

import (
	"slices"
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// TestMergeCauses: a run that has ended early explains all that its plan has counted, and what became of those whom it called.
func TestMergeCauses(t *testing.T) {
	t.Parallel()
	cause := func(d dialer.Disposition, count int, cause string) engine.Cause {
		return engine.Cause{Disposition: d, Code: "code", Count: count, Cause: cause}
	}
	plan := []engine.Cause{cause(dialer.Invalid, 4, "short"), cause(dialer.Suppressed, 2, "listed"), cause(dialer.Invalid, 1, "letters")}
	run := []engine.Cause{cause(dialer.Rejected, 3, "refused"), cause(dialer.Suppressed, 3, "listed"), cause(dialer.Invalid, 1, "short")}
	want := []engine.Cause{cause(dialer.Invalid, 4, "short"), cause(dialer.Rejected, 3, "refused"), cause(dialer.Suppressed, 3, "listed"), cause(dialer.Invalid, 1, "letters")}
	got := engine.MergeCauses(plan, run)
	if !slices.EqualFunc(got, want, func(a, b engine.Cause) bool {
		return a.Disposition == b.Disposition && a.Count == b.Count && a.Cause == b.Cause
	}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if run[2].Count != 1 || plan[1].Count != 2 {
		t.Error("the causes that were merged have changed")
	}
}
