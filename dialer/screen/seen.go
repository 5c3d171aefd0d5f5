package screen

import (
	"math"

	"bulkdial/dialer"
)

// seen holds the numbers and ids of one pass over a contacts file so far, each with the place of its first row.
type seen struct {
	numbers map[uint64]place
	// ids holds keys of History.
	ids map[uint64]place
	// rows counts the rows of each number that more than one row has.
	rows map[uint64]int
	// called counts the rows that this pass calls, by number, of numbers that were called before.
	called map[uint64]int
}

// place is a dialer.Place in 8 bytes. A row beyond the 4,294,967,295th has none.
type place struct{ row, sheetRow uint32 }

func newSeen() *seen {
	return &seen{numbers: map[uint64]place{}, ids: map[uint64]place{}, rows: map[uint64]int{}, called: map[uint64]int{}}
}

// number adds a number and returns which of the rows with it this is, from 1, and the place of the first.
func (s *seen) number(n uint64, at dialer.Place) (occurrence int, first dialer.Place) {
	first, met := note(s.numbers, n, at)
	if !met {
		return 1, first
	}
	s.rows[n] = max(s.rows[n], 1) + 1
	return s.rows[n], first
}

// id adds the key of an id, and returns the place of the first row with it, and whether that is an earlier one.
func (s *seen) id(key uint64, at dialer.Place) (first dialer.Place, met bool) {
	return note(s.ids, key, at)
}

func note(places map[uint64]place, key uint64, at dialer.Place) (first dialer.Place, met bool) {
	if p, met := places[key]; met {
		return dialer.Place{Row: int(p.row), SheetRow: int(p.sheetRow)}, true
	}
	p := place{}
	if at.Row <= math.MaxUint32 && at.SheetRow <= math.MaxUint32 {
		p = place{uint32(at.Row), uint32(at.SheetRow)} //nolint:gosec // checked
	}
	places[key] = p
	return dialer.Place{}, false
}
