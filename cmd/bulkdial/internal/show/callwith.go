package show

import (
	"fmt"
	"slices"
	"strings"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/forecast"
)

// CallWith writes what the contacts of a plan are called with, at the address of an API.
func (w *Writer) CallWith(c *campaign.Campaign, r *campaign.Run, address string, f *forecast.Forecast, assumed forecast.Assumptions) {
	switch {
	case assumed.Price > 0: // the forecast has the cost
	case f.Unbounded > 0:
		w.Printf("  cost: no bound: %s without a maximum duration (--max-call-duration-minutes)\n", dialer.Plural(f.Unbounded, "contact"))
	default:
		w.Printf("  cost: %s of calls at most; --price-per-minute says what they cost\n", dialer.Plural(int(f.Minutes), "minute"))
	}
	w.Printf("call with\n")
	w.named("agent", f.Agents, len(f.Agents), func(id string) string { return withName(id, r.AgentName(id)) })
	w.named("from", f.Callers, len(f.Callers), func(id string) string {
		caller := r.Caller(id)
		return withName(id, caller.Number, caller.Provider)
	})
	w.Printf("  address: %s\n", strings.TrimSuffix(address, "/"))
	sent := c.MetadataColumns()
	w.named("metadata", sent.First, sent.Count, dialer.OneLine)
	lists := c.SuppressionLists()
	names := make([]string, len(lists))
	for i, list := range lists {
		names[i] = fmt.Sprintf("%s (%s%s)", list.Name, dialer.Plural(list.Entries, "number"), expiredText(list.Expired))
	}
	w.named("lists", names, len(names), dialer.OneLine)
}

// expiredText is how many entries of a list do not count any more.
func expiredText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d expired", n)
}

// mostShown is how many things of one kind are named.
const mostShown = 8

// named writes the first of n things, each as show has it.
func (w *Writer) named(kind string, first []string, n int, show func(string) string) {
	shown := make([]string, min(mostShown, len(first)))
	for i := range shown {
		shown[i] = show(first[i])
	}
	text := strings.Join(shown, ", ")
	switch more := n - len(shown); {
	case n == 0:
		text = "none"
	case more > 0:
		text += fmt.Sprintf(" and %d more", more)
	}
	w.Printf("  %s: %s\n", kind, text)
}

// withName is an id with what else is known of it.
func withName(id string, known ...string) string {
	known = slices.DeleteFunc(known, func(s string) bool { return s == "" })
	if len(known) == 0 {
		return id
	}
	return id + " (" + dialer.OneLine(strings.Join(known, ", ")) + ")"
}

// UsualQuestion asks whether to call the contacts of a plan.
func UsualQuestion(p *engine.Plan) string {
	if p.Held > 0 {
		return fmt.Sprintf("Call %s now and %d later?", PeopleText(p.ToCall), p.Held)
	}
	return fmt.Sprintf("Call %s now?", PeopleText(p.ToCall))
}
