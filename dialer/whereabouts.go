package dialer

import "time"

// Whereabouts say where a contact may be: the zones whose clocks count for it, and the regions whose rules do.
type Whereabouts struct {
	// Zones are all that the contact may be in; none where that is not known.
	Zones []*time.Location
	// Regions are countries (`FR`), and states and provinces (`US-FL`); none where they are not known. The rules of all of them hold.
	Regions []string
	// Source is what the zones come from.
	Source ZoneSource
	// Conflict: the source and the number name zones with different clocks.
	Conflict bool
	// Unread are the sources before Source that have a cell which cannot be read.
	Unread []ZoneSource
	// Fault says what is wrong with a cell that must be readable; empty where nothing is. Such a contact is not called.
	Fault Reason
}

// ZoneSource is what the zones of a contact come from.
type ZoneSource string

// The sources of zones, the first that has some counts.
const (
	ZoneFromColumn ZoneSource = "column"
	ZoneFromPostal ZoneSource = "postal"
	ZoneFromState  ZoneSource = "state"
	ZoneFromNumber ZoneSource = "number"
	// ZoneByDefault: the zone that is configured for contacts whose zone is not known.
	ZoneByDefault ZoneSource = "default"
)
