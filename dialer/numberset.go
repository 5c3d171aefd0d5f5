package dialer

import "slices"

// NumberSet is a compact set of phone numbers, as integers without their +, and of other keys that lie as close
// together. Ten million numbers of one country take about 30 MiB. The zero NumberSet is empty; it may be read by
// several goroutines at once while none changes it.
type NumberSet struct {
	// pages holds the numbers by their upper bits. A hash table finds a page at once where a sorted list of pages, as
	// compressed bitmaps have, is searched, and shifted for each new one.
	pages hashTable[page]
	size  int
}

// Add puts a number into the set, and reports whether it was not there.
func (s *NumberSet) Add(n uint64) bool {
	slot, _ := s.pages.add(pageKey(n))
	if !s.pages.values[slot].add(uint16(n)) { //nolint:gosec // the lower bits
		return false
	}
	s.size++
	return true
}

// Contains reports whether a number is in the set.
func (s *NumberSet) Contains(n uint64) bool {
	slot, ok := s.pages.find(pageKey(n))
	return ok && s.pages.values[slot].contains(uint16(n)) //nolint:gosec // as above
}

// remove takes a number out of the set.
func (s *NumberSet) remove(n uint64) {
	if slot, ok := s.pages.find(pageKey(n)); ok && s.pages.values[slot].remove(uint16(n)) { //nolint:gosec // as above
		s.size--
	}
}

// Len returns how many numbers there are in the set.
func (s *NumberSet) Len() int { return s.size }

// pageKey mixes the upper bits of a number, one to one, so that the pages spread over a hashTable; none is 0.
func pageKey(n uint64) uint64 {
	key := (n>>16 + 1) * 0x9e3779b97f4a7c15
	return key ^ key>>32
}

// page holds the lower 16 bits of numbers: in ascending order while there are fewer than fullPage of them, and then
// a bit for each in fullPage words of 16, which takes no more.
type page []uint16

const fullPage = 1 << 16 / 16

func (p page) contains(low uint16) bool {
	if len(p) == fullPage {
		return p[low/16]>>(low%16)&1 == 1
	}
	_, ok := slices.BinarySearch(p, low)
	return ok
}

// add reports whether the number was not there.
func (p *page) add(low uint16) bool {
	if len(*p) == fullPage {
		word, bit := &(*p)[low/16], uint16(1)<<(low%16)
		was := *word&bit != 0
		*word |= bit
		return !was
	}
	at, ok := slices.BinarySearch(*p, low)
	if ok {
		return false
	}
	if len(*p) == fullPage-1 {
		p.toBits()
		return p.add(low)
	}
	if len(*p) == cap(*p) { // append would double it
		grown := make(page, len(*p), min(len(*p)+len(*p)/4+4, fullPage))
		copy(grown, *p)
		*p = grown
	}
	*p = slices.Insert(*p, at, low)
	return true
}

// remove reports whether the number was there. Bits stay bits.
func (p *page) remove(low uint16) bool {
	if len(*p) == fullPage {
		word, bit := &(*p)[low/16], uint16(1)<<(low%16)
		was := *word&bit != 0
		*word &^= bit
		return was
	}
	at, ok := slices.BinarySearch(*p, low)
	if ok {
		*p = slices.Delete(*p, at, at+1)
	}
	return ok
}

func (p *page) toBits() {
	bits := make(page, fullPage)
	for _, low := range *p {
		bits[low/16] |= 1 << (low % 16)
	}
	*p = bits
}
