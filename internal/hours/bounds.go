package hours

import (
	"slices"
	"time"

	"bulkdial/dialer"
)

// AllCaps are the max_calls of all rules.
func (r *Rules) AllCaps() []dialer.Cap {
	var b bounds
	for _, rule := range r.All() {
		b.add(&rule)
	}
	return b.caps
}

// Rest returns how long after a conversation a contact is not called, by the rules of its regions: the longest after_conversation of those that
// are in force on the date in any zone, or on the day before or after it. A contact whose regions are not known has the longest of the file. It
// is screen.CapsConfig.Rest.
func (g *Guard) Rest(c *dialer.Contact, now time.Time) time.Duration { return g.bounds(c, now).rest }

// Caps returns how often a contact's number may be called, by the rules of its regions: all max_calls of those that Rest looks at. It is
// screen.CapsConfig.Of. The slice is not to be changed.
func (g *Guard) Caps(c *dialer.Contact, now time.Time) []dialer.Cap { return g.bounds(c, now).caps }

// bounds are what rules ask for the calls to a number.
type bounds struct {
	// today is the date of UTC for which they are kept.
	today Date
	rest  time.Duration
	caps  []dialer.Cap
}

// bounds returns those of a contact. They are kept for each place.
func (g *Guard) bounds(c *dialer.Contact, now time.Time) bounds {
	rules := g.cfg.Rules
	if rules == nil {
		return bounds{}
	}
	place, today := g.cfg.Places.Of(c), DateOf(now.UTC())
	g.mu.Lock()
	defer g.mu.Unlock()
	known, ok := g.bounded[place]
	if !ok || known.today != today {
		known = rules.bounds(place.Regions, today)
		g.bounded[place] = known
	}
	return known
}

func (r *Rules) bounds(regions []string, today Date) bounds {
	b := bounds{today: today}
	if len(regions) == 0 {
		for _, rule := range r.All() {
			b.add(&rule)
		}
	}
	for _, region := range regions {
		for d := today - 1; d <= today+1; d++ {
			for _, rule := range r.For(region, d) {
				b.add(rule)
			}
		}
	}
	return b
}

// add takes what a rule asks for.
func (b *bounds) add(rule *Rule) {
	b.rest = max(b.rest, time.Duration(rule.AfterConversation))
	for _, one := range rule.MaxCalls {
		if !slices.Contains(b.caps, one) {
			b.caps = append(b.caps, one)
		}
	}
}
