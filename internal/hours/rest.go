package hours

import (
	"fmt"
	"time"

	"bulkdial/dialer"
)

// longestRest bounds after_conversation: calls that ended longer ago than 194 days have no known age (package screen).
const longestRest = 180 * 24 * time.Hour

// checkRest returns an error for an after_conversation that is too long.
func (r *Rule) checkRest() error {
	if rest := time.Duration(r.AfterConversation); rest > longestRest {
		return fmt.Errorf("after_conversation is longer than %dd, which is the most that is kept", longestRest/(24*time.Hour))
	}
	return nil
}

// LongestRest is the longest after_conversation of all rules; 0: there is none.
func (r *Rules) LongestRest() time.Duration {
	longest := time.Duration(0)
	for _, rule := range r.All() {
		longest = max(longest, time.Duration(rule.AfterConversation))
	}
	return longest
}

// Rest returns how long after a conversation a contact is not called, by the rules of its regions: the longest after_conversation of those that
// are in force on the date in any zone, or on the day before or after it. A contact whose regions are not known has the longest of the file. It
// is screen.CapsConfig.Rest.
func (g *Guard) Rest(c *dialer.Contact, now time.Time) time.Duration {
	rules := g.cfg.Rules
	if rules == nil {
		return 0
	}
	place, today := g.cfg.Places.Of(c), DateOf(now.UTC())
	g.mu.Lock()
	defer g.mu.Unlock()
	known, ok := g.rests[place]
	if !ok || known.today != today {
		known = restOn{today, rules.rest(place.Regions, today)}
		g.rests[place] = known
	}
	return known.rest
}

// restOn is what Rest answers for a place on a date of UTC.
type restOn struct {
	today Date
	rest  time.Duration
}

func (r *Rules) rest(regions []string, today Date) time.Duration {
	if len(regions) == 0 {
		return r.LongestRest()
	}
	rest := time.Duration(0)
	for _, region := range regions {
		for d := today - 1; d <= today+1; d++ {
			for _, rule := range r.For(region, d) {
				rest = max(rest, time.Duration(rule.AfterConversation))
			}
		}
	}
	return rest
}
