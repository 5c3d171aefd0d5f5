package overview_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// TestGaps: gaps are the times in which no run was at work, or each run waited; a run that was killed ends with its last attempt, and a
// test call is none.
func TestGaps(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return began.Add(time.Duration(minutes) * time.Minute) }
	begin := func(run string, minutes int) ledger.RunBegin { return ledger.RunBegin{Run: run, At: at(minutes)} }
	end := func(run string, minutes int, waits ...dialer.Wait) ledger.RunEnd {
		return ledger.RunEnd{Run: run, At: at(minutes), Waits: waits}
	}
	wait := func(from, to int, why dialer.WaitReason) dialer.Wait {
		return dialer.Wait{From: at(from), To: at(to), Why: why}
	}
	for name, test := range map[string]struct {
		runs []any
		want []string
	}{
		"one run":        {[]any{begin("r1", 0), end("r1", 5)}, nil},
		"two runs":       {[]any{begin("r1", 0), end("r1", 5), begin("r2", 65), end("r2", 70)}, []string{"no run 5-65"}},
		"a killed run":   {[]any{begin("r0", 0), begin("r2", 65), end("r2", 70)}, []string{"no run 2-65"}},
		"runs at once":   {[]any{begin("r1", 0), begin("r2", 3), end("r1", 5), end("r2", 70)}, nil},
		"a test call":    {[]any{begin("r1", 0), end("r1", 5), ledger.RunBegin{Run: "t", At: at(20), TestCall: "+14155550100"}, end("t", 30), begin("r2", 65)}, []string{"no run 5-65"}},
		"a pause":        {[]any{begin("r1", 0), end("r1", 50, wait(10, 20, dialer.WaitPaused))}, []string{"paused 10-20"}},
		"a later reason": {[]any{begin("r1", 0), end("r1", 50, wait(10, 20, "the moon"))}, nil},
		"others go on":   {[]any{begin("r1", 0), begin("r2", 15), end("r1", 50, wait(10, 20, dialer.WaitAnswer)), end("r2", 60)}, []string{"no good answer 10-15"}},
		"all wait": {[]any{
			begin("r1", 0), begin("r2", 0), end("r1", 50, wait(10, 30, dialer.WaitAnswer)), end("r2", 60, wait(20, 40, dialer.WaitTime)),
		}, []string{"no good answer 20-30"}},
		"a wait up to the end": {[]any{begin("r1", 0), end("r1", 50, wait(10, 50, dialer.WaitLine)), begin("r2", 90)}, []string{"no free line 10-50", "no run 50-90"}},
		"waits outside of the run": {[]any{
			begin("r1", 0), end("r1", 50, wait(-9000, 10, dialer.WaitPaused), wait(40, 9000, dialer.WaitLine), wait(70, 80, dialer.WaitTime), wait(30, 20, dialer.WaitTime)),
		}, []string{"paused 0-10", "no free line 40-50"}},
		"a clock set back": {[]any{begin("r1", 0), end("r1", -30, wait(10, -20, dialer.WaitPaused)), begin("r2", -10), end("r2", 40)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 1)
			runs := ledger.RunsPath(s.cfg.Results)
			l, err := ledger.Open(s.cfg.Results, ownfile.Holder{Run: "r0"}, func(*dialer.Result) {})
			must(t, err)
			must(t, l.Begin())
			must(t, l.Append(dialer.Result{Row: 1, Number: "+14155550100", Disposition: dialer.Rejected, ErrorCode: "x", Attempt: 1, Batch: "r0.1", At: at(2)}))
			must(t, l.Close())
			for _, line := range test.runs {
				switch line := line.(type) {
				case ledger.RunBegin:
					must(t, ledger.AppendRunBegin(ownfile.OSDisk{}, runs, line))
				case ledger.RunEnd:
					must(t, ledger.AppendRunEnd(ownfile.OSDisk{}, runs, line))
				}
			}
			var got []string
			for _, gap := range overviewOf(t, s.cfg).Gaps {
				got = append(got, fmt.Sprintf("%s %v-%v", gap.Why, gap.From.Sub(began).Minutes(), gap.To.Sub(began).Minutes()))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
		})
	}
}

// TestManyRuns: the last runs and the longest gaps are kept.
func TestManyRuns(t *testing.T) {
	t.Parallel()
	s := newStory(t, 1)
	runs := ledger.RunsPath(s.cfg.Results)
	at := began
	for i := range 130 {
		name := fmt.Sprint("r", i)
		must(t, ledger.AppendRunBegin(ownfile.OSDisk{}, runs, ledger.RunBegin{Run: name, At: at}))
		must(t, ledger.AppendRunEnd(ownfile.OSDisk{}, runs, ledger.RunEnd{Run: name, At: at.Add(time.Second)}))
		at = at.Add(time.Duration(i+1) * time.Minute)
	}
	o := overviewOf(t, s.cfg)
	if len(o.Runs) != overview.MaxRuns || o.EarlierRuns != 30 || o.Runs[0].Begin.Run != "r30" || o.Runs[99].End == nil || len(o.Gaps) != overview.MaxGaps {
		t.Errorf("%d runs and %d before, %d gaps", len(o.Runs), o.EarlierRuns, len(o.Gaps))
	}
	for i, gap := range o.Gaps {
		if gap.To.Sub(gap.From) < 79*time.Minute || i > 0 && gap.From.Before(o.Gaps[i-1].To) {
			t.Errorf("%d: %+v", i, gap)
		}
	}
}
