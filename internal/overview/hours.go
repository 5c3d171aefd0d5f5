package overview

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// hours counts ended calls by the hour at which they began on the clock of the called person.
type hours struct {
	places Places
	// byRow: the row of a contact may say where it is, which is known when the contacts are read, after the calls. Else its number says it.
	byRow bool
	// calls are those that have ended, by their numbers once sorted is set.
	calls  []begun
	sorted bool

	counts   [24]Hour
	unplaced int
}

// begun is a call to a number that has ended, or a contradiction about one: it takes 16 bytes.
type begun struct {
	number uint64
	// quarter is when it began, in quarters of an hour since the Unix epoch; 0: that is not known.
	quarter int32
	// calls and answered are what it adds to the counts of its hour.
	calls, answered int8
	counted         bool
}

// quarterHour is the time by which clocks differ, in seconds.
const quarterHour = 15 * 60

// ended takes the call of a CDR.
func (h *hours) ended(c *dialer.CDR, end screen.CallEnd) {
	number, ok := dialer.ParseE164(c.Number)
	if !ok {
		return
	}
	call := begun{number: number, answered: int8(answered(end))} //nolint:gosec // from -1 to 1
	if end.Before == "" {
		call.calls = 1
	}
	if !c.Started.IsZero() {
		call.quarter = int32(c.Started.Unix() / quarterHour) //nolint:gosec // below 2³¹ for 60,000 years
	}
	if !h.byRow {
		h.count(&call, h.places.Of(&dialer.Contact{Number: c.Number}))
		return
	}
	h.calls = append(h.calls, call)
}

// contact counts the calls to a contact, unless an earlier row has the number.
func (h *hours) contact(c *dialer.Contact) {
	number, ok := dialer.ParseE164(c.Number)
	if !ok || !h.byRow {
		return
	}
	if !h.sorted {
		slices.SortFunc(h.calls, func(a, b begun) int { return cmp.Compare(a.number, b.number) })
		h.sorted = true
	}
	i, found := slices.BinarySearchFunc(h.calls, number, func(b begun, number uint64) int { return cmp.Compare(b.number, number) })
	if !found || h.calls[i].counted {
		return
	}
	where := h.places.Of(c)
	for ; i < len(h.calls) && h.calls[i].number == number; i++ {
		h.count(&h.calls[i], where)
	}
}

// close counts the calls whose contacts the file does not have any more.
func (h *hours) close() {
	for i := range h.calls {
		if call := &h.calls[i]; !call.counted {
			h.count(call, h.places.Of(&dialer.Contact{Number: "+" + strconv.FormatUint(call.number, 10)}))
		}
	}
}

// count counts a call to somebody who may be at a place.
func (h *hours) count(call *begun, where *dialer.Whereabouts) {
	call.counted = true
	hour, known := hourIn(where.Zones, time.Unix(int64(call.quarter)*quarterHour, 0))
	if call.quarter == 0 || !known {
		h.unplaced += int(call.calls)
		return
	}
	of := &h.counts[hour]
	of.Calls += int(call.calls)
	of.Answered = max(0, of.Answered+int(call.answered))
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
