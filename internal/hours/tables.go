package hours

import (
	"time"

	"bulkdial/dialer"
)

// tables returns the timetables that must all be open for a place. The reason says why there can be none.
func (g *Guard) tables(place *dialer.Whereabouts) ([]timetable, dialer.Reason) {
	switch {
	case len(place.Zones) == 0:
		return nil, dialer.Reason{
			Code: "zone_unknown", Cause: "the contact's time zone is not known",
			Remedy: "give the row a time zone, or say which zone holds for such contacts", Field: "UnknownTimezone",
		}
	case g.cfg.Rules != nil && len(place.Regions) == 0:
		return nil, dialer.Reason{
			Code: "region_unknown", Cause: "the contact's country or state is not known, so that its rules are not",
			Remedy: "give the row a state",
		}
	}
	var tables []timetable
	if g.cfg.Hours != nil {
		for _, zone := range place.Zones {
			tables = append(tables, timetable{zone, func(d Date) []window { return g.cfg.Hours.on(d, g.cfg.Holidays) }})
		}
	}
	if g.cfg.Rules == nil {
		return tables, dialer.Reason{}
	}
	for _, region := range place.Regions {
		if !g.cfg.Rules.Ruled(region) {
			return nil, dialer.Reason{
				Code: "region_without_rule", Cause: "the file of rules has none for " + region + " and no default",
				Remedy: "add the rule, or a default",
			}
		}
		tables = append(tables, g.cfg.Rules.tables(region, place.Zones)...)
	}
	return tables, dialer.Reason{}
}

// tables returns the timetables of a region in the zones of a contact.
func (r *Rules) tables(region string, zones []*time.Location) []timetable {
	rules := r.of(region)
	var tables []timetable
	for _, rule := range rules {
		if rule.zone != nil {
			tables = append(tables, timetable{rule.zone, rule.on})
			continue
		}
		for _, zone := range zones {
			tables = append(tables, timetable{zone, rule.on})
		}
	}
	for _, zone := range r.defaultZones(zones) {
		tables = append(tables, timetable{zone, func(d Date) []window { return r.byDefault(rules, d) }})
	}
	return tables
}

// defaultZones returns the zones in which the default holds.
func (r *Rules) defaultZones(zones []*time.Location) []*time.Location {
	if r.Default != nil && r.Default.zone != nil {
		return []*time.Location{r.Default.zone}
	}
	return zones
}

// byDefault returns the windows of a date that the default leaves to a region: the whole day while one of its rules is in
// force, and none where there is no default.
func (r *Rules) byDefault(rules []*Rule, d Date) []window {
	for _, rule := range rules {
		if rule.surelyInForce(d) {
			return wholeDay()
		}
	}
	if r.Default == nil {
		return nil
	}
	return r.Default.schedule.on(d, r.Default.holidays)
}

// neverOpen says why a place has no moment to call.
func (g *Guard) neverOpen(place *dialer.Whereabouts, now time.Time) dialer.Reason {
	if h := g.uncovered(place, DateOf(now)); h != nil {
		return dialer.Reason{
			Code: "holidays_unknown", Cause: "the file of holidays that holds for the contact ends on " + h.End(h.lastDay()).String(),
			Remedy: "give one that goes on", Field: "Holidays",
		}
	}
	return dialer.Reason{
		Code: "hours_never_meet", Cause: "the calling hours that hold for the contact have no moment in common",
		Remedy: "give the row its time zone, or look at its rules",
	}
}

// uncovered returns holidays of a place that end within the horizon from a date on, or nil.
func (g *Guard) uncovered(place *dialer.Whereabouts, d Date) *Holidays {
	ends := func(h *Holidays) bool { return h != nil && h.End(d) < d+Date(horizon/(24*time.Hour)) }
	if h := g.cfg.Holidays; g.cfg.Hours != nil && ends(h) {
		return h
	}
	if g.cfg.Rules == nil {
		return nil
	}
	for _, region := range place.Regions {
		for _, rule := range g.cfg.Rules.For(region, d) {
			if ends(rule.holidays) {
				return rule.holidays
			}
		}
	}
	return nil
}
