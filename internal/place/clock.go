package place

import "time"

// compared is how long clocks are compared.
const compared = 366 * 24 * time.Hour

// sameClock reports whether two zones keep the same clock for a year from a moment on. It looks at each change of either.
func sameClock(a, b *time.Location, from time.Time) bool {
	for at, end := from, from.Add(compared); at.Before(end); {
		inA, inB := at.In(a), at.In(b)
		_, offsetA := inA.Zone()
		_, offsetB := inB.Zone()
		if offsetA != offsetB {
			return false
		}
		_, endA := inA.ZoneBounds()
		_, endB := inB.ZoneBounds()
		at = end
		for _, next := range []time.Time{endA, endB} {
			if !next.IsZero() && next.Before(at) {
				at = next
			}
		}
	}
	return true
}

// agrees reports whether each zone keeps the same clock as one of others.
func agrees(zones, others []*time.Location, from time.Time) bool {
	for _, zone := range zones {
		same := false
		for _, other := range others {
			same = same || sameClock(zone, other, from)
		}
		if !same {
			return false
		}
	}
	return true
}
