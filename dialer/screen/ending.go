package screen

import "bulkdial/dialer"

// ending is the outcome of an attempt's call in one byte. An attempt has two padding bytes left, so it grows by none (TestMemory).
type ending uint8

const (
	endingNone ending = iota // there is no CDR: the call is in progress as far as is known
	endingAnswered
	endingNoAnswer
	endingBusy
	endingFailed
	endingCanceled
	endingOther
)

// endingOf returns the ending of a CDR.
func endingOf(o dialer.Outcome) ending {
	switch o {
	case dialer.OutcomeAnswered:
		return endingAnswered
	case dialer.OutcomeNoAnswer:
		return endingNoAnswer
	case dialer.OutcomeBusy:
		return endingBusy
	case dialer.OutcomeFailed:
		return endingFailed
	case dialer.OutcomeCanceled:
		return endingCanceled
	case dialer.OutcomeOther:
	}
	return endingOther
}

// outcome is empty for endingNone.
func (e ending) outcome() dialer.Outcome {
	switch e {
	case endingAnswered:
		return dialer.OutcomeAnswered
	case endingNoAnswer:
		return dialer.OutcomeNoAnswer
	case endingBusy:
		return dialer.OutcomeBusy
	case endingFailed:
		return dialer.OutcomeFailed
	case endingCanceled:
		return dialer.OutcomeCanceled
	case endingOther:
		return dialer.OutcomeOther
	case endingNone:
	}
	return ""
}

// repeated returns what two CDRs of one call say together, in any order: if they contradict each other, a person may have been
// reached.
func (e ending) repeated(again ending) ending {
	if e == endingNone || e == again {
		return again
	}
	return endingOther
}

// beside returns the ending of two calls that count as one, in any order: they are in progress while one of them is.
func (e ending) beside(other ending) ending {
	if e == endingNone || other == endingNone {
		return endingNone
	}
	return e.repeated(other)
}
