package show

import (
	"fmt"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/forecast"
	"bulkdial/internal/hours"
)

// shownRegions is how many regions the week of a plan shows.
const shownRegions = 12

// placesJSON says when and by whose clocks contacts may be called, for machines.
type placesJSON struct {
	*forecast.PlaceCounts
	// Now is how many may be called now, and Later how many from some time of a later day on.
	Now   int               `json:"now"`
	Later []engine.DayCount `json:"later_by_day"`
	// Never is how many may be called at no time that is known.
	Never int `json:"never"`
}

// newPlacesJSON returns nil where no hours are kept.
func newPlacesJSON(f *forecast.Forecast) *placesJSON {
	if f.Places == nil {
		return nil
	}
	return &placesJSON{f.Places, f.ToCall, append([]engine.DayCount{}, f.Later.Days(time.Local)...), f.NoTime}
}

// places writes when the contacts of a plan may be called, what is known of where they are, and the next seven days.
func (w *Writer) places(f *forecast.Forecast, guard *hours.Guard) {
	p := f.Places
	if p == nil || guard == nil || f.ToCall+f.Held+f.NoTime == 0 {
		return
	}
	now := time.Now()
	w.Printf("calling hours: %s may be called\n", dueText(f, now))
	w.sources(p)
	if p.Conflicts > 0 {
		w.Printf("  columns and number name different zones: %d (%s; see --zone-conflict)\n", p.Conflicts, forecast.RowsText(p.Conflicts, p.ConflictRows))
	}
	for _, source := range zoneSources() {
		if n := p.Unread[source]; n > 0 {
			w.Printf("  cells of the %s that cannot be read and are ignored: %d\n", sourceName(source), n)
		}
	}
	w.unruled(p)
	w.week(p, guard, now)
}

// unruled writes who is not called because no rule is known for them.
func (w *Writer) unruled(p *forecast.PlaceCounts) {
	if len(p.WithoutRule) > 0 {
		var parts []string
		for i, r := range p.WithoutRule {
			if i == shownRegions {
				parts = append(parts, fmt.Sprintf("%d others", len(p.WithoutRule)-i))
				break
			}
			parts = append(parts, fmt.Sprintf("%s %d", r.Region, r.Contacts))
		}
		w.Printf("  regions without a rule, whose contacts are not called: %s; add their rules to the file of --hours-rules, or a default\n", strings.Join(parts, ", "))
	}
	if p.NoRegion > 0 {
		w.Printf("  region not known, so that its rules are not: %s, who are not called; give their rows a state\n", dialer.Plural(p.NoRegion, "contact"))
	}
}

// dueText says how many contacts may be called when, by the days of this machine.
func dueText(f *forecast.Forecast, now time.Time) string {
	parts := []string{fmt.Sprintf("%d now", f.ToCall)}
	for _, day := range f.Later.Days(time.Local) {
		on := "on " + day.Day
		if day.Day == now.Format(time.DateOnly) {
			on = "later today"
		}
		parts = append(parts, fmt.Sprintf("%d %s", day.Contacts, on))
	}
	if f.NoTime > 0 {
		parts = append(parts, fmt.Sprintf("%d at no time that is known", f.NoTime))
	}
	return strings.Join(parts, ", ")
}

// sources writes what the zones come from.
func (w *Writer) sources(p *forecast.PlaceCounts) {
	var parts []string
	for _, source := range zoneSources() {
		if n := p.Sources[source]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", sourceName(source), n))
		}
	}
	if p.NoZone > 0 {
		parts = append(parts, fmt.Sprintf("not known %d", p.NoZone))
	}
	w.Printf("  time zones (data %s) by: %s\n", p.TimeZones, strings.Join(parts, ", "))
}

// zoneSources are the sources of zones, in the order in which they count.
func zoneSources() []dialer.ZoneSource {
	return []dialer.ZoneSource{dialer.ZoneFromColumn, dialer.ZoneFromPostal, dialer.ZoneFromState, dialer.ZoneFromNumber, dialer.ZoneByDefault}
}

// sourceName is a source of zones for people.
func sourceName(source dialer.ZoneSource) string {
	switch source {
	case dialer.ZoneFromColumn:
		return "time-zone column"
	case dialer.ZoneFromPostal:
		return "postal code"
	case dialer.ZoneFromState:
		return "state"
	case dialer.ZoneFromNumber:
		return "number"
	case dialer.ZoneByDefault:
		return "--unknown-timezone"
	}
	return string(source)
}

// week writes the hours of the next seven days of the most frequent regions.
func (w *Writer) week(p *forecast.PlaceCounts, guard *hours.Guard, now time.Time) {
	regions := make([]string, 0, shownRegions)
	for _, r := range p.Regions[:min(shownRegions, len(p.Regions))] {
		regions = append(regions, r.Region)
	}
	var table strings.Builder
	if w.Err == nil {
		w.Err = guard.WriteWeek(&table, hours.DateOf(now), regions)
	}
	for line := range strings.Lines(table.String()) {
		w.Printf("  %s", line)
	}
	if n := len(p.Regions) - len(regions); n > 0 {
		w.Printf("  … and %s\n", dialer.Plural(n, "other region"))
	}
}

// waitText says whether a run waits for contacts that may be called later.
func waitText(closed *engine.Closed, wait time.Duration) string {
	switch {
	case closed == nil || wait == flags.AnyTime:
		return "a run waits for them"
	case wait == 0:
		return "a run calls those whose hours begin while it lasts, and does not wait for the others (--hours-wait)"
	default:
		return fmt.Sprintf("a run waits for calling hours up to %v at a time (--hours-wait)", wait)
	}
}
