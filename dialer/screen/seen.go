package screen

import (
	"cmp"
	"math"

	"bulkdial/dialer"
)

// Seen holds the numbers and ids of one pass over a contacts file so far that the history does not know, each with the place of its
// first row.
type Seen struct {
	// The keys of ids are those of History, of ids or of pairs.
	numbers, ids places
	// rows counts the rows of each number that more than one row has.
	rows map[uint64]int
}

// newSeen returns an empty Seen for a pass; earlier is that of an earlier pass, or nil.
func newSeen(earlier *Seen) *Seen {
	if earlier == nil {
		earlier = &Seen{}
	}
	return &Seen{numbers: earlier.numbers.again(), ids: earlier.ids.again(), rows: map[uint64]int{}}
}

// places holds the place of the first row with each key. A later pass looks its rows up in the map of an earlier one, which is
// only read: another map of a million numbers takes 0.4 µs for each row, and 50 MiB. A row is the first with its key if that map says so.
// Whatever the earlier pass has read, no two rows of a pass are the first.
type places struct {
	// own has the keys of this pass that earlier has not, and earlier those of an earlier pass; nil in the first one.
	own, earlier map[uint64]place
	// last is the last row that was the first one by the map of the earlier pass. Rows ascend; one that does not is no first row.
	last uint32
}

// again returns the places for a later pass; those for the first pass if p is the zero value.
func (p *places) again() places {
	earlier := p.earlier
	if earlier == nil {
		earlier = p.own
	}
	return places{own: map[uint64]place{}, earlier: earlier}
}

// add adds a key, and returns the place of the first row with it, and whether that is another row.
func (p *places) add(key uint64, at dialer.Place) (first dialer.Place, met bool) {
	here := placeOf(at)
	known := p.earlier[key]
	if known == here && here.row > p.last {
		p.last = here.row
		return dialer.Place{}, false
	}
	if known == (place{}) {
		if known, met = p.own[key]; !met {
			p.own[key] = here
			return dialer.Place{}, false
		}
	}
	return dialer.Place{Row: int(known.row), SheetRow: int(known.sheetRow)}, true
}

// place is a dialer.Place in 8 bytes. A row beyond the 4,294,967,295th has none.
type place struct{ row, sheetRow uint32 }

func placeOf(at dialer.Place) place {
	if at.Row > math.MaxUint32 || at.SheetRow > math.MaxUint32 {
		return place{}
	}
	return place{uint32(at.Row), uint32(at.SheetRow)} //nolint:gosec // checked
}

// knownPlaces holds the place of the first row with what the history knows, by its slot there: a map would take three times the
// memory.
type knownPlaces []place

// add adds a row, and returns the place of the first one of its slot, and whether that is another row.
func (p knownPlaces) add(slot int, at dialer.Place) (first dialer.Place, met bool) {
	if known := p[slot]; known != (place{}) {
		return dialer.Place{Row: int(known.row), SheetRow: int(known.sheetRow)}, true
	}
	p[slot] = cmp.Or(placeOf(at), place{sheetRow: math.MaxUint32}) // of one that cannot be told
	return dialer.Place{}, false
}
