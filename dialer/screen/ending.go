package screen

import "bulkdial/dialer"

// ending is the outcome of an attempt's call, and whether Redial names it, in one byte: memory is promised (TestMemory).
type ending uint8

const (
	endingNone ending = iota // there is no CDR: the call is in progress as far as is known
	endingAnswered
	endingNoAnswer
	endingBusy
	endingFailed
	endingCanceled
	endingOther

	// endingNamed is added to the ending of a call after which Redial calls the contact again.
	endingNamed ending = 1 << 7
)

// named reports whether Redial names a call that has ended so.
func (e ending) named() bool { return e&endingNamed != 0 }

// reached reports whether somebody was reached, or may have been, by a call that has ended so, and Redial does not overrule that. A
// call in progress may still reach somebody.
func (e ending) reached() bool { return !e.named() && !e.outcome().Unreached() }

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
	switch e &^ endingNamed {
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
	case endingNone, endingNamed:
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
