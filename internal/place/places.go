package place

import (
	"slices"
	"strings"
	"sync"
	"time"

	"bulkdial/dialer"
)

// Config is what Places go by.
type Config struct {
	// Zones loads the zones.
	Zones Zones
	// Map is the operator's map of postal codes; nil: there is none.
	Map *PostalMap
	// Unknown names the zone of contacts whose zone is not known; empty: they have none.
	Unknown string
	// SourceOnly: where the zones of a contact's columns and of its number disagree, those of the columns count alone.
	SourceOnly bool
	// ZoneNamed and StateNamed: the operator has named the column, so that a cell which cannot be read is a fault of its row.
	ZoneNamed, StateNamed bool
	// At is the moment from which clocks are compared, for a year.
	At time.Time
}

// Places tells where contacts are. It implements hours.Places.
type Places struct {
	cfg     Config
	numbers prefixes
	states  subdivisions
	unknown *time.Location // nil: none

	mu         sync.Mutex                 // guards what follows
	zones      map[string]*time.Location  // by name
	zoneCells  map[string]*time.Location  // nil for a cell that cannot be read
	stateCells map[stateCell]*subdivision // so are these
	found      map[evidence]*dialer.Whereabouts
}

// stateCell is a cell of a state, which means something else with numbers of other countries.
type stateCell struct {
	text     string
	american bool
}

// evidence is all that is known of where a contact is; nil for what is not.
type evidence struct {
	number *prefix
	zone   *time.Location
	postal *postalArea
	state  *subdivision
	// zoneUnread and stateUnread: the cell is not empty and cannot be read.
	zoneUnread, stateUnread bool
}

// New returns Places. The error says that the time-zone data lack a zone, or is a *dialer.FieldError of Unknown.
func New(cfg Config) (*Places, error) {
	p := &Places{
		cfg: cfg, zones: map[string]*time.Location{}, zoneCells: map[string]*time.Location{}, stateCells: map[stateCell]*subdivision{},
		found: map[evidence]*dialer.Whereabouts{},
	}
	var err error
	if p.numbers, err = newPrefixes(cfg.Zones); err != nil {
		return nil, err
	}
	if p.states, err = newSubdivisions(p.numbers); err != nil {
		return nil, err
	}
	if cfg.Unknown != "" {
		if p.unknown, err = cfg.Zones.Load(cfg.Unknown); err != nil {
			return nil, &dialer.FieldError{Field: "UnknownTimezone", Err: err}
		}
	}
	return p, nil
}

// Known reports whether contacts can be found to be in a region.
func (p *Places) Known(region string) bool {
	if region == "US" || region == "CA" || p.states.byRegion[region] != nil {
		return true
	}
	for _, number := range p.numbers {
		if slices.Contains(number.regions, region) {
			return true
		}
	}
	return false
}

// Of returns where a contact is. Contacts at one place get the same pointer.
func (p *Places) Of(c *dialer.Contact) *dialer.Whereabouts {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := evidence{number: p.numbers.of(c.Number)}
	country, american := p.numbers.country(e.number)
	if c.PostalCode != "" {
		e.postal = p.cfg.Map.find(c.PostalCode, country, american)
	}
	if cell := strings.TrimSpace(c.TimeZone); cell != "" {
		e.zone = p.readZone(cell)
		e.zoneUnread = e.zone == nil
	}
	if cell := strings.TrimSpace(c.State); cell != "" {
		e.state = p.readState(stateCell{cell, american})
		e.stateUnread = e.state == nil && american
	}
	found := p.found[e]
	if found == nil {
		found = p.conclude(&e)
		p.found[e] = found
	}
	return found
}

// Country returns the ISO code of the country of a number of E.164; empty where it belongs to none, or to one of several. Countries that
// share a calling code are one.
func (p *Places) Country(number string) string {
	country, _ := p.numbers.country(p.numbers.of(number))
	return country
}

// rememberedCells bounds how many spellings are remembered of zones and of states each, whatever a file holds.
const rememberedCells = 4096

// readZone is readZone with a memory, which gives one pointer for all spellings of a zone. The caller holds the lock.
func (p *Places) readZone(cell string) *time.Location {
	zone, known := p.zoneCells[cell]
	if known {
		return zone
	}
	if zone = readZone(cell, p.cfg.Zones); zone != nil {
		if sole := p.zones[zone.String()]; sole != nil {
			zone = sole
		}
		p.zones[zone.String()] = zone
	}
	if len(p.zoneCells) < rememberedCells {
		p.zoneCells[strings.Clone(cell)] = zone
	}
	return zone
}

// readState is subdivisions.find with a memory. The caller holds the lock.
func (p *Places) readState(cell stateCell) *subdivision {
	state, known := p.stateCells[cell]
	if known {
		return state
	}
	state = p.states.find(cell.text, cell.american)
	if len(p.stateCells) < rememberedCells {
		p.stateCells[stateCell{strings.Clone(cell.text), cell.american}] = state
	}
	return state
}
