package dialer_test

import (
	"slices"
	"testing"

	"bulkdial/dialer"
)

// TestMayHaveTranscript: all outcomes but those of calls that were never connected.
func TestMayHaveTranscript(t *testing.T) {
	t.Parallel()
	var with []dialer.Outcome
	for _, o := range dialer.Outcomes() {
		if o.MayHaveTranscript() {
			with = append(with, o)
		}
	}
	if want := []dialer.Outcome{dialer.OutcomeAnswered, dialer.OutcomeCanceled, dialer.OutcomeOther}; !slices.Equal(with, want) {
		t.Errorf("a transcript may be there for %v, want %v", with, want)
	}
}

// TestOutcomeOf: each documented status with each documented reason, and words that no version documents.
func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	const open = dialer.Outcome("") // not ended
	// The columns are completed, failed, cancelled, and a status of tomorrow.
	statuses := []string{"completed", "failed", "cancelled", "transferred"}
	for reason, want := range map[string][]dialer.Outcome{
		"":                    {dialer.OutcomeAnswered, dialer.OutcomeFailed, dialer.OutcomeCanceled, open},
		"agent_hangup":        {dialer.OutcomeAnswered, dialer.OutcomeOther, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"client_hangup":       {dialer.OutcomeAnswered, dialer.OutcomeOther, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"client_disconnected": {dialer.OutcomeAnswered, dialer.OutcomeOther, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"inactivity":          {dialer.OutcomeAnswered, dialer.OutcomeOther, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"max_duration":        {dialer.OutcomeAnswered, dialer.OutcomeOther, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"api_cancelled":       {dialer.OutcomeCanceled, dialer.OutcomeCanceled, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"dial_no_answer":      {dialer.OutcomeOther, dialer.OutcomeNoAnswer, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"dial_busy":           {dialer.OutcomeOther, dialer.OutcomeBusy, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"dial_failed":         {dialer.OutcomeOther, dialer.OutcomeFailed, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"error":               {dialer.OutcomeOther, dialer.OutcomeFailed, dialer.OutcomeCanceled, dialer.OutcomeOther},
		"voicemail":           {dialer.OutcomeOther, dialer.OutcomeOther, dialer.OutcomeCanceled, dialer.OutcomeOther},
	} {
		for i, status := range statuses {
			got, ended := dialer.OutcomeOf(status, reason)
			if got != want[i] || ended != (want[i] != open) {
				t.Errorf("OutcomeOf(%q, %q) = %q, %t, want %q", status, reason, got, ended, want[i])
			}
			if ended && !slices.Contains(dialer.Outcomes(), got) {
				t.Errorf("%q is none of the outcomes", got)
			}
		}
		for _, status := range []string{"created", "started", "active"} {
			if got, ended := dialer.OutcomeOf(status, reason); got != open || ended {
				t.Errorf("OutcomeOf(%q, %q) = %q, %t: it has not ended", status, reason, got, ended)
			}
		}
	}
	if got, ended := dialer.OutcomeOf(" Failed", "DIAL_BUSY "); got != dialer.OutcomeBusy || !ended {
		t.Errorf("OutcomeOf of other spellings = %q, %t", got, ended)
	}
	if _, ended := dialer.OutcomeOf("", ""); ended {
		t.Error("a call of which nothing is told has ended")
	}
}

// TestOutcomeTally: each ended call counts once, and one with a text that is no outcome as one whose end is not known.
func TestOutcomeTally(t *testing.T) {
	t.Parallel()
	var tally dialer.OutcomeTally
	for i, o := range append(dialer.Outcomes(), "odd") {
		for range i + 1 {
			tally.Ended(o)
		}
	}
	want := dialer.OutcomeTally{Answered: 1, NoAnswer: 2, Busy: 3, Failed: 4, Canceled: 5, Other: 13}
	if tally != want || tally.Total() != 28 || tally.Of(dialer.OutcomeBusy) != 3 {
		t.Errorf("%+v with %d, want %+v", tally, tally.Total(), want)
	}
	tally.Add(dialer.OutcomeTally{Answered: 10, NoAnswer: 20, Busy: 30, Failed: 40, Canceled: 50, Other: 60})
	if want := (dialer.OutcomeTally{Answered: 11, NoAnswer: 22, Busy: 33, Failed: 44, Canceled: 55, Other: 73}); tally != want {
		t.Errorf("%+v, want %+v", tally, want)
	}
}

// TestUnreached: a call that rang in vain, found the line taken, or failed has reached no person.
func TestUnreached(t *testing.T) {
	t.Parallel()
	want := []dialer.Outcome{dialer.OutcomeNoAnswer, dialer.OutcomeBusy, dialer.OutcomeFailed}
	if got := slices.DeleteFunc(dialer.Outcomes(), func(o dialer.Outcome) bool { return !o.Unreached() }); !slices.Equal(got, want) {
		t.Errorf("no person is reached in %v, want %v", got, want)
	}
}

// TestEndReasonOutcome: an end reason tells an outcome when the API documents it.
func TestEndReasonOutcome(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]dialer.Outcome{
		"dial_busy": dialer.OutcomeBusy, "dial_no_answer": dialer.OutcomeNoAnswer, "dial_failed": dialer.OutcomeFailed, "Agent_Hangup": dialer.OutcomeAnswered,
		"api_cancelled": dialer.OutcomeCanceled, "of_tomorrow": dialer.OutcomeOther, "": "",
	} {
		outcome, documented := dialer.EndReasonOutcome(reason)
		if outcome != want || documented != (reason != "" && want != dialer.OutcomeOther) {
			t.Errorf("EndReasonOutcome(%q) = %s, %v, want %s", reason, outcome, documented, want)
		}
	}
}
