package report

import (
	"strings"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// became is how many contacts became one thing.
type became struct {
	word

	n     int
	class string
}

// becameOf says what became of the contacts: those that were called, those that are not to be called, and the others.
func becameOf(o *overview.Overview) (calledOnes, skipped, waiting []became) {
	c := &o.Contacts
	if o.CallsKnown {
		for _, outcome := range dialer.Outcomes() {
			class := "ended"
			if outcome == dialer.OutcomeAnswered {
				class = "answered"
			}
			calledOnes = append(calledOnes, became{outcomeWord(outcome), c.Outcomes.Of(outcome), class})
		}
		calledOnes = append(calledOnes, became{word{"in progress", "accepted, and no end of the call is known yet"}, c.InProgress(), "ended"})
	} else {
		calledOnes = append(calledOnes, became{word{"accepted", "the call was placed; how it ended is not known yet"}, c.Accepted, "ended"})
	}
	calledOnes = append(
		calledOnes,
		became{word{"rejected", "it is certain that nobody was called"}, c.Rejected, "trouble"},
		became{word{"unknown", "may have been called; left alone until that is clear"}, c.Unknown, "trouble"},
	)
	skipped = []became{
		{word{"invalid", "the row cannot be called as it stands"}, c.Invalid, "trouble"},
		{word{"duplicate", "an earlier row has the same number"}, c.Duplicate, "rest"},
		{word{"suppressed", "on a list of numbers that are not called"}, c.Suppressed, "rest"},
		{word{"expired", "the time to call has passed"}, c.Expired, "rest"},
	}
	waiting = []became{{word{"pending", "still to be called"}, c.Pending, "rest"}}
	return calledOnes, skipped, waiting
}

// outcomesSection shows what became of the contacts. Each of them is in one bar.
func (c *Config) outcomesSection(o *overview.Overview) section {
	rows := o.Contacts.Rows
	s := section{
		ID: "outcomes", Title: "What became of the contacts", Intro: "Each contact counts once, as it stands now.",
		Table: table{Caption: "Contacts by what became of them", Head: []string{"", "contacts", "share", "means"}, Words: map[int]bool{3: true}},
	}
	var items []bar
	var said []string
	calledOnes, skipped, waiting := becameOf(o)
	for _, group := range []struct {
		heading string
		became  []became
	}{{"Called", calledOnes}, {"Not to be called", skipped}, {"Still to be called", waiting}} {
		headed := false
		for i, b := range group.became {
			s.Table.Rows = append(s.Table.Rows, []string{b.name, count(b.n), share(b.n, rows), b.means})
			if b.n == 0 && (i > 0 || group.heading != "Called") {
				continue
			}
			if !headed {
				items, headed = append(items, bar{Name: group.heading, Heading: true}), true
			}
			said = append(said, count(b.n)+" "+b.name)
			items = append(items, bar{Name: b.name, Value: count(b.n) + " · " + share(b.n, rows), Parts: []part{{b.class, width(b.n, rows)}}})
		}
	}
	s.Table.Rows = append(s.Table.Rows, []string{"all", count(rows), share(rows, rows), ""})
	s.Bars = newBars("outcomes", "Bars: contacts by what became of them", strings.Join(said, ", ")+".", items)
	if !o.CallsKnown && o.ReadAll && o.Contacts.Accepted > 0 {
		s.Notes = append(s.Notes, "How the calls have ended is not known. This command finds out: bulkdial track "+o.Files.Contacts)
	}
	if o.Contacts.Hidden > 0 {
		s.Notes = append(s.Notes, several(o.Contacts.Hidden, "contact")+" of these "+are(o.Contacts.Hidden)+" in rows that the sheet hides.")
	}
	if n := o.Unmatched.Count; n > 0 {
		s.Notes = append(s.Notes, several(n, "contact")+" of the results "+are(n)+" in no row of the file any more: the calls below count them, the bars above do not.")
	}
	s.Notes = append(s.Notes, c.holdNotes(o)...)
	return s
}

// holdNotes says which contacts may not be called now.
func (c *Config) holdNotes(o *overview.Overview) (notes []string) {
	for _, h := range o.Holds {
		note := several(h.Count, "contact") + " may not be called now: " + c.text(h.Why)
		if !h.Until.IsZero() {
			note += "; the first again at " + c.moment(h.Until.Round(time.Minute)).Text
		}
		notes = append(notes, note+".")
	}
	return notes
}
