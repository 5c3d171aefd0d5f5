package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// TestTallyOutcomes: a plan and a run count how the calls of earlier runs have ended; those of this run are in progress until
// Ended counts them.
func TestTallyOutcomes(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		cells := []string{"+14155550101", "+14155550102", "+14155550103", "+14155550104", "+14155550105"}
		for _, number := range cells[:3] {
			b.past = append(b.past, dialertest.Past("accepted - "+number+" 1 r0.1"))
		}
		decides := func() *screen.Screen {
			history := b.history()
			history.AddCDR(&dialer.CDR{Number: cells[0], Attempt: 1, Batch: "r0.1", Outcome: dialer.OutcomeNoAnswer})
			history.AddCDR(&dialer.CDR{Number: cells[1], Attempt: 1, Batch: "r0.1", Outcome: dialer.OutcomeAnswered})
			return screen.New(screen.Config{Rules: b.rules, Numbers: dialertest.PlainNumbers{}, History: history})
		}
		plan, err := engine.MakePlan(b.cfg, contactsOf(cells...), decides(), nil)
		want := dialer.Tally{Rows: 5, Accepted: 3, Pending: 2, Outcomes: dialer.OutcomeTally{NoAnswer: 1, Answered: 1}}
		if plan.Tally != want || plan.Tally.InProgress() != 1 || err != nil {
			t.Errorf("planned %+v, %v, want %+v", plan.Tally, err, want)
		}
		deps := b.deps()
		deps.Screen = decides()
		report, err := engine.Run(t.Context(), b.cfg, all(contactsOf(cells...)), deps)
		want.Accepted, want.Pending = 5, 0
		if report.Tally != want || report.Tally.InProgress() != 3 || err != nil {
			t.Errorf("after the run %+v, %v, want %+v", report.Tally, err, want)
		}
		if plan.Tally.Settle(report.Live.Results); plan.Tally != want {
			t.Errorf("the plan with the results is %+v, want %+v", plan.Tally, want)
		}
		for _, outcome := range dialer.Outcomes() {
			report.Tally.Outcomes.Ended(outcome)
		}
		outcomes := dialer.OutcomeTally{Answered: 2, NoAnswer: 2, Busy: 1, Failed: 1, Canceled: 1, Other: 1}
		if diff := cmp.Diff(outcomes, report.Tally.Outcomes); diff != "" || report.Tally.InProgress() != 0 {
			t.Errorf("after each outcome, %d in progress (-want +got):\n%s", report.Tally.InProgress(), diff)
		}
	})
}
