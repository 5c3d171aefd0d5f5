package sandbox

import (
	"strconv"
	"sync"
	"time"
)

// exchange is where calls are "placed". One lock covers what befalls an item, its line and its count, so that the
// ledger is exact at any moment.
type exchange struct {
	faults Faults
	// idPrefix begins each call id; serial, which is never reset, ends it.
	idPrefix string

	mu      sync.Mutex
	serial  uint64
	ledger  ledger
	lines   lines
	repeats map[uint64]uint32 // how often a request was drawn for, by its key
}

func newExchange(faults Faults, idPrefix string) *exchange {
	e := &exchange{faults: faults, idPrefix: idPrefix, lines: newLines(faults.Lines, faults.Call)}
	e.clear()
	return e
}

// arrive counts a request.
func (e *exchange) arrive() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ledger.requests++
}

// fate draws for a request.
func (e *exchange) fate(numbers []number) fate {
	if !e.faults.befallRequests() {
		return fate{}
	}
	key := requestKey(numbers)
	e.mu.Lock()
	nth := e.repeats[key]
	e.repeats[key] = nth + 1
	e.mu.Unlock()
	return drawFate(e.faults, key, nth, len(numbers))
}

// place calls each number that no fault befalls, and returns an entry for each. It returns nil, and calls nobody,
// when no line is free.
func (e *exchange) place(numbers []number) []entry {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	if e.lines.full(now) {
		return nil
	}
	entries := make([]entry, len(numbers))
	for i, n := range numbers {
		entries[i] = e.placeOne(n, now)
	}
	return entries
}

func (e *exchange) placeOne(n number, now time.Time) entry {
	fault := ""
	if e.faults.Reject > 0 || e.faults.Busy > 0 {
		fault = e.faults.ofItem(n, e.ledger.drawn(n))
	}
	switch {
	case fault == faultReject:
		return rejectedEntry(n)
	case fault == faultBusy, e.lines.full(now):
		return busyEntry(n)
	}
	e.lines.take(now)
	e.ledger.called(n)
	e.serial++
	return placedEntry(n, e.idPrefix+strconv.FormatUint(e.serial, 10))
}

// page returns a copy of the ledger.
func (e *exchange) page() page {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.ledger.page()
}

// clear forgets all but the serial.
func (e *exchange) clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ledger = ledger{tallies: map[number]tally{}}
	e.lines.free()
	e.repeats = map[uint64]uint32{}
}
