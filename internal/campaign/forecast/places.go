package forecast

import (
	"cmp"
	"slices"

	"bulkdial/dialer"
)

// PlaceCounts say where the contacts are that are to be called, now or later or at no time that is known.
type PlaceCounts struct {
	// TimeZones is the version of the time-zone data.
	TimeZones string `json:"time_zones"`
	// Sources counts the contacts by what their zones come from; NoZone have none.
	Sources map[dialer.ZoneSource]int `json:"zones_by_source"`
	NoZone  int                       `json:"without_zone"`
	// Conflicts is how many have a column and a number with different clocks, and ConflictRows are the first few of them, numbered as a
	// spreadsheet does.
	Conflicts    int   `json:"zone_conflicts"`
	ConflictRows []int `json:"zone_conflict_rows"`
	// Unread counts the cells that cannot be read and are ignored, by what they would be the source of.
	Unread map[dialer.ZoneSource]int `json:"unreadable_cells"`
	// Regions counts the contacts by their regions, the most frequent first. A contact may have several.
	Regions []RegionCount `json:"regions"`
	// WithoutRule are those of the regions for which there is neither a rule nor a default, and NoRegion counts the contacts whose region is
	// not known, where rules are kept: none of these contacts is called.
	WithoutRule []RegionCount `json:"regions_without_rule,omitempty"`
	NoRegion    int           `json:"without_region,omitempty"`
}

// RegionCount is how many contacts are in a country or state.
type RegionCount struct {
	// Region is a country, as in `US`, or a state of one, as in `US-CA`.
	Region string `json:"region"`
	// Contacts is how many are there.
	Contacts int `json:"contacts"`
}

// placeCounter gathers PlaceCounts.
type placeCounter struct {
	cfg    *Config
	counts PlaceCounts
	places map[*dialer.Whereabouts]int
}

// newPlaceCounter returns nil where no hours are kept. A nil one counts nothing.
func newPlaceCounter(cfg *Config) *placeCounter {
	if cfg.Places == nil {
		return nil
	}
	return &placeCounter{
		cfg: cfg, places: map[*dialer.Whereabouts]int{},
		counts: PlaceCounts{TimeZones: cfg.TimeZones, ConflictRows: []int{}},
	}
}

// add counts the contact of a decision, if it is to be called.
func (p *placeCounter) add(d *dialer.Decision) {
	if p == nil || !d.Call {
		return
	}
	place := p.cfg.Places.Of(d.Contact)
	p.places[place]++
	if place.Conflict && len(p.counts.ConflictRows) < shownRows {
		p.counts.ConflictRows = append(p.counts.ConflictRows, d.Contact.SheetRow)
	}
}

// result returns the counts; nil where no hours are kept.
func (p *placeCounter) result() *PlaceCounts {
	if p == nil {
		return nil
	}
	c := p.counts
	c.Sources, c.Unread = map[dialer.ZoneSource]int{}, map[dialer.ZoneSource]int{}
	regions := map[string]int{}
	for place, n := range p.places {
		if len(place.Zones) == 0 {
			c.NoZone += n
		} else {
			c.Sources[place.Source] += n
		}
		if place.Conflict {
			c.Conflicts += n
		}
		for _, source := range place.Unread {
			c.Unread[source] += n
		}
		for _, region := range place.Regions {
			regions[region] += n
		}
		if p.cfg.Ruled != nil && len(place.Regions) == 0 {
			c.NoRegion += n
		}
	}
	c.Regions = make([]RegionCount, 0, len(regions))
	for region, n := range regions {
		c.Regions = append(c.Regions, RegionCount{region, n})
	}
	slices.SortFunc(c.Regions, func(a, b RegionCount) int {
		return cmp.Or(cmp.Compare(b.Contacts, a.Contacts), cmp.Compare(a.Region, b.Region))
	})
	for _, r := range c.Regions {
		if p.cfg.Ruled != nil && !p.cfg.Ruled(r.Region) {
			c.WithoutRule = append(c.WithoutRule, r)
		}
	}
	return &c
}
