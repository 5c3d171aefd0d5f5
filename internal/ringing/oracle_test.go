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
