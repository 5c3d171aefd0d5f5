package ringing_test

import (
	"strings"
	"time"

	"bulkdial/dialer"
)

// week are the windows of each day of a week, Sunday first, in minutes from its midnight; one may end on the next day.
type week [7][][2]int

// open reads a wall clock: whether a window of its day is open, or one of the day before that goes past midnight, if that day counts.
func (w *week) open(at time.Time, before bool) bool {
	minute, day := at.Hour()*60+at.Minute(), int(at.Weekday())
	for _, window := range w[day] {
		if minute >= window[0] && minute < window[1] {
			return true
		}
	}
	for _, window := range w[(day+6)%7] {
		if before && minute+24*60 < window[1] {
			return true
		}
	}
	return false
}

// rule is one of a file of rules.
type rule struct {
	region string
	week   week
	// zone is that of the rule; nil: those of the contact.
	zone *time.Location
	// from and until are its first and last day; empty: none.
	from, until string
	asked
}

// asked is what a rule asks for the calls to a number.
type asked struct {
	// rest is how many hours after a conversation nobody is called, and once in how many hours there is at most one call; 0: any.
	rest, once int
}

// stricter returns what two rules ask for together.
func (a asked) stricter(b asked) asked { return asked{max(a.rest, b.rest), max(a.once, b.once)} }

// talk is an earlier call to somebody by others. Without an outcome it is not known how it has ended.
type talk struct {
	placed, ended time.Time
	outcome       dialer.Outcome
}

// restsUntil returns until when somebody may not be called who was called, by the rules of a moment.
func (p *plan) restsUntil(place *dialer.Whereabouts, c talk, at time.Time) (until time.Time) {
	a := p.asks(place, at)
	if a.once > 0 {
		until = c.placed.Add(time.Duration(a.once) * time.Hour)
	}
	switch c.outcome {
	case dialer.OutcomeNoAnswer, dialer.OutcomeBusy, dialer.OutcomeFailed:
		return until
	case dialer.OutcomeAnswered, dialer.OutcomeCanceled, dialer.OutcomeOther:
	default:
		c.ended = c.placed.Add(8 * time.Hour)
	}
	if rested := c.ended.Add(time.Duration(a.rest) * time.Hour); a.rest > 0 && rested.After(until) {
		until = rested
	}
	return until
}

// asks returns what the rules of a moment ask for the calls to somebody.
func (p *plan) asks(place *dialer.Whereabouts, at time.Time) (all asked) {
	for days := -1; days <= 1; days++ { // a day begins earlier somewhere, and later elsewhere
		day := at.UTC().AddDate(0, 0, days).Format(time.DateOnly)
		for _, region := range place.Regions {
			ruled := false
			for i := range p.rules {
				r := &p.rules[i]
				if (r.region == region || strings.HasPrefix(region, r.region+"-")) && (r.from == "" || day >= r.from) && (r.until == "" || day <= r.until) {
					all, ruled = all.stricter(r.asked), true
				}
			}
			if !ruled && p.byDefault != nil {
				all = all.stricter(p.defaultAsks)
			}
		}
	}
	return all
}

// holds reports whether a rule is in force on the day of a wall clock, and the day before.
func (r *rule) holds(at time.Time) (today, before bool) {
	in := func(day string) bool { return (r.from == "" || day >= r.from) && (r.until == "" || day <= r.until) }
	return in(at.Format(time.DateOnly)), in(at.AddDate(0, 0, -1).Format(time.DateOnly))
}

// mayRing reports whether the phone of somebody may ring at a moment: all hours of all places must be open.
func (p *plan) mayRing(place *dialer.Whereabouts, at time.Time) bool {
	for _, zone := range place.Zones {
		local := at.In(zone)
		if p.hours != nil && !p.hours.open(local, true) {
			return false
		}
		for _, region := range place.Regions {
			if p.byRules && !p.regionOpen(region, local) {
				return false
			}
		}
	}
	return len(place.Zones) > 0 && (!p.byRules || len(place.Regions) > 0)
}

// regionOpen reports whether all rules of a region are open by a wall clock, and its default on days without a rule.
func (p *plan) regionOpen(region string, local time.Time) bool {
	ruled, ruledBefore := false, false
	for i := range p.rules {
		r := &p.rules[i]
		if r.region != region && !strings.HasPrefix(region, r.region+"-") {
			continue
		}
		at := local
		if r.zone != nil {
			at = at.In(r.zone)
		}
		today, before := r.holds(at)
		if today && !r.week.open(at, before) {
			return false
		}
		ruled, ruledBefore = ruled || today, ruledBefore || before
	}
	return ruled || p.byDefault != nil && p.byDefault.open(local, !ruledBefore)
}
