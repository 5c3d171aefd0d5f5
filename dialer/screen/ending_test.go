package screen_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// cdrOf makes a CDR from `outcome number attempt batch`.
func cdrOf(line string) dialer.CDR {
	var c dialer.CDR
	if _, err := fmt.Sscan(line, &c.Outcome, &c.Number, &c.Attempt, &c.Batch); err != nil {
		panic(err)
	}
	return c
}

// TestOutcomes: an accepted contact has the outcome of its last accepted call, and none while that is in progress.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	const a, b = "+14155550101", "+14155550102"
	for _, tt := range []struct {
		name              string
		ids               bool
		duplicates        screen.Duplicates
		past, cdrs, cells []string
		want              []string
	}{
		{
			name: "ended, and in progress", past: []string{"accepted - " + a + " 1 r0.1", "accepted - " + b + " 1 r0.1"}, cdrs: []string{"busy " + a + " 1 r0.1"},
			cells: []string{a, b}, want: []string{"accepted busy", "accepted"},
		},
		{
			name: "a call that no result names", past: []string{"accepted - " + a + " 1 r0.1"},
			cdrs: []string{"busy " + a + " 1 r0.2", "busy " + a + " 2 r0.1", "busy " + b + " 1 r0.1", "busy 911 1 r0.1"}, cells: []string{a, b}, want: []string{"accepted", "call 1"},
		},
		{
			name: "of an attempt that was not accepted", past: []string{"unknown - " + a + " 1 r0.1", "rejected - " + b + " 1 r0.1"},
			cdrs: []string{"answered " + a + " 1 r0.1", "failed " + b + " 1 r0.1"}, cells: []string{a, b}, want: []string{"unknown", "call 2"},
		},
		{
			name: "of a corrected attempt", past: []string{"unknown - " + a + " 1 r0.1", "accepted - " + a + " 1 r0.1"},
			cdrs: []string{"answered " + a + " 1 r0.1"}, cells: []string{a}, want: []string{"accepted answered"},
		},
		{
			name: "the last call counts", past: []string{"accepted - " + a + " 2 r0.2", "accepted - " + a + " 1 r0.1", "rejected - " + a + " 3 r0.3"},
			cdrs: []string{"answered " + a + " 2 r0.2", "busy " + a + " 1 r0.1"}, cells: []string{a}, want: []string{"accepted answered"},
		},
		{
			name: "the last call is in progress", past: []string{"accepted - " + a + " 1 r0.1", "accepted - " + a + " 2 r0.2"},
			cdrs: []string{"busy " + a + " 1 r0.1"}, cells: []string{a}, want: []string{"accepted"},
		},
		{
			name: "two attempts with one number", past: []string{"accepted - " + a + " 1 r0.1", "accepted - " + a + " 1 r0.2"},
			cdrs: []string{"busy " + a + " 1 r0.1"}, cells: []string{a}, want: []string{"accepted"},
		},
		{
			name: "two attempts with one number that end otherwise", past: []string{"accepted - " + a + " 1 r0.1", "accepted - " + a + " 1 r0.2"},
			cdrs: []string{"busy " + a + " 1 r0.1", "no_answer " + a + " 1 r0.2"}, cells: []string{a}, want: []string{"accepted other"},
		},
		{
			name: "a CDR that is repeated, and one that contradicts another", past: []string{"accepted - " + a + " 1 r0.1", "accepted - " + b + " 1 r0.1"},
			cdrs:  []string{"busy " + a + " 1 r0.1", "busy " + a + " 1 r0.1", "failed " + b + " 1 r0.1", "busy " + b + " 1 r0.1"},
			cells: []string{a, b}, want: []string{"accepted busy", "accepted other"},
		},
		{
			name: "rows with one number", duplicates: screen.AllowDuplicates, past: []string{"accepted - " + a + " 1 r0.1", "accepted - " + a + " 1 r0.2x2"},
			cdrs: []string{"busy " + a + " 1 r0.1", "failed " + a + " 1 r0.2x2"}, cells: []string{a, a, a}, want: []string{"accepted busy", "accepted failed", "call 1 of x3"},
		},
		{
			name: "rows with one number, the second a duplicate", past: []string{"accepted - " + a + " 1 r0.1"}, cdrs: []string{"busy " + a + " 1 r0.1"},
			cells: []string{a, a}, want: []string{"accepted busy", "duplicate duplicate_number"},
		},
		{
			name: "by id", ids: true, past: []string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2", "rejected 9 " + b + " 1 r0.1"},
			cdrs: []string{"busy " + a + " 1 r0.1", "canceled " + a + " 1 r0.2"}, cells: []string{"7=" + a, "8=" + a, "9=" + b},
			want: []string{"accepted busy", "accepted canceled", "call 2"},
		},
		{
			name: "by id, in a row that cannot be read", ids: true, past: []string{"accepted 7 " + a + " 1 r0.1"}, cdrs: []string{"other " + a + " 1 r0.1"},
			cells: []string{"7=n/a"}, want: []string{"accepted other"},
		},
		{
			name: "by id, at another number", ids: true, past: []string{"accepted 7 " + a + " 1 r0.1"}, cdrs: []string{"busy " + a + " 1 r0.1"},
			cells: []string{"7=" + b}, want: []string{"accepted busy"},
		},
		{
			name: "by id, at two numbers", ids: true, past: []string{"accepted 7 " + a + " 1 r0.1", "accepted 7 " + b + " 1 r0.2"}, cdrs: []string{"busy " + a + " 1 r0.1"},
			cells: []string{"7=" + a}, want: []string{"accepted"},
		},
		{
			name: "by id, and refused before there were ids", ids: true, past: []string{"accepted 7 " + a + " 2 r0.2", "rejected - " + a + " 1 r0.1"},
			cdrs: []string{"busy " + a + " 2 r0.2"}, cells: []string{"7=" + a}, want: []string{"accepted busy"},
		},
		{
			name: "of a call under an id that no row has now", past: []string{"accepted 7 " + a + " 1 r0.1"}, cdrs: []string{"no_answer " + a + " 1 r0.1"},
			cells: []string{a}, want: []string{"accepted no_answer"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			history := screen.NewHistory()
			for _, line := range tt.past {
				r := dialertest.Past(line)
				history.Add(&r)
			}
			for _, line := range tt.cdrs {
				c := cdrOf(line)
				history.AddCDR(&c)
			}
			rules := screen.Rules{UseIDs: tt.ids, Duplicates: tt.duplicates, Retry: screen.RetrySet{dialer.Rejected: true}, MaxAttempts: 5}
			cfg := screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: history}
			counting := screen.New(cfg)
			decideAll(counting, tt.cells)
			cfg.Earlier = counting.Seen()
			if diff := cmp.Diff(tt.want, decideAll(screen.New(cfg), tt.cells)); diff != "" {
				t.Errorf("decisions (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEachOutcome: each outcome of a CDR is that of the contact.
func TestEachOutcome(t *testing.T) {
	t.Parallel()
	for _, outcome := range dialer.Outcomes() {
		history := screen.NewHistory()
		r := dialertest.Past("accepted - +14155550101 1 r0.1")
		history.Add(&r)
		history.AddCDR(&dialer.CDR{Number: r.Number, Attempt: 1, Batch: "r0.1", Outcome: outcome})
		pass := screen.New(screen.Config{Numbers: dialertest.PlainNumbers{}, History: history})
		if d := pass.Decide(&dialer.Contact{Row: 1, Number: r.Number}); d.Outcome != outcome {
			t.Errorf("%s is told as %q", outcome, d.Outcome)
		}
	}
}
