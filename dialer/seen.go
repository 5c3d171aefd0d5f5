package dialer

import "hash/maphash"

// Place is where a row stands: Row in the file's own count, SheetRow in a spreadsheet's.
type Place struct{ Row, SheetRow int }

// repeats are the numbers and the ids that more than one row of a contacts file has, as one pass over it has found.
type repeats struct {
	numbers NumberSet
	// ids holds hashes.
	ids map[uint64]struct{}
}

func newRepeats() *repeats { return &repeats{ids: map[uint64]struct{}{}} }

// seenContacts remembers the numbers and ids that one pass over a contacts file has met.
type seenContacts struct {
	// numbers are those that the record does not know; recorded marks the others, by the word that it has on them.
	numbers  NumberSet
	recorded []*marks
	// counts holds, where each row with a number is called, how many there were of those with more than one.
	counts map[uint64]int
	// known holds the ids that the record knows, by their slot there, a bit each; others the hashes of the rest.
	known   bits
	others  hashTable[struct{}]
	history *History
	// repeats is what this pass finds.
	repeats *repeats
	// expected is what an earlier pass has found, or nil. Only of these is the first row kept, so that it costs nothing
	// where there are none.
	expected       *repeats
	firstOfNumbers map[uint64]Place
	firstOfIDs     map[uint64]Place
}

func newSeenContacts(rules Rules, history *History) *seenContacts {
	s := &seenContacts{
		known: make(bits, (len(history.ids.keys)+63)/64), history: history, repeats: newRepeats(),
		firstOfNumbers: map[uint64]Place{}, firstOfIDs: map[uint64]Place{},
	}
	for i := range history.byNumber.said {
		s.recorded = append(s.recorded, newMarks(history.byNumber.said[i].numbers))
	}
	if rules.Duplicates == AllowDuplicates {
		s.counts = map[uint64]int{}
	}
	return s
}

// again forgets what the pass has met, but for what it has met more than once, and keeps the room for as much.
func (s *seenContacts) again() {
	s.expected, s.repeats = s.repeats, newRepeats()
	s.numbers.clear()
	for _, marks := range s.recorded {
		marks.clear()
	}
	s.others.clear()
	clear(s.counts)
	clear(s.known)
	clear(s.firstOfNumbers)
	clear(s.firstOfIDs)
}

// number notes a number and returns its occurrence: 1 for the first, 2 or more for a later one; exactly the n-th
// only where each row with a number is called. First is where the first stands, if that is known.
func (s *seenContacts) number(n uint64, on known, at Place) (occurrence int, first Place) {
	var met bool
	if on.at >= 0 {
		met = s.recorded[on.i].set(on.spot)
	} else {
		met = !s.numbers.Add(n)
	}
	if !met {
		if s.expected != nil && s.expected.numbers.Contains(n) {
			s.firstOfNumbers[n] = at
		}
		return 1, Place{}
	}
	s.repeats.numbers.Add(n)
	first = s.firstOfNumbers[n]
	if s.counts == nil {
		return 2, first
	}
	s.counts[n] = max(s.counts[n], 1) + 1
	return s.counts[n], first
}

// id notes an id, and returns the last word on it, whether it was met before, and where, if that is known.
func (s *seenContacts) id(id string, at Place) (last word, met bool, first Place) {
	hash := maphash.String(s.history.seed, id)
	slot, known := s.history.ids.find(hash)
	if known {
		last = s.history.ids.values[slot].word()
		met = s.known.set(slot)
	} else {
		_, met = s.others.add(hash)
	}
	if met {
		s.repeats.ids[hash] = struct{}{}
		return last, true, s.firstOfIDs[hash]
	}
	if s.expected != nil {
		if _, repeated := s.expected.ids[hash]; repeated {
			s.firstOfIDs[hash] = at
		}
	}
	return last, false, Place{}
}
