package main

import (
	"strconv"
	"strings"

	"bulkdial/dialer"
	"bulkdial/internal/campaign"
)

// outcomesJSON counts the accepted contacts by how their last calls have ended.
type outcomesJSON struct {
	dialer.OutcomeTally

	// InProgress is how many have not ended, as far as is known.
	InProgress int `json:"in_progress"`
}

// newOutcomes returns the outcomes of a campaign; nil where no end of a call is known.
func newOutcomes(s *campaign.State) *outcomesJSON {
	if !s.CallsKnown {
		return nil
	}
	return &outcomesJSON{s.Contacts.Outcomes, s.Contacts.InProgress()}
}

// outcomes writes how the calls of the accepted contacts have ended, once the end of a call is known.
func (w *showText) outcomes(s *campaign.State) {
	if o := newOutcomes(s); o != nil && s.Contacts.Accepted > 0 {
		w.Printf("  outcomes: %s\n", outcomesText(o.OutcomeTally, o.InProgress))
	}
}

// outcomesText says how many calls have ended in which way, and how many have not: the counts that are not zero.
func outcomesText(ended dialer.OutcomeTally, inProgress int) string {
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
