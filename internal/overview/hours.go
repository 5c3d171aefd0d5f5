package overview

import (
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/campaign"
)

// hours counts ended calls by the hour at which they began on the clock of the called person.
type hours struct {
	places Places
	look   *campaign.Look

	counts   [24]Hour
	unplaced int
}

// contact counts the calls to a contact, unless an earlier row has the number.
func (h *hours) contact(c *dialer.Contact) {
	var where *dialer.Whereabouts
	h.look.TakeCalls(c.Number, func(started time.Time, ended dialer.Outcome) {
		if where == nil {
			where = h.places.Of(c)
		}
		h.count(where, started, ended)
	})
}

// close counts the calls whose contacts the file does not have any more.
func (h *hours) close() {
	h.look.TakeOtherCalls(func(number string, started time.Time, ended dialer.Outcome) {
		h.count(h.places.Of(&dialer.Contact{Number: number}), started, ended)
	})
}

// count counts a call to somebody who may be at a place.
func (h *hours) count(where *dialer.Whereabouts, started time.Time, ended dialer.Outcome) {
	hour, known := hourIn(where.Zones, started)
	if started.IsZero() || !known {
		h.unplaced++
		return
	}
	h.counts[hour].Calls++
	if ended == dialer.OutcomeAnswered {
		h.counts[hour].Answered++
	}
}

// hourIn is the hour of a moment in all zones; it is not known where there are none, or they disagree.
func hourIn(zones []*time.Location, at time.Time) (hour int, known bool) {
	for i, zone := range zones {
		in := at.In(zone).Hour()
		if i > 0 && in != hour {
			return 0, false
		}
		hour = in
	}
	return hour, len(zones) > 0
}
