package dialer

import "hash/maphash"

// Place is where a row stands: Row in the file's own count, SheetRow in a spreadsheet's.
type Place struct{ Row, SheetRow int }

// repeats are the numbers and the ids that more than one row of a contacts file has, as one pass over it has found.
type repeats struct {
	numbers NumberSet
	// rows holds how many rows have such a number, where each row with a number is called.
	rows map[uint64]int
	// ids holds hashes.
	ids map[uint64]struct{}
}

func newRepeats() *repeats { return &repeats{rows: map[uint64]int{}, ids: map[uint64]struct{}{}} }

// seenContacts remembers the numbers and ids that one pass over a contacts file has met.
type seenContacts struct {
	// allow: each row with a number is called.
	allow   bool
	seed    maphash.Seed
	numbers NumberSet
	// ids holds hashes.
	ids map[uint64]struct{}
	// called counts the rows that this pass calls, by number, of numbers that were called before.
	called map[uint64]int
	// repeats is what this pass finds.
	repeats *repeats
	// expected is what an earlier pass has found, or nil. Only of these is the first row kept, so that it costs nothing
	// where there are none.
	expected       *repeats
	firstOfNumbers map[uint64]Place
	firstOfIDs     map[uint64]Place
}

func newSeenContacts(rules *Rules, history *History) *seenContacts {
	return &seenContacts{
		allow: rules.Duplicates == AllowDuplicates, seed: history.seed, repeats: newRepeats(),
		ids: map[uint64]struct{}{}, called: map[uint64]int{},
		firstOfNumbers: map[uint64]Place{}, firstOfIDs: map[uint64]Place{},
	}
}

// again forgets what the pass has met, but for what it has met more than once, and keeps the room for as much.
func (s *seenContacts) again() {
	s.expected, s.repeats = s.repeats, newRepeats()
	s.numbers.clear()
	clear(s.ids)
	clear(s.called)
	clear(s.firstOfNumbers)
	clear(s.firstOfIDs)
}

// number notes a number and returns its occurrence: 1 for the first, 2 or more for a later one; exactly the n-th
// only where each row with a number is called. First is where the first stands, if that is known.
func (s *seenContacts) number(n uint64, at Place) (occurrence int, first Place) {
	if s.numbers.Add(n) {
		if s.expected != nil && s.expected.numbers.Contains(n) {
			s.firstOfNumbers[n] = at
		}
		return 1, Place{}
	}
	s.repeats.numbers.Add(n)
	first = s.firstOfNumbers[n]
	if !s.allow {
		return 2, first
	}
	s.repeats.rows[n] = max(s.repeats.rows[n], 1) + 1
	return s.repeats.rows[n], first
}

// rows returns how many rows have a number, once a pass over the file has counted them; else ok is false.
func (s *seenContacts) rows(n uint64) (rows int, ok bool) {
	if s.expected == nil {
		return 0, false
	}
	return max(1, s.expected.rows[n]), true
}

// id notes an id, and returns whether it was met before, and where, if that is known.
func (s *seenContacts) id(id string, at Place) (met bool, first Place) {
	hash := maphash.String(s.seed, id)
	if _, met = s.ids[hash]; met {
		s.repeats.ids[hash] = struct{}{}
		return true, s.firstOfIDs[hash]
	}
	s.ids[hash] = struct{}{}
	if s.expected != nil {
		if _, repeated := s.expected.ids[hash]; repeated {
			s.firstOfIDs[hash] = at
		}
	}
	return false, Place{}
}
