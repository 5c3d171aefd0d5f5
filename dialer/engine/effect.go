package engine

import (
	"bulkdial/dialer"
)

// effect is what follows from one kind of answer: doc.go says what each proves. Each column is read in one place, named
// beside it.
type effect struct {
	// contacts: what becomes of the contacts of the request; see resultsOf.
	contacts contactsEffect
	// failure: how the answer counts for the breaker; see breaker.decide.
	failure failureEffect
	// gate: what becomes of the run as a whole; see run.moveGate.
	gate gateEffect
	// rest: what is still to be sent of the batch; see run.remainder.
	rest restEffect
	// trouble is the log message for an answer that is not usable; empty where there is none.
	trouble string
}

// effectOf returns the effect of a kind of answer.
func effectOf(kind dialer.AnswerKind) effect {
	switch kind {
	case dialer.Answered:
		return effect{contacts: byEntry, failure: goodAnswer, gate: openUnlessLineless, rest: withoutLine}
	case dialer.Unproven:
		return effect{
			contacts: byEntry, failure: oneFailure, gate: holdFromSecondFailure, rest: withoutLine,
			trouble: "no entry of the answer proves anything; these contacts may have been called and will not be sent again",
		}
	case dialer.Busy:
		return effect{contacts: lineless, failure: noFailure, gate: openUnlessLineless, rest: withoutLine}
	case dialer.Unsent:
		return effect{
			contacts: undecided, failure: noFailure, gate: holdForConnection, rest: sameAgain,
			trouble: "request not sent; it dialed no contact",
		}
	case dialer.Withheld:
		return effect{contacts: undecided, failure: noFailure, gate: leaveGate, rest: sameAgain}
	case dialer.Refused, dialer.TooLarge:
		return effect{contacts: rejectedAlone, failure: refusal, gate: openGate, rest: halves}
	case dialer.Denied:
		return effect{contacts: undecided, failure: stopsRun, gate: leaveGate, rest: nothing}
	case dialer.Lost:
		return effect{
			contacts: allUnknown, failure: oneFailure, gate: holdFromSecondFailure, rest: nothing,
			trouble: "no usable answer; these contacts may have been called and will not be sent again",
		}
	}
	return effectOf(dialer.Lost) // a kind that this table lacks proves nothing
}

// contactsEffect is what becomes of the contacts of a request.
type contactsEffect int

const (
	byEntry       contactsEffect = iota // the entry of each decides
	allUnknown                          // all of them are Unknown
	rejectedAlone                       // one contact is Rejected; several stay pending
	lineless                            // they stay pending, for want of a free line
	undecided                           // they stay pending
)

// failureEffect is how an answer counts for the breaker.
type failureEffect int

const (
	goodAnswer failureEffect = iota // ends a series of failures
	noFailure                       // counts for nothing
	refusal                         // the contacts or the configuration are at fault
	oneFailure                      // one more failure, unless a neighbor failed with it
	stopsRun                        // stops the run
)

// gateEffect is what becomes of the gate, and with it of the whole run.
type gateEffect int

const (
	openGate              gateEffect = iota // the API has room
	openUnlessLineless                      // the same, unless contacts lacked a line
	leaveGate                               // says nothing of the API's room
	holdForConnection                       // wait until the API can be reached
	holdFromSecondFailure                   // one lost answer is an accident, two in a row are a pattern
)

// restEffect is what is still to be sent of a batch.
type restEffect int

const (
	nothing     restEffect = iota
	sameAgain              // all of it
	withoutLine            // the contacts that lacked a line
	halves                 // both halves, unless it is a single contact
)
