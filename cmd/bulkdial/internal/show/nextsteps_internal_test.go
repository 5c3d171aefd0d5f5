package show

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// stepsOf are the steps after a run of a command line, as text. Flags that are given belong to the command line.
func stepsOf(s campaign.State, ended error, given map[string]string, args ...string) string {
	l := &flags.Line{Process: terminal.Process{Args: args}, Given: map[string][]settings.Value{}}
	for name, value := range given {
		l.Given[name] = []settings.Value{{Text: value, From: flags.FromCommandLine}}
	}
	s.Files = fileset.Files{Contacts: args[1], Results: "leads.results.csv"}
	var text strings.Builder
	w := NewWriter(&text)
	for _, step := range NextSteps(&s, exit.Of(ended), NewAgain(l, args[1])) {
		w.next(step)
	}
	return text.String()
}

// TestNextSteps: what is to be done after each kind of end, as whole command lines.
func TestNextSteps(t *testing.T) {
	t.Parallel()
	pending, tally := campaign.State{Contacts: dialer.Tally{Rows: 9, Pending: 3}}, func(c dialer.Tally) campaign.State { return campaign.State{Contacts: c} }
	ended := func(outcomes map[dialer.Outcome]int) campaign.State {
		c := dialer.Tally{Rows: 9, Accepted: 9}
		for outcome, n := range outcomes {
			for range n {
				c.Outcomes.Ended(outcome)
			}
		}
		return tally(c)
	}
	const same = "  bulkdial run leads.csv --cps 5\n"
	for name, tt := range map[string]struct {
		state campaign.State
		ended error
		want  string
	}{
		"outage":       {pending, dialer.ErrOutage, "next: call the 3 pending:\n" + same},
		"interrupted":  {pending, exit.SignalError{Signal: syscall.SIGTERM}, "next: call the 3 pending:\n" + same},
		"limit":        {pending, engine.ErrLimit, "next: call more of the 3 pending; without --limit all of them:\n" + same},
		"cap":          {pending, dialer.ErrCap, "next: once they may be called, as the first line says, call the 3 pending:\n" + same},
		"hours closed": {pending, engine.ErrClosed, "next: once they may be called, as the first line says, call the 3 pending:\n" + same},
		"canary": {pending, exit.ErrCanary, "next: when the canary was as it should be, or its cause is fixed, call the 3 pending, a canary of them first; " +
			"without --canary all of them:\n" + same},
		"refused": {pending, dialer.ErrDenied, "next: fix the cause, then call the 3 pending:\n" + same},
		"changed": {pending, dialer.ErrContactsChanged, "next: look at leads.csv, then call the 3 pending of the changed file:\n" + same},
		"paused": {
			campaign.State{Contacts: dialer.Tally{Pending: 3}, Paused: true},
			exit.SignalError{Signal: syscall.SIGINT},
			"next: end the pause:\n  bulkdial resume leads.csv\nnext: call the 3 pending:\n" + same,
		},
		"unknown": {
			tally(dialer.Tally{Accepted: 1, Unknown: 2, Pending: 3}), dialer.ErrOutage,
			"next: find out what became of the 2 unknown before anything else:\n  bulkdial reconcile leads.csv\nnext: call the 3 pending:\n" + same,
		},
		"not recorded": {
			campaign.State{Contacts: dialer.Tally{Pending: 3}, Causes: []engine.Cause{{Code: engine.NotRecorded}}},
			dialer.ErrRecord,
			"next: keep the log of this run; once the results can be written, add what only the log has:\n  bulkdial import-log leads.csv run.log\n" +
				"next: call the 3 pending:\n" + same,
		},
		"invalid": {
			tally(dialer.Tally{Rows: 2, Invalid: 2}), exit.ErrLook,
			"next: correct the 2 invalid rows in leads.csv and run again; or write them to a file, correct that, and run it with these results:\n" +
				"  bulkdial plan leads.csv --rejects leads.rejects.csv\n  bulkdial run leads.rejects.csv --results leads.results.csv\n",
		},
		"rejected": {
			tally(dialer.Tally{Rows: 2, Rejected: 2}), exit.ErrLook,
			"next: see why 2 are rejected, correct them in this list, and run it; another run calls them again as they are, up to --max-attempts:\n" +
				"  bulkdial export leads.csv --only rejected -o leads.rejected.csv\n",
		},
		"in progress": {ended(map[dialer.Outcome]int{dialer.OutcomeAnswered: 4}), nil, "next: follow the 5 calls to the end:\n  bulkdial track leads.csv\n"},
		"not reached": {
			ended(map[dialer.Outcome]int{dialer.OutcomeAnswered: 6, dialer.OutcomeBusy: 1, dialer.OutcomeNoAnswer: 2}), nil,
			"next: call those again who were not reached: 3:\n  bulkdial run leads.csv --cps 5 --redial no_answer,busy\n" +
				"next: hand on the contacts with what became of each:\n  bulkdial export leads.csv -o leads.done.csv\n",
		},
		"finished": {
			ended(map[dialer.Outcome]int{dialer.OutcomeAnswered: 9}), nil,
			"next: hand on the contacts with what became of each:\n  bulkdial export leads.csv -o leads.done.csv\n",
		},
		"nobody": {tally(dialer.Tally{}), nil, ""},
	} {
		if diff := cmp.Diff(tt.want, stepsOf(tt.state, tt.ended, nil, "run", "leads.csv", "--cps", "5")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestNextOfStandardInput: what follows a run of standard input needs the same again.
func TestNextOfStandardInput(t *testing.T) {
	t.Parallel()
	if text := stepsOf(campaign.State{Contacts: dialer.Tally{Pending: 3}}, errors.New("odd"), nil, "run", fileset.Stdin); !strings.Contains(text, "pending, with the same standard input:\n  bulkdial run -\n") {
		t.Errorf("of standard input it says\n%s", text)
	}
}

// TestWithoutUnknown: a command does not permit again to call those of whom it is unknown whether they were called.
func TestWithoutUnknown(t *testing.T) {
	t.Parallel()
	for was, want := range map[string]string{"unknown": "none", "rejected,unknown": "rejected", "rejected": "rejected", "none": "none", " unknown ,invalid": "invalid"} {
		if got := withoutUnknown(was); got != want {
			t.Errorf("withoutUnknown(%q) = %q, want %q", was, got, want)
		}
	}
}
