package suppress

import (
	"maps"
	"time"
)

// forever is the end of an entry that always counts.
const forever moment = 1<<63 - 1

// moment is a time in Unix milliseconds. That of an end is rounded up, and that of a question down.
type moment int64

// endOf returns the moment of an end.
func endOf(at time.Time) moment {
	return moment(at.Add(time.Millisecond - 1).UnixMilli())
}

// entrySet holds keys of entries. Most count forever and take no room for their end.
type entrySet struct {
	always map[uint64]struct{}
	// until holds the others, with the moment from which on each does not count any more.
	until map[uint64]moment
}

func newEntrySet() entrySet {
	return entrySet{always: map[uint64]struct{}{}, until: map[uint64]moment{}}
}

// add adds an entry. Of several of one key the one counts that counts for longest.
func (s *entrySet) add(key uint64, end moment) {
	if _, is := s.always[key]; is {
		return
	}
	if end == forever {
		s.always[key] = struct{}{}
		delete(s.until, key)
		return
	}
	s.until[key] = max(s.until[key], end)
}

// addAll adds the entries of another set.
func (s *entrySet) addAll(other *entrySet) {
	for key := range other.always {
		s.add(key, forever)
	}
	for key, end := range other.until {
		s.add(key, end)
	}
}

// holds reports whether an entry counts at a moment, which is before forever.
func (s *entrySet) holds(key uint64, at moment) bool {
	if _, is := s.always[key]; is {
		return true
	}
	return at < s.until[key]
}

// count returns how many entries count at a moment, and how many do not any more.
func (s *entrySet) count(at moment) (n, expired int) {
	n = len(s.always)
	for _, end := range s.until {
		if at < end {
			n++
		} else {
			expired++
		}
	}
	return n, expired
}

func (s *entrySet) empty() bool { return len(s.always)+len(s.until) == 0 }

func (s *entrySet) equal(other *entrySet) bool {
	return maps.Equal(s.always, other.always) && maps.Equal(s.until, other.until)
}
