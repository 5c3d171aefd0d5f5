package sandbox

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"

	"bulkdial/internal/sandbox/request"
)

// callLog counts the requests and the calls of each number. Its owner guards it.
type callLog struct {
	requests, placed uint64
	most             uint32
	numbers          map[request.Number]tally
}

// tally counts for one number how often a fault was drawn, and how often it was called.
type tally struct {
	drawn, called uint32
}

// drawn counts a draw for a number, and returns how many came before.
func (l *callLog) drawn(n request.Number) uint32 {
	t := l.numbers[n]
	nth := t.drawn
	t.drawn++
	l.numbers[n] = t
	return nth
}

// called counts a call.
func (l *callLog) called(n request.Number) {
	t := l.numbers[n]
	t.called++
	l.numbers[n] = t
	l.placed++
	l.most = max(l.most, t.called)
}

// snapshot is a copy of a call log at one moment. Its calls are those of the numbers that were called.
type snapshot struct {
	requests, placed uint64
	most             uint32
	// inProgress calls take a line; mostInProgress is the maximum so far.
	inProgress, mostInProgress int
	calls                      map[request.Number]uint32
}

// snapshot copies the log. The calls in progress are for the caller to fill in.
func (l *callLog) snapshot() snapshot {
	s := snapshot{requests: l.requests, placed: l.placed, most: l.most, calls: make(map[request.Number]uint32, len(l.numbers))}
	for n, t := range l.numbers {
		if t.called > 0 {
			s.calls[n] = t.called
		}
	}
	return s
}

// write writes the snapshot as JSON. A million numbers are 20 MB of text, of which it holds a buffer only.
func (s snapshot) write(to io.Writer) error {
	w := bufio.NewWriter(to)
	_, _ = fmt.Fprintf(w, `{"requests":%d,"placed":%d,"most":%d,"in_progress":%d,"most_in_progress":%d,"calls":{`,
		s.requests, s.placed, s.most, s.inProgress, s.mostInProgress) // Flush repeats errors.
	separator := ""
	for _, n := range slices.Sorted(maps.Keys(s.calls)) {
		_, _ = fmt.Fprintf(w, `%s"%v":%d`, separator, n, s.calls[n])
		separator = ","
	}
	_, _ = w.WriteString("}}\n")
	return w.Flush() //nolint:wrapcheck // The caller knows what was written to.
}
