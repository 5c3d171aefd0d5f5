package show

import (
	"strconv"
	"strings"

	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/calls"
)

// OutcomesJSON counts the accepted contacts by how their last calls have ended.
type OutcomesJSON struct {
	dialer.OutcomeTally

	// InProgress is how many have not ended, as far as is known.
	InProgress int `json:"in_progress"`
}

// OutcomesOf returns the outcomes of calls that are followed.
func OutcomesOf(p calls.Progress) OutcomesJSON { return OutcomesJSON{p.Outcomes, p.InProgress} }

// newOutcomes returns the outcomes of a campaign; nil where no end of a call is known.
func newOutcomes(s *campaign.State) *OutcomesJSON {
	if !s.CallsKnown {
		return nil
	}
	return &OutcomesJSON{s.Contacts.Outcomes, s.Contacts.InProgress()}
}

// outcomes writes how the calls of the accepted contacts have ended, once the end of a call is known.
func (w *Writer) outcomes(s *campaign.State) {
	if o := newOutcomes(s); o != nil && s.Contacts.Accepted > 0 {
		w.Printf("  outcomes: %s\n", OutcomesText(o.OutcomeTally, o.InProgress))
	}
}

// OutcomesText says how many calls have ended in which way, and how many have not: the counts that are not zero.
func OutcomesText(ended dialer.OutcomeTally, inProgress int) string {
	var counts []string
	count := func(n int, words string) {
		if n > 0 {
			counts = append(counts, strconv.Itoa(n)+" "+words)
		}
	}
	for _, outcome := range dialer.Outcomes() {
		count(ended.Of(outcome), strings.ReplaceAll(string(outcome), "_", " "))
	}
	count(inProgress, "in progress")
	return strings.Join(counts, ", ")
}
