package ledger

import (
	"hash/maphash"

	"bulkdial/dialer"
)

// lineSet holds the lines that were seen, in any file, by a hash of 128 bits, so that no line is taken for another. A line takes
// up to 40 bytes.
type lineSet struct {
	seeds [2]maphash.Seed
	seen  map[[2]uint64]struct{}
	last  stamp
}

func newLineSet() *lineSet {
	return &lineSet{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, seen: map[[2]uint64]struct{}{}}
}

// add adds the line of a result, and reports whether it is a new one.
func (s *lineSet) add(r *dialer.Result) bool {
	line, key := rowOf(r, &s.last), [2]uint64{}
	for i, seed := range s.seeds {
		key[i] = maphash.Comparable(seed, line)
	}
	before := len(s.seen)
	s.seen[key] = struct{}{}
	return len(s.seen) > before
}
