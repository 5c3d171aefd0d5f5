package sandbox

import "time"

// lines knows which calls are in progress. Its owner guards it and takes lines in the order of time, so that the calls
// end in the order in which they began.
type lines struct {
	limit int // maximum of calls in progress; 0: none
	call  time.Duration
	ends  []time.Time
}

func newLines(limit int, call time.Duration) lines {
	if call == 0 {
		call = time.Minute
	}
	return lines{limit: limit, call: call}
}

// full reports whether every line is taken.
func (l *lines) full(now time.Time) bool {
	if l.limit == 0 {
		return false
	}
	over := 0
	for over < len(l.ends) && !now.Before(l.ends[over]) {
		over++
	}
	l.ends = l.ends[over:]
	return len(l.ends) >= l.limit
}

// take takes a line. One must be free.
func (l *lines) take(now time.Time) {
	if l.limit > 0 {
		l.ends = append(l.ends, now.Add(l.call))
	}
}

// free ends all calls.
func (l *lines) free() { l.ends = nil }
