package report

import (
	"fmt"
	"strings"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// funnelSection shows how many contacts were called, accepted and answered at each attempt.
func funnelSection(o *overview.Overview) section {
	s := section{
		ID: "attempts", Title: "From the contacts to the answers, by attempt",
		Intro: "A contact that is called again counts at each attempt. The shares are those of the bar above.",
		Table: table{
			Caption: "Attempts by what became of them", Wide: true,
			Head: []string{"attempt", "called", "accepted", "rejected", "unknown"},
		},
	}
	for _, outcome := range dialer.Outcomes() {
		s.Table.Head = append(s.Table.Head, outcomeWord(outcome).name)
	}
	most := o.Contacts.Rows
	for _, a := range o.Attempts {
		most = max(most, a.Sent)
	}
	items := []bar{step("contacts", o.Contacts.Rows, 0, most, "rest")}
	said := []string{several(o.Contacts.Rows, "contact")}
	for i, a := range o.Attempts {
		name := attemptName(i, a.Attempt)
		before := o.Contacts.Rows
		if i > 0 {
			before = o.Attempts[i-1].Sent
		}
		items = append(items, bar{Name: name, Heading: true}, step("called", a.Sent, before, most, "sent"), step("accepted", a.Accepted, a.Sent, most, "sent"))
		text := fmt.Sprintf("%s: %s called, %s accepted", name, count(a.Sent), count(a.Accepted))
		if o.CallsKnown {
			items = append(items, step("answered", a.Outcomes.Answered, a.Accepted, most, "answered"))
			text += ", " + count(a.Outcomes.Answered) + " answered"
		}
		said = append(said, text)
		row := []string{name, count(a.Sent), count(a.Accepted), count(a.Rejected), count(a.Unknown)}
		for _, outcome := range dialer.Outcomes() {
			row = append(row, count(a.Outcomes.Of(outcome)))
		}
		s.Table.Rows = append(s.Table.Rows, row)
	}
	s.Bars = newBars("attempts", "Bars: contacts, and how many were called, accepted and answered at each attempt", strings.Join(said, "; ")+".", items)
	return s
}

// step is a bar of the funnel, with its share of the one before; 0: there is none before.
func step(name string, n, before, most int, class string) bar {
	b := bar{Name: name, Value: count(n), Parts: []part{{class, width(n, most)}}}
	if before > 0 {
		b.Value += " · " + share(n, before)
	}
	return b
}

func attemptName(i, attempt int) string {
	if i == overview.MaxAttempts-1 {
		return fmt.Sprintf("attempt %d and later", attempt)
	}
	return fmt.Sprintf("attempt %d", attempt)
}
