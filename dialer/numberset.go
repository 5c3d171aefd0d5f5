package dialer

import "slices"

// NumberSet is a compact set of phone numbers, as integers without their +, and of other keys that lie as close
// together. Ten million numbers of one country take about 30 MiB. The zero NumberSet is empty; it may be read by
// several goroutines at once while none changes it.
//
// A page holds the numbers that share all but their lower 16 bits. Nothing in a shelf is a pointer, so that the garbage
// collector has nothing to follow.
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
	shelf, key := s.shelf(n)
	slot, ok := shelf.slots[key]
	if !ok {
		return false
	}
	_, there := shelf.page(slot).place(uint16(n)) //nolint:gosec // as above
	return there
}

// clear empties the set, and keeps the room for the same numbers.
func (s *NumberSet) clear() {
	for i := range s.shelves {
		pages := s.shelves[i].pages
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

// pageKey is the key of the page of a number: its upper bits, mixed one to one.
func pageKey(n uint64) uint64 {
	key := (n>>16 + 1) * 0x9e3779b97f4a7c15
	return key ^ key>>32
}

func shelfOf(key uint64) uint8 { return uint8(key >> (64 - shelfBits)) }

// shelf holds pages, one behind another.
type shelf struct {
	slots map[uint64]uint32 // of pages, by key
	pages []pageRoom
	lows  []uint16
	waste int // of lows: the room of pages that have moved
}

// pageRoom says where in lows a page lies, how much of it is used, and how much it may use.
type pageRoom struct {
	at         uint32
	size, room uint16
}

func (s *shelf) page(slot uint32) page {
	p := &s.pages[slot]
	return s.lows[p.at : p.at+uint32(p.size) : p.at+uint32(p.room)]
}

func (s *shelf) add(key uint64, low uint16) bool {
	slot := s.slot(key)
	p := s.page(slot)
	at, there := p.place(low)
	if there {
		return false
	}
	if len(p) == cap(p) && len(p) < fullPage {
		p = s.widen(slot)
	}
	p = p.with(at, low)
	s.pages[slot].size = uint16(len(p)) //nolint:gosec // at most fullPage
	return true
}

// slot returns the slot of the page with a key, which is made where there is none.
func (s *shelf) slot(key uint64) uint32 {
	slot, ok := s.slots[key]
	if ok {
		return slot
	}
	if s.slots == nil {
		s.slots = map[uint64]uint32{}
	}
	slot = uint32(len(s.pages)) //nolint:gosec // the pages of a shelf
	s.slots[key] = slot
	s.pages = append(s.pages, pageRoom{})
	return slot
}

// widen gives a page more room, behind all others.
func (s *shelf) widen(slot uint32) page {
	p := &s.pages[slot]
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
	for i := range s.pages {
		p := &s.pages[i]
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
