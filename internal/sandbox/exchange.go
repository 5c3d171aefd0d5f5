package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// exchange "places" the calls, and knows them. One lock guards the fault of an item, its line, its call and its count, so
// that the call log is exact at any moment.
type exchange struct {
	faults Faults
	script Script
	// file keeps the calls; nil: only the memory does.
	file *CallFile
	// idPrefix begins each call id; serial, which is never reset, ends it.
	idPrefix string

	mu      sync.Mutex
	serial  uint64
	log     callLog
	calls   book
	repeats map[uint64]uint32 // how many faults were drawn for a request, by its key
}

func newExchange(config *Config, idPrefix string) *exchange {
	e := &exchange{faults: config.Faults, script: config.Script.withDefaults(), file: config.CallFile, idPrefix: idPrefix}
	e.reset()
	e.catchUp()
	return e
}

// arrive counts a request.
func (e *exchange) arrive() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.log.requests++
}

// draw draws the fault of a request.
func (e *exchange) draw(o *order) requestFault {
	if !e.faults.ofRequests() {
		return requestFault{}
	}
	key := requestKey(o.items)
	return drawRequestFault(e.faults, key, e.nth(key), len(o.items))
}

// nth counts the draws for a key, and returns how many came before.
func (e *exchange) nth(key uint64) uint32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	nth := e.repeats[key]
	e.repeats[key] = nth + 1
	return nth
}

// place calls each item that has no fault, and returns an entry for each. When no line is free and whole is set, it places
// no call and returns a 429. When the calls cannot be kept in the file, the problem is a 500.
func (e *exchange) place(o *order, whole bool) ([]entry, *problem) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.script.Lines > 0 {
		e.catchUp() // the calls of other processes take lines too
	}
	now := time.Now()
	if whole && e.full(now) {
		return nil, noLine()
	}
	entries := make([]entry, len(o.items))
	placed := make([]*call, 0, len(o.items))
	for i, it := range o.items {
		if refused, ok := e.refuse(it.number, now); ok {
			entries[i] = refused
			continue
		}
		c := e.placeOne(o, it, now)
		placed = append(placed, c)
		entries[i] = placedEntry(it.number, c.ID)
	}
	if err := e.file.keep(placed); err != nil {
		return nil, unkept(err)
	}
	return entries, nil
}

// refuse returns the entry of an item that is not called.
func (e *exchange) refuse(n number, now time.Time) (entry, bool) {
	fault := ""
	if e.faults.Reject > 0 || e.faults.Busy > 0 {
		fault = e.faults.ofItem(n, e.log.drawn(n))
	}
	switch {
	case fault == faultReject:
		return rejectedEntry(n), true
	case fault == faultBusy, e.faults.lineless(n), e.full(now):
		return busyEntry(n), true
	}
	return entry{}, false
}

// placeOne places a call.
func (e *exchange) placeOne(o *order, it item, now time.Time) *call {
	nth := e.log.numbers[it.number].called
	e.serial++
	c := &call{
		ID: e.idPrefix + strconv.FormatUint(e.serial, 10), AgentID: o.agentID, FromNumberID: o.fromNumberID,
		To: it.number, Echo: compact(it.echo), Placed: now,
	}
	dialed := e.calls.turn(c.FromNumberID, now, e.script.scaled(callSpacing))
	e.script.live(c, e.script.part(e.faults, o, it, nth), e.faults, dialed, nth)
	e.enter(c)
	return c
}

// full reports whether every line is taken.
func (e *exchange) full(now time.Time) bool {
	return e.script.Lines > 0 && e.calls.inProgress(now) >= e.script.Lines
}

// enter makes a call known, and counts it.
func (e *exchange) enter(c *call) {
	if !e.calls.add(c) {
		return
	}
	e.log.called(c.To)
	if e.script.Lines > 0 {
		e.calls.takeLine(c)
	}
}

// get returns a call as it is now, with its transcript where that is asked for; false when there is none of that id.
func (e *exchange) get(id, version string, transcript bool) (view, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp()
	c, ok := e.calls.byID[id]
	if !ok {
		return view{}, false
	}
	now := time.Now()
	v := c.view(version, now)
	if transcript {
		v.Transcript = c.transcript(now)
	}
	return v, true
}

// cancel ends a call that has started, and returns it.
func (e *exchange) cancel(id, version string) (view, *problem) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp()
	c, ok := e.calls.byID[id]
	if !ok {
		return view{}, noCall(id)
	}
	now := time.Now()
	if status := c.status(now); status != statusStarted {
		return view{}, problemf(http.StatusBadRequest, "Only a call that has started can be canceled: this one is %s.", status)
	}
	if err := e.file.keepCancel(id, now); err != nil {
		return view{}, unkept(err)
	}
	c.cancel(now)
	return c.view(version, now), nil
}

// list returns a page of the list. Key is that of the query, for draws.
func (e *exchange) list(q *listQuery, key uint64, version string) (listPage, *problem) {
	border := e.faults.border(key, e.nth(key))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp()
	return e.calls.list(q, e.faults, border, version, time.Now())
}

// page returns a copy of the call log.
func (e *exchange) page() page {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp()
	p := e.log.page()
	p.inProgress, p.mostInProgress = e.calls.use(time.Now())
	return p
}

// clear resets everything but the serial.
func (e *exchange) clear() *problem {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.file == nil {
		e.reset()
		return nil
	}
	if err := e.file.keepClear(time.Now()); err != nil {
		return unkept(err)
	}
	e.catchUp() // which resets
	return nil
}

func (e *exchange) reset() {
	e.log = callLog{numbers: map[number]tally{}}
	e.calls = newBook()
	e.repeats = map[uint64]uint32{}
}

// catchUp takes over what this process and others have added to the file since the last time.
func (e *exchange) catchUp() {
	e.file.follow(func(k keptEvent) {
		switch k.Event {
		case eventPlaced:
			e.enter(k.call)
		case eventCanceled:
			if c, ok := e.calls.byID[k.id]; ok && c.EndReason != reasonCanceled {
				c.cancel(k.at)
			}
		case eventCleared:
			e.reset()
		}
	})
}

// compact copies a JSON value, which is part of a request's body.
func compact(raw json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if len(raw) == 0 || json.Compact(&b, raw) != nil {
		return nil
	}
	return b.Bytes()
}
