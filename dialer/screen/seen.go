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
	s := &Seen{rows: map[uint64]int{}}
	if earlier == nil {
		s.numbers, s.ids = newPlaces(), newPlaces()
	} else {
		s.numbers, s.ids = earlier.numbers.again(), earlier.ids.again()
	}
	return s
}

// kept is what a later pass needs.
func (s *Seen) kept() *Seen {
	return &Seen{numbers: s.numbers.again(), ids: s.ids.again(), rows: s.rows}
}

// places tells which rows are the first ones with their keys. The first pass needs a map for that. A later pass meets the same keys in the
// same order, so it needs 4 bytes for each of them, which it reads one after the other: a map of a million numbers takes 0.4 µs for each
// row, and 50 MiB. From a key on that is elsewhere, a later pass has a map, too, so that it decides alike whatever the earlier one has met.
type places struct {
	// own has the first row of each key so far; nil in a later pass.
	own map[uint64]place
	// prints has for each key that was met, in order, its print if it was the first of its kind, else that with the bit repeats. met counts those of a
	// later pass.
	prints []uint32
	met    int
	// repeated has the first row of each key that more than one row has.
	repeated map[uint64]place
	// strayed has the prints of the keys so far in a later pass that has met one elsewhere; else nil.
	strayed map[uint32]bool
}

func newPlaces() places { return places{own: map[uint64]place{}, repeated: map[uint64]place{}} }

// again returns the places for a later pass.
func (p *places) again() places { return places{prints: p.prints, repeated: p.repeated} }

// add adds a key, and returns the place of the first row with it, as far as that is known, and whether that is another row.
func (p *places) add(key uint64, at dialer.Place) (first dialer.Place, met bool) {
	if p.own == nil {
		return p.addAgain(key)
	}
	if known, met := p.own[key]; met {
		p.prints, p.repeated[key] = append(p.prints, printOf(key)^repeats), known
		return known.place(), true
	}
	p.own[key], p.prints = placeOf(at), append(p.prints, printOf(key))
	return dialer.Place{}, false
}

// addAgain is add in a later pass.
func (p *places) addAgain(key uint64) (first dialer.Place, met bool) {
	this := printOf(key)
	if p.strayed == nil && p.met < len(p.prints) {
		switch p.prints[p.met] {
		case this:
			p.met++
			return dialer.Place{}, false
		case this ^ repeats:
			p.met++
			return p.repeated[key].place(), true
		}
	}
	if p.strayed == nil {
		p.stray()
	}
	met = p.strayed[this]
	p.strayed[this] = true
	return p.repeated[key].place(), met
}

// stray notes the keys that the pass has met so far.
func (p *places) stray() {
	p.strayed = map[uint32]bool{}
	for _, earlier := range p.prints[:p.met] {
		p.strayed[earlier&^repeats] = true
	}
}

// repeats is the bit of a print that says that an earlier row has the key.
const repeats = 1

// printOf mixes a key into a number without the bit repeats. Two keys share it with a chance of 1 in 2 billion, and then the second is taken for
// met.
func printOf(key uint64) uint32 { return uint32(key*0x9e3779b97f4a7c15>>32) &^ repeats }

// place is a dialer.Place in 8 bytes. A row beyond the 4,294,967,295th has none.
type place struct{ row, sheetRow uint32 }

func placeOf(at dialer.Place) place {
	if at.Row > math.MaxUint32 || at.SheetRow > math.MaxUint32 {
		return place{}
	}
	return place{uint32(at.Row), uint32(at.SheetRow)} //nolint:gosec // checked
}

// place is the place that placeOf was given, or the zero value.
func (p place) place() dialer.Place { return dialer.Place{Row: int(p.row), SheetRow: int(p.sheetRow)} }

// knownPlaces holds the place of the first row with what the history knows, by its slot there: a map would take three times the
// memory.
type knownPlaces []place

// add adds a row, and returns the place of the first one of its slot, and whether that is another row.
func (p knownPlaces) add(slot int, at dialer.Place) (first dialer.Place, met bool) {
	if known := p[slot]; known != (place{}) {
		return known.place(), true
	}
	p[slot] = cmp.Or(placeOf(at), place{sheetRow: math.MaxUint32}) // of one that cannot be told
	return dialer.Place{}, false
}
