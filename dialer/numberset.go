package dialer

import "slices"

// NumberSet is a compact set of phone numbers, as integers without their +, and of other keys that lie as close
// together. Ten million numbers of one country take about 30 MiB. The zero NumberSet is empty; it may be read by
// several goroutines at once while none changes it.
//
// A page holds the numbers that share all but their lower 16 bits. Pages are found by a hash table, at once, where a
// sorted list of them, as compressed bitmaps have, is searched, and shifted for each new one. Nothing in a shelf is a
// pointer, so that the garbage collector has nothing to follow.
type NumberSet struct {
	shelves [1 << shelfBits]shelf
	size    int
}

// shelfBits says over how many shelves the pages are spread, so that one alone is put in order at a time.
const shelfBits = 6

// Add puts a number into the set, and reports whether it was not there.
func (s *NumberSet) Add(n uint64) bool {
	shelf, key := s.shelf(n)
	added := shelf.add(key, uint16(n)) //nolint:gosec // the lower bits
	if added {
		s.size++
	}
	return added
}

// Contains reports whether a number is in the set.
func (s *NumberSet) Contains(n uint64) bool {
	_, there := s.spot(n)
	return there
}

// spot is where a number stands in a set, until that changes: the at-th of a shelf. One that is not there, or is a bit of
// its page, has none, and at is -1.
type spot struct {
	shelf uint8
	at    int
}

// spot returns where a number stands, and whether it is there.
func (s *NumberSet) spot(n uint64) (spot, bool) {
	shelf, key := s.shelf(n)
	slot, ok := shelf.pages.find(key)
	if !ok {
		return spot{at: -1}, false
	}
	p := shelf.page(slot)
	at, there := p.place(uint16(n)) //nolint:gosec // as above
	if !there || len(p) == fullPage {
		return spot{at: -1}, there
	}
	return spot{shelfOf(key), int(shelf.pages.values[slot].at) + at}, true
}

// marks are notes on the numbers of a set that does not change, a bit for each that has a spot.
type marks [1 << shelfBits]bits

func newMarks(s *NumberSet) *marks {
	words := 0
	for i := range s.shelves {
		words += len(s.shelves[i].lows)/64 + 1
	}
	m, free := &marks{}, make(bits, words)
	for i := range s.shelves {
		n := len(s.shelves[i].lows)/64 + 1
		m[i], free = free[:n], free[n:]
	}
	return m
}

// set marks a number and reports whether it was marked.
func (m *marks) set(at spot) (was bool) { return m[at.shelf].set(at.at) }

func (m *marks) clear() {
	for i := range m {
		clear(m[i])
	}
}

// remove takes a number out of the set.
func (s *NumberSet) remove(n uint64) {
	shelf, key := s.shelf(n)
	slot, ok := shelf.pages.find(key)
	if !ok {
		return
	}
	left, ok := shelf.page(slot).without(uint16(n)) //nolint:gosec // as above
	if ok {
		shelf.pages.values[slot].size = uint16(len(left)) //nolint:gosec // at most fullPage
		s.size--
	}
}

// clear empties the set, and keeps the room for the same numbers.
func (s *NumberSet) clear() {
	for i := range s.shelves {
		pages := s.shelves[i].pages.values
		for j := range pages {
			pages[j].size = 0
		}
	}
	s.size = 0
}

// Len returns how many numbers there are in the set.
func (s *NumberSet) Len() int { return s.size }

// shelf returns the shelf of a number and the key of its page there.
func (s *NumberSet) shelf(n uint64) (*shelf, uint64) {
	key := pageKey(n)
	return &s.shelves[shelfOf(key)], key
}

// pageKey is the key of the page of a number: its upper bits, mixed one to one; none is 0.
func pageKey(n uint64) uint64 {
	key := (n>>16 + 1) * 0x9e3779b97f4a7c15
	return key ^ key>>32
}

func shelfOf(key uint64) uint8 { return uint8(key >> (64 - shelfBits)) }

// shelf holds pages, one behind another.
type shelf struct {
	pages hashTable[pageRoom]
	lows  []uint16
	waste int // of lows: the room of pages that have moved
}

// pageRoom says where in lows a page lies, how much of it is used, and how much it may use.
type pageRoom struct {
	at         uint32
	size, room uint16
}

func (s *shelf) page(slot int) page {
	p := &s.pages.values[slot]
	return s.lows[p.at : p.at+uint32(p.size) : p.at+uint32(p.room)]
}

func (s *shelf) add(key uint64, low uint16) bool {
	slot, _ := s.pages.add(key)
	p := s.page(slot)
	at, there := p.place(low)
	if there {
		return false
	}
	if len(p) == cap(p) && len(p) < fullPage {
		p = s.widen(slot)
	}
	p = p.with(at, low)
	s.pages.values[slot].size = uint16(len(p)) //nolint:gosec // at most fullPage
	return true
}

// widen gives a page more room, behind all others.
func (s *shelf) widen(slot int) page {
	p := &s.pages.values[slot]
	if s.waste > 64+len(s.lows)/4 {
		s.tidy()
	}
	old := s.page(slot)
	s.waste += len(old)
	p.at = uint32(len(s.lows)) //nolint:gosec // the numbers of a shelf
	p.room = uint16(min(len(old)+len(old)/4+4, fullPage))
	s.lows = append(s.lows, old...)
	s.lows = append(s.lows, make([]uint16, int(p.room)-len(old))...)
	return s.page(slot)
}

// tidy moves the pages together.
func (s *shelf) tidy() {
	lows := make([]uint16, 0, (len(s.lows)-s.waste)/4*5)
	for i := range s.pages.values {
		p := &s.pages.values[i]
		at := uint32(len(lows)) //nolint:gosec // as above
		lows = append(lows, s.lows[p.at:p.at+uint32(p.room)]...)
		p.at = at
	}
	s.lows, s.waste = lows, 0
}

// page holds the lower 16 bits of numbers: in ascending order while there are fewer than fullPage of them, and then
// a bit for each in fullPage words of 16, which takes no more.
type page []uint16

const fullPage = 1 << 16 / 16

// place returns where a number is, or belongs, and whether it is there.
func (p page) place(low uint16) (at int, there bool) {
	if len(p) == fullPage {
		return int(low / 16), p[low/16]>>(low%16)&1 == 1
	}
	return slices.BinarySearch(p, low)
}

// with returns the page with a number that belongs at a place. Unless it is full, it has room for one more.
func (p page) with(at int, low uint16) page {
	switch len(p) {
	case fullPage:
		p[at] |= 1 << (low % 16)
		return p
	case fullPage - 1:
		return p.asBits().with(int(low/16), low)
	default:
		return slices.Insert(p, at, low)
	}
}

// without returns the page without a number, and whether that was there. Bits stay bits.
func (p page) without(low uint16) (page, bool) {
	at, there := p.place(low)
	switch {
	case !there:
		return p, false
	case len(p) == fullPage:
		p[at] &^= 1 << (low % 16)
		return p, true
	default:
		return slices.Delete(p, at, at+1), true
	}
}

// asBits returns the page, in the same room, as a bit for each number.
func (p page) asBits() page {
	lows := slices.Clone(p)
	bits := p[:fullPage]
	clear(bits)
	for _, low := range lows {
		bits[low/16] |= 1 << (low % 16)
	}
	return bits
}
