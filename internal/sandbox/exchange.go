package sandbox

import (
	"strconv"
	"sync"
	"time"
)

// exchange "places" the calls. One lock guards the fault of an item, its line and its count, so that the call log is
// exact at any moment.
type exchange struct {
	faults Faults
	// idPrefix begins each call id; serial, which is never reset, ends it.
	idPrefix string

	mu      sync.Mutex
	serial  uint64
	log     callLog
	lines   lines
	repeats map[uint64]uint32 // how many faults were drawn for a request, by its key
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
	e.log.requests++
}

// draw draws the fault of a request.
func (e *exchange) draw(numbers []number) requestFault {
	if !e.faults.ofRequests() {
		return requestFault{}
	}
	key := requestKey(numbers)
	e.mu.Lock()
	nth := e.repeats[key]
	e.repeats[key] = nth + 1
	e.mu.Unlock()
	return drawRequestFault(e.faults, key, nth, len(numbers))
}

// place calls each number that has no fault, and returns an entry for each number. When no line is free it places no
// call and returns nil.
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
		fault = e.faults.ofItem(n, e.log.drawn(n))
	}
	switch {
	case fault == faultReject:
		return rejectedEntry(n)
	case fault == faultBusy, e.faults.lineless(n), e.lines.full(now):
		return busyEntry(n)
	}
	e.lines.take(now)
	e.log.called(n)
	e.serial++
	return placedEntry(n, e.idPrefix+strconv.FormatUint(e.serial, 10))
}

// page returns a copy of the call log.
func (e *exchange) page() page {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.log.page()
}

// clear resets everything but the serial.
func (e *exchange) clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.log = callLog{numbers: map[number]tally{}}
	e.lines.free()
	e.repeats = map[uint64]uint32{}
}
