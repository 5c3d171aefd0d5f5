package sandbox

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strconv"
)

// ledger counts who was called. It takes 16 bytes and the map's overhead for each number. Its owner guards it.
type ledger struct {
	requests, placed uint64
	most             uint32
	tallies          map[number]tally
}

// tally is what happened to one number: how often it was drawn for, and how often called.
type tally struct {
	drawn, called uint32
}

// drawn notes that a number was drawn for, and returns how often that was before.
func (l *ledger) drawn(n number) uint32 {
	t := l.tallies[n]
	nth := t.drawn
	t.drawn++
	l.tallies[n] = t
	return nth
}

// called notes a call.
func (l *ledger) called(n number) {
	t := l.tallies[n]
	t.called++
	l.tallies[n] = t
	l.placed++
	l.most = max(l.most, t.called)
}

// page is a copy of a ledger at one moment.
type page struct {
	requests, placed uint64
	most             uint32
	calls            []numberCalls
}

type numberCalls struct {
	number number
	called uint32
}

func (l *ledger) page() page {
	p := page{requests: l.requests, placed: l.placed, most: l.most, calls: make([]numberCalls, 0, len(l.tallies))}
	for n, t := range l.tallies {
		if t.called > 0 {
			p.calls = append(p.calls, numberCalls{n, t.called})
		}
	}
	return p
}

// write sorts the page and writes it as JSON, without ever holding the whole text.
func (p page) write(to io.Writer) error {
	slices.SortFunc(p.calls, func(a, b numberCalls) int { return cmp.Compare(a.number, b.number) })
	w := bufio.NewWriterSize(to, 1<<16)
	line := append(make([]byte, 0, 128), `{"requests":`...)
	line = strconv.AppendUint(line, p.requests, 10)
	line = append(line, `,"placed":`...)
	line = strconv.AppendUint(line, p.placed, 10)
	line = append(line, `,"most":`...)
	line = strconv.AppendUint(line, uint64(p.most), 10)
	line = append(line, `,"calls":{`...)
	for i, c := range p.calls {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(line, '"')
		line = c.number.append(line)
		line = append(line, `":`...)
		line = strconv.AppendUint(line, uint64(c.called), 10)
		if _, err := w.Write(line); err != nil {
			return err //nolint:wrapcheck // The caller knows what was written to.
		}
		line = line[:0]
	}
	_, _ = w.Write(append(line, "}}\n"...)) // Flush repeats the error.
	return w.Flush()                        //nolint:wrapcheck // As above.
}
