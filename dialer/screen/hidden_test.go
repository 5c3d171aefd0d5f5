package screen_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// TestHiddenRows: nobody in a hidden row is called unless the rules say so, and a hidden row takes nobody's place.
func TestHiddenRows(t *testing.T) {
	const a, b = "+14155550101", "+14155550102"
	const skipped = "suppressed row_hidden"
	ids := func(r *screen.Rules) { r.UseIDs = true }
	allow := func(r *screen.Rules) { r.Duplicates = screen.AllowDuplicates }
	for _, tt := range []struct {
		name   string
		change func(*screen.Rules)
		past   []string
		cells  []string
		want   []string
	}{
		{"first, middle and last", nil, nil, []string{"~" + a, b, "~+14155550103"}, []string{skipped, "call 1", skipped}},
		{"no number in it", nil, nil, []string{"~none", "~!", b}, []string{skipped, skipped, "call 1"}},
		{"the number is shown later", nil, nil, []string{"~" + a, a}, []string{skipped, "call 1"}},
		{"the number was shown before", nil, nil, []string{a, "~" + a}, []string{"call 1", skipped}},
		{"the number is shown in two rows", nil, nil, []string{"~" + a, a, a}, []string{skipped, "call 1", "duplicate duplicate_number"}},
		{"each row with a number is called", allow, nil, []string{a, "~" + a, a}, []string{"call 1", skipped, "call 1 of x2"}},
		{"the id is shown later", ids, nil, []string{"~7=" + a, "7=" + a}, []string{skipped, "call 1"}},
		{"called while it was shown", nil, []string{"accepted - " + a + " 1 r0.1"}, []string{"~" + a, b}, []string{"accepted", "call 1"}},
		{"called in another row", nil, []string{"accepted - " + a + " 1 r0.1"}, []string{a, "~" + a}, []string{"accepted", skipped}},
		{"called, and in two rows", nil, []string{"accepted - " + a + " 1 r0.1"}, []string{"~" + a, a}, []string{"accepted", "duplicate duplicate_number"}},
		{"in doubt", nil, []string{"unknown - " + a + " 1 r0.1"}, []string{"~" + a}, []string{"unknown"}},
		{"refused before", nil, []string{"rejected - " + a + " 1 r0.1"}, []string{"~" + a}, []string{skipped}},
		{"called by its id", ids, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"~7=" + a, "8=" + b}, []string{"accepted", "call 1"}},
		{"called once, each row is called", allow, []string{"accepted - " + a + " 1 r0.1"}, []string{"~" + a, a}, []string{skipped, "accepted"}},
		{"skipped before", nil, []string{"suppressed - " + a + " 0 -"}, []string{"~" + a}, []string{skipped + " known"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, policy := range []screen.HiddenRows{screen.SkipHidden, screen.FailHidden, screen.UndecidedHidden} {
				rules := screen.Rules{Duplicates: screen.SkipDuplicates, HiddenRows: policy, Retry: screen.RetrySet{dialer.Rejected: true}, MaxAttempts: 3}
				if tt.change != nil {
					tt.change(&rules)
				}
				sc := screen.New(screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: historyOf(tt.past...)})
				if diff := cmp.Diff(tt.want, decideAll(sc, tt.cells)); diff != "" {
					t.Errorf("%q: decisions differ (-want +got):\n%s", policy, diff)
				}
			}
		})
	}
	rules := screen.Rules{Duplicates: screen.SkipDuplicates, HiddenRows: screen.CallHidden, MaxAttempts: 3}
	sc := screen.New(screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: historyOf()})
	if diff := cmp.Diff([]string{"call 1", "duplicate duplicate_number"}, decideAll(sc, []string{"~" + a, a})); diff != "" {
		t.Errorf("call: decisions differ (-want +got):\n%s", diff)
	}
}
