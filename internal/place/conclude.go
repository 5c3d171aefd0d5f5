package place

import (
	"slices"
	"time"

	"bulkdial/dialer"
)

// conclude says where a contact is of which this is known.
func (p *Places) conclude(e *evidence) *dialer.Whereabouts {
	w := &dialer.Whereabouts{Regions: e.regions(), Fault: p.fault(e)}
	if e.zoneUnread {
		w.Unread = append(w.Unread, dialer.ZoneFromColumn)
	}
	if e.stateUnread {
		w.Unread = append(w.Unread, dialer.ZoneFromState)
	}
	var ofNumber []*time.Location
	if e.number != nil {
		ofNumber = e.number.zones
	}
	switch {
	case e.zone != nil:
		w.Zones, w.Source = []*time.Location{e.zone}, dialer.ZoneFromColumn
	case e.postal != nil:
		w.Zones, w.Source = e.postal.zones, dialer.ZoneFromPostal
	case e.state != nil:
		w.Zones, w.Source = e.state.zones, dialer.ZoneFromState
	case len(ofNumber) > 0:
		w.Zones, w.Source = ofNumber, dialer.ZoneFromNumber
		return w
	case p.unknown != nil:
		w.Zones, w.Source = []*time.Location{p.unknown}, dialer.ZoneByDefault
		return w
	default:
		return w
	}
	// A number without a region, such as a toll-free one, says nothing of a place.
	if ofNumber == nil || len(e.number.regions) == 0 || agrees(w.Zones, ofNumber, p.cfg.At) {
		return w
	}
	w.Conflict = true
	if !p.cfg.SourceOnly {
		w.Zones = union(w.Zones, ofNumber)
	}
	return w
}

// regions returns the regions of all evidence, in the order of their names.
func (e *evidence) regions() []string {
	var regions []string
	if e.number != nil {
		regions = slices.Clone(e.number.regions)
	}
	if e.postal != nil && e.postal.region != "" {
		regions = append(regions, e.postal.region)
	}
	if e.state != nil {
		regions = append(regions, e.state.region)
	}
	slices.Sort(regions)
	return slices.Compact(regions)
}

// union returns the zones of two lists, each once.
func union(a, b []*time.Location) []*time.Location {
	all := slices.Clone(a)
	for _, zone := range b {
		if !slices.ContainsFunc(all, func(known *time.Location) bool { return known.String() == zone.String() }) {
			all = append(all, zone)
		}
	}
	return all
}

// fault says what is wrong with a cell of a column that the operator has named.
func (p *Places) fault(e *evidence) dialer.Reason {
	switch {
	case e.zoneUnread && p.cfg.ZoneNamed:
		return dialer.Reason{
			Code: "time_zone_invalid", Cause: "the cell of the time-zone column is neither a zone nor an offset",
			Remedy: "write it like America/New_York or -05:00, or leave it empty", Field: "TimezoneColumn",
		}
	case e.stateUnread && p.cfg.StateNamed:
		return dialer.Reason{
			Code: "state_invalid", Cause: "the cell of the state column is no state or province",
			Remedy: "write it like FL or Florida, or leave it empty", Field: "StateColumn",
		}
	default:
		return dialer.Reason{}
	}
}
