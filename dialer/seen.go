package dialer

import (
	"hash/maphash"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
)

// seenContacts remembers the numbers and ids that one pass over a contacts file has met.
type seenContacts struct {
	numbers *roaring64.Bitmap
	// counts holds, where each row with a number is called, how many there were of those with more than one.
	counts map[uint64]int
	// known holds the ids that the record knows, by their slot there, a bit each; others the hashes of the rest.
	known   []uint64
	others  hashTable[struct{}]
	history *History
}

func newSeenContacts(rules Rules, history *History) seenContacts {
	s := seenContacts{numbers: roaring64.New(), known: make([]uint64, (len(history.ids.keys)+63)/64), history: history}
	if rules.Duplicates == AllowDuplicates {
		s.counts = map[uint64]int{}
	}
	return s
}

// number notes a number and returns its occurrence: 1 for the first, 2 or more for a later one; exactly the n-th
// only where each row with a number is called.
func (s *seenContacts) number(n uint64) int {
	if s.numbers.CheckedAdd(n) {
		return 1
	}
	if s.counts == nil {
		return 2
	}
	s.counts[n] = max(s.counts[n], 1) + 1
	return s.counts[n]
}

// id notes an id, and returns the last word on it and whether it was met before.
func (s *seenContacts) id(id string) (last word, met bool) {
	last, slot, known := s.history.byID(id)
	if known {
		bits, bit := &s.known[slot/64], uint64(1)<<(slot%64)
		met = *bits&bit != 0
		*bits |= bit
		return last, met
	}
	_, met = s.others.add(maphash.String(s.history.seed, id))
	return word{}, met
}
