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

	InProgress int `json:"in_progress"`
}

// newOutcomes returns the outcomes of a campaign; nil where no end of a call is known.
func newOutcomes(s *campaign.State) *outcomesJSON {
	if !s.CallsKnown {
		return nil
	}
	return &outcomesJSON{s.Contacts.Outcomes, s.Contacts.InProgress()}
}

// outcomes writes how the calls of the accepted contacts have ended, once the end of a call is known: the counts that are not
// zero, on one line.
func (w *textWriter) outcomes(s *campaign.State) {
	o := newOutcomes(s)
	if o == nil {
		return
	}
	var counts []string
	count := func(n int, words string) {
		if n > 0 {
			counts = append(counts, strconv.Itoa(n)+" "+words)
		}
	}
	for _, outcome := range dialer.Outcomes() {
		count(o.Of(outcome), strings.ReplaceAll(string(outcome), "_", " "))
	}
	count(o.InProgress, "in progress")
	if len(counts) > 0 {
		w.printf("  outcomes: %s\n", strings.Join(counts, ", "))
	}
}
