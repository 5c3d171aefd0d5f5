package dialer

import "strings"

// Outcome is how a placed call ended.
type Outcome string

// The outcomes. The set is closed.
const (
	// Answered: somebody, or a machine, took the call. The API does not tell which.
	OutcomeAnswered Outcome = "answered"
	// NoAnswer, Busy: it rang in vain, or the line was taken.
	OutcomeNoAnswer Outcome = "no_answer"
	OutcomeBusy     Outcome = "busy"
	// Failed: it reached nobody.
	OutcomeFailed Outcome = "failed"
	// Canceled: it was ended through the API.
	OutcomeCanceled Outcome = "canceled"
	// Other: it ended with a status or an end reason that is not known, or that contradict each other. A person may have been reached.
	OutcomeOther Outcome = "other"
)

// Outcomes returns all outcomes.
func Outcomes() []Outcome {
	return []Outcome{OutcomeAnswered, OutcomeNoAnswer, OutcomeBusy, OutcomeFailed, OutcomeCanceled, OutcomeOther}
}

// MayHaveTranscript reports whether something may have been said in a call that ended so. A call that was never connected has no
// transcript.
func (o Outcome) MayHaveTranscript() bool {
	switch o {
	case OutcomeAnswered, OutcomeCanceled, OutcomeOther:
		return true
	case OutcomeNoAnswer, OutcomeBusy, OutcomeFailed:
	}
	return false
}

// Unreached reports whether nobody was reached in a call that ended so, so that it may be placed again.
func (o Outcome) Unreached() bool {
	switch o {
	case OutcomeNoAnswer, OutcomeBusy, OutcomeFailed:
		return true
	case OutcomeAnswered, OutcomeCanceled, OutcomeOther:
	}
	return false
}

// OutcomeOf reads the status and the end reason of a call, and reports whether it has ended; until then it has no outcome.
// A status that no version documents ends a call if there is an end reason. A failure is Failed, NoAnswer or Busy only where
// nothing says that somebody was reached, because such calls may be placed again.
func OutcomeOf(status, endReason string) (outcome Outcome, ended bool) {
	reason := word(endReason)
	switch word(status) {
	case "created", "started", "active":
		return "", false
	case "completed":
		return completedOutcome(reason), true
	case "failed":
		return failedOutcome(reason), true
	case "cancelled", "canceled":
		return OutcomeCanceled, true
	default:
		if reason == "" {
			return "", false
		}
		return OutcomeOther, true
	}
}

func word(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func completedOutcome(reason string) Outcome {
	switch reason {
	case "", "agent_hangup", "client_hangup", "client_disconnected", "inactivity", "max_duration":
		return OutcomeAnswered
	case "api_cancelled", "api_canceled":
		return OutcomeCanceled
	default:
		return OutcomeOther
	}
}

func failedOutcome(reason string) Outcome {
	switch reason {
	case "", "dial_failed", "error":
		return OutcomeFailed
	case "dial_no_answer":
		return OutcomeNoAnswer
	case "dial_busy":
		return OutcomeBusy
	case "api_cancelled", "api_canceled":
		return OutcomeCanceled
	default:
		return OutcomeOther
	}
}

// EndReasonOutcome returns the outcome of calls with an end reason that the API documents, and whether it does.
func EndReasonOutcome(endReason string) (outcome Outcome, documented bool) {
	reason := word(endReason)
	if reason == "" {
		return "", false
	}
	for _, of := range []func(string) Outcome{failedOutcome, completedOutcome} {
		if outcome = of(reason); outcome != OutcomeOther {
			return outcome, true
		}
	}
	return OutcomeOther, false
}
