package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"bulkdial/internal/sandbox/request"
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

// drawFault draws the fault of a request.
func (e *exchange) drawFault(asked *request.Calls) requestFault {
	if !e.faults.anyOfRequests() {
		return requestFault{}
	}
	key := requestKey(asked.Items)
	return drawRequestFault(e.faults, key, e.nth(key), len(asked.Items))
}

// nth counts the draws for a key, and returns how many came before.
func (e *exchange) nth(key uint64) uint32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	nth := e.repeats[key]
	e.repeats[key] = nth + 1
	return nth
}

// place calls each item that has no fault, and returns an entry for each item. With lines429 it places no call when no line is
// free: the problem is a 429. When the calls cannot be kept in the file, the problem is a 500.
func (e *exchange) place(asked *request.Calls, lines429 bool) ([]entry, *problem) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.script.Lines > 0 {
		e.catchUp() // the calls of other processes take lines too
	}
	now := time.Now()
	if lines429 && e.full(now) {
		return nil, noLine()
	}
	entries := make([]entry, len(asked.Items))
	placed := make([]*call, 0, len(asked.Items))
	for i, it := range asked.Items {
		if refused, ok := e.refuse(it.Number, now); ok {
			entries[i] = refused
			continue
		}
		c := e.placeOne(asked, it, now)
		placed = append(placed, c)
		entries[i] = placedEntry(it.Number, c.ID)
	}
	if err := e.file.keep(placed); err != nil {
		return nil, unkept(err)
	}
	return entries, nil
}

// refuse returns the entry of an item that is not called; false for one that is to be called.
func (e *exchange) refuse(n request.Number, now time.Time) (entry, bool) {
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
func (e *exchange) placeOne(asked *request.Calls, it request.Item, now time.Time) *call {
	nth := e.log.numbers[it.Number].called
	e.serial++
	c := &call{
		ID: e.idPrefix + strconv.FormatUint(e.serial, 10), AgentID: asked.AgentID, FromNumberID: asked.FromNumberID,
		To: it.Number, Echo: compact(it.Echo), Placed: now,
	}
	turn := e.calls.takeTurn(c.FromNumberID, now, e.script.scaled(callSpacing))
	e.script.live(c, e.script.drawCourse(e.faults, asked, it, nth), e.faults, turn, nth)
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
func (e *exchange) list(q *request.ListQuery, key uint64, version string) (listPage, *problem) {
	border := e.faults.border(key, e.nth(key))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp()
	return e.calls.list(q, e.faults, border, version, time.Now())
}

// snapshot returns a copy of the call log.
func (e *exchange) snapshot() snapshot {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp()
	s := e.log.snapshot()
	s.inProgress, s.mostInProgress = e.calls.use(time.Now())
	return s
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
	e.log = callLog{numbers: map[request.Number]tally{}}
	e.calls = newBook()
	e.repeats = map[uint64]uint32{}
}

// catchUp takes over what this process and others have added to the file since the last time.
func (e *exchange) catchUp() {
	e.file.follow(func(k keptEvent) {
		switch k.event {
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
