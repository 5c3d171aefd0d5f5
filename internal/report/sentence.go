package report

import (
	"strings"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// called is how many contacts were called: those with a last word of a request, and the pending ones that were tried before.
func called(o *overview.Overview) int {
	c := &o.Contacts
	return min(c.Accepted+c.Rejected+c.Unknown+o.Again, max(c.Rows, 0))
}

// lead is the campaign in one sentence.
func lead(o *overview.Overview) string {
	c := &o.Contacts
	var text strings.Builder
	contacts := several(c.Rows, "contact")
	if !o.ReadAll {
		contacts += " that" + were(c.Rows) + "read so far"
	}
	switch n := called(o); {
	case c.Rows == 0 && !o.ReadAll:
		return "No contact was read so far."
	case c.Rows == 0:
		return "The campaign has no contacts."
	case n == 0:
		text.WriteString("None of the " + contacts + " was called")
	default:
		text.WriteString("Of " + contacts + ", " + count(n) + were(n) + "called")
		switch ended := c.Outcomes.Total(); {
		case !o.CallsKnown:
			text.WriteString(" and " + count(c.Accepted) + " calls were accepted")
		case ended > 0:
			text.WriteString(" and " + count(c.Outcomes.Answered) + " answered, which is " + share(c.Outcomes.Answered, ended) + " of the calls that have ended")
		default:
			text.WriteString("; no call has ended yet")
		}
	}
	rest := []string{}
	if c.Pending > 0 {
		rest = append(rest, count(c.Pending)+" "+are(c.Pending)+" still to be called")
	}
	if doubtful := c.Rejected + c.Unknown + c.Invalid; doubtful > 0 {
		rest = append(rest, count(doubtful)+needs(doubtful)+" a look")
	}
	if len(rest) > 0 {
		text.WriteString("; " + strings.Join(rest, ", and "))
	}
	return text.String() + "."
}

func were(n int) string {
	if n == 1 {
		return " was "
	}
	return " were "
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func needs(n int) string {
	if n == 1 {
		return " needs"
	}
	return " need"
}

// facts are the figures of most interest.
func facts(o *overview.Overview) []fact {
	c := &o.Contacts
	n, ended := called(o), c.Outcomes.Total()
	list := []fact{
		{"Contacts", count(c.Rows), ""},
		{"Called", count(n), share(n, c.Rows) + " of the contacts"},
	}
	if o.CallsKnown {
		rate := fact{"Answer rate", "–", "no call has ended"}
		if ended > 0 {
			low, high := wilson(c.Outcomes.Answered, ended)
			rate.Value, rate.Note = share(c.Outcomes.Answered, ended), "95"+noBreak+"% interval: "+percent(low)+" to "+percent(high)
		}
		list = append(list, fact{"Answered", count(c.Outcomes.Answered), "of " + several(ended, "ended call")}, rate)
	} else {
		list = append(list, fact{"Accepted", count(c.Accepted), share(c.Accepted, n) + " of the called"})
	}
	if o.Durations.Known > 0 {
		list = append(list, fact{"Median call", clock(o.Durations.Median), "all together " + talk(o.Durations.Total)})
	}
	return append(list, fact{"Still to call", count(c.Pending), share(c.Pending, c.Rows) + " of the contacts"})
}

// What a page calls outcomes and dispositions, and what they mean.
type word struct{ name, means string }

func outcomeWord(o dialer.Outcome) word {
	switch o {
	case dialer.OutcomeAnswered:
		return word{"answered", "somebody, or a machine, took the call"}
	case dialer.OutcomeNoAnswer:
		return word{"no answer", "it rang in vain"}
	case dialer.OutcomeBusy:
		return word{"busy", "the line was taken"}
	case dialer.OutcomeFailed:
		return word{"failed", "the call reached nobody"}
	case dialer.OutcomeCanceled:
		return word{"canceled", "the call was ended through the API"}
	case dialer.OutcomeOther:
	}
	return word{"other", "it ended in a way that is not known"}
}
