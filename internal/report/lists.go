package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bulkdial/internal/overview"
)

// errorList is why contacts have no accepted call.
type errorList struct {
	Groups []errorGroup
	// None is said where there are no groups.
	None string
	// Further says what is not listed; empty: nothing.
	Further string
}

// notReadAgain is said where the contacts are not known one by one.
const notReadAgain = "The contacts come from standard input, which cannot be read again for this page."

// errorGroup is the contacts with one error.
type errorGroup struct {
	Title, Code, Message, Remedy string
	Examples                     table
}

// errorList lists the errors with example rows.
func (c *Config) errorList(o *overview.Overview) errorList {
	list := errorList{None: "No contact has an error."}
	if !o.ReadAll {
		list.None = notReadAgain
	}
	for _, e := range o.Errors {
		g := errorGroup{
			Title: several(e.Count, "contact") + ": " + string(e.Disposition), Code: e.Code, Message: c.text(e.Message), Remedy: c.text(e.Remedy),
			Examples: table{Caption: "Examples: " + string(e.Disposition) + ", " + e.Code, Head: []string{"row", "number"}, Words: map[int]bool{1: true, 2: true, 3: true}},
		}
		attempted := slices.ContainsFunc(e.Examples, func(x overview.Example) bool { return x.Batch != "" || !x.At.IsZero() })
		if attempted {
			g.Examples.Head, g.Examples.Wide = append(g.Examples.Head, "time", "batch"), true
		}
		for _, x := range e.Examples {
			row := []string{strconv.Itoa(x.Row), c.number(x.Number)}
			if attempted {
				row = append(row, c.moment(x.At).Text, string(x.Batch))
			}
			g.Examples.Rows = append(g.Examples.Rows, row)
		}
		list.Groups = append(list.Groups, g)
	}
	if o.FurtherErrors > 0 {
		list.Further = several(o.FurtherErrors, "contact") + " more have other errors; bulkdial export lists each contact."
	}
	return list
}

// regionsSection shows the countries of the numbers.
func regionsSection(o *overview.Overview) section {
	s := section{
		ID: "regions", Title: "Regions", Intro: "Contacts by the country of their number.",
		Legend: []legend{{"rest", "contacts"}, {"sent", "accepted"}, {"answered", "answered"}},
		Table:  table{Caption: "Contacts by the country of their number", Head: []string{"country", "contacts", "accepted", "answered", "rate"}},
	}
	most := 0
	for _, r := range o.Regions {
		most = max(most, r.Contacts, r.Accepted)
	}
	var items []bar
	var said []string
	for _, r := range o.Regions {
		name := brief(r.Name, mostName/2) // a code of two letters
		if name == "" {
			name = "other or none"
		}
		value := count(r.Contacts)
		if r.Accepted > 0 {
			value += " · " + share(r.Answered, r.Accepted) + " answered"
		}
		items = append(items, bar{
			Name: name, Value: value,
			Parts: []part{{"rest", width(r.Contacts, most)}, {"sent", width(r.Accepted, most)}, {"answered", width(r.Answered, most)}},
		})
		said = append(said, name+" "+count(r.Contacts))
		s.Table.Rows = append(s.Table.Rows, []string{name, count(r.Contacts), count(r.Accepted), count(r.Answered), share(r.Answered, r.Accepted)})
	}
	desc := "There are no contacts."
	if !o.ReadAll {
		s.Notes, desc = []string{notReadAgain}, notReadAgain
	}
	if len(said) > 0 {
		desc = strings.Join(said, ", ") + "."
	}
	s.Bars = newBars("regions", "Bars: contacts, accepted and answered calls by country", desc, items)
	return s
}

// runsSection lists the runs.
func (c *Config) runsSection(o *overview.Overview) section {
	s := section{
		ID: "runs", Title: "Runs", Open: true,
		Table: table{
			Caption: "Runs, in the order in which they began", Wide: true, Words: map[int]bool{1: true, 2: true, 6: true},
			Head: []string{"began", "took", "by", "sent", "accepted", "unknown", "how it ended"},
		},
	}
	for i := range o.Runs {
		r := &o.Runs[i]
		row := []string{c.moment(r.Begin.At).Text, "–", r.Begin.User + " on " + r.Begin.Host, "–", "–", "–", "it was cut off"}
		if r.AtWork {
			row[6] = "at work"
		}
		if r.End != nil {
			row[1], row[3], row[4], row[5] = lasting(r.End.At.Sub(r.Begin.At)), count(r.End.Sent), count(r.End.Accepted), count(r.End.Unknown)
			row[6] = fmt.Sprintf("%s (exit code %d)", c.text(r.End.Outcome), r.End.ExitCode)
		}
		if what := kindOf(r); what != "" {
			row[0] += ", " + what
		}
		s.Table.Rows = append(s.Table.Rows, row)
	}
	if o.EarlierRuns > 0 {
		s.Notes = append(s.Notes, "Before these there were "+several(o.EarlierRuns, "run")+".")
	}
	if len(o.Runs) == 0 {
		s.Notes = append(s.Notes, "No run has begun to call.")
	}
	return s
}

// kindOf says what is special about a run.
func kindOf(r *overview.Run) string {
	var words []string
	if r.Begin.TestCall != "" {
		words = append(words, "test call")
	}
	if r.Begin.Canary {
		words = append(words, "canary")
	}
	if r.Begin.Shard != "" {
		words = append(words, "shard "+r.Begin.Shard)
	}
	return strings.Join(words, ", ")
}
