package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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

// TestCauseRows: a cause names the first few of its rows, in a plan and in a run; a duplicate's names the rows that these repeat.
func TestCauseRows(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		duplicate := dialer.Decision{LastWord: dialer.Duplicate, Reason: dialer.Reason{Code: "duplicate", Cause: "twice"}}
		repaired := dialer.Decision{Call: true, Attempt: 1, Occurrence: 1, Repairs: []dialer.Reason{{Code: "plus_lost", Cause: "the + was lost"}}}
		rows := []int{2, 3, 4, 5, 6}
		type found struct{ Causes, Repaired []engine.Cause }
		for name, tt := range map[string]struct {
			d    dialer.Decision
			want found
		}{
			"called": {called(1)[0], found{}},
			"duplicates": {duplicate, found{Causes: []engine.Cause{
				{Disposition: dialer.Duplicate, Code: "duplicate", Cause: "twice", Count: 7, Rows: rows, Firsts: []int{102, 103, 104, 105, 106}},
			}}},
			"repaired": {repaired, found{Repaired: []engine.Cause{{Code: "plus_lost", Cause: "the + was lost", Count: 7, Rows: rows}}}},
		} {
			decided := slices.Repeat(decisions{tt.d}, 7)
			for i := range decided {
				decided[i].First.SheetRow = 102 + i
			}
			plan := planOf(t, planConfig(), slices.Clone(decided), asTheyAre)
			deps := b.deps()
			deps.Screen = &decided
			report, err := engine.Run(t.Context(), b.cfg, all(manyContacts(len(decided))), deps)
			if err != nil {
				t.Fatal(err)
			}
			for of, got := range map[string]found{"the plan": {plan.Causes, plan.Repaired}, "the run": {report.Causes, report.Repaired}} {
				if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s: %s (-want +got):\n%s", name, of, diff)
				}
			}
		}
	})
}

// TestOtherCauses: a thousand causes are kept apart; what comes after them is one more, and they still count.
func TestOtherCauses(t *testing.T) {
	t.Parallel()
	const most = 1000
	var all decisions
	for i := range most + 3 + 2 {
		code := fmt.Sprint("c", i%(most+3))
		all = append(all, dialer.Decision{LastWord: dialer.Invalid, Reason: dialer.Reason{Code: code, Cause: "cause of " + code}})
	}
	causes := planOf(t, planConfig(), all, asTheyAre).Causes
	if len(causes) != most+1 {
		t.Fatalf("%d causes", len(causes))
	}
	var got []string
	for _, c := range causes[:4] { // the most frequent ones
		got = append(got, fmt.Sprintf("%s %d %v", c.Code, c.Count, c.Rows))
	}
	if want := []string{"other 3 [1002 1003 1004]", "c0 2 [2 1005]", "c1 2 [3 1006]", "c10 1 [12]"}; !slices.Equal(got, want) {
		t.Errorf("causes: %q, want %q", got, want)
	}
}
