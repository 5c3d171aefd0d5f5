package track

import (
	"hash/maphash"
	"time"

	"bulkdial/dialer"
)

// Place is where the result of a call stands: in which file, by a number of the caller's below 65,535, and at which byte, below 2⁴⁸.
type Place struct {
	File   uint16
	Offset int64
}

// place is a Place in 8 bytes.
type place uint64

func (p Place) packed() place { return place(p.File)<<48 | place(p.Offset) } //nolint:gosec // no offset is negative

func (p place) unpacked() Place {
	return Place{File: uint16(p >> 48), Offset: int64(p & (1<<48 - 1))}
}

// inMemory stands for the place of calls whose result is in memory.
const inMemory = place(1<<64 - 1)

// open is a call that has not ended, as far as it was read. It has 16 bytes, so that a map of them takes at most 58 for each, key and
// free slots included.
type open struct {
	place place
	// placed is when its result was recorded.
	placed tick
	// agent is its place in Tracker.agents; 0: it is not known.
	agent uint16
	// missed counts the cycles since a list has shown the call, up to missedCycles.
	missed uint8
	marks  marks
}

// marks say what lists have to do with a call.
type marks uint8

const (
	// shown: a list of this cycle has shown the call.
	shown marks = 1 << iota
	// sought: a list has shown it once, or came to its end without it.
	sought
)

// listable reports whether the lists should show a call: it is not old, or was not sought in them yet.
func (o open) listable(now, old tick) bool { return now-o.placed < old || o.marks&sought == 0 }

// calls are those that have not ended. The ids are known by a hash; two of a million share one with a chance of 1 in 37 million, and
// what is read by a hash is compared with the id.
type calls struct {
	seed maphash.Seed
	open map[uint64]open
	// live has the results of the calls whose place is inMemory.
	live map[uint64]dialer.Result
	// read is when those calls were last read that were read by their ids.
	read map[uint64]tick
}

func newCalls() calls {
	return calls{seed: maphash.MakeSeed(), open: map[uint64]open{}, live: map[uint64]dialer.Result{}, read: map[uint64]tick{}}
}

func (c *calls) key(id string) uint64 { return maphash.String(c.seed, id) }

func (c *calls) remove(key uint64) {
	delete(c.open, key)
	delete(c.live, key)
	delete(c.read, key)
}

// tick is a time since the Tracker began, or a length of time, in tenths of a second, or as much less as calls live faster than the
// clock. Trackers run for weeks, and 31 bits are seven years.
type tick int32

const ticksPerSecond = 10

// farTick bounds ticks, so that no difference of two overflows.
const farTick = 1 << 30

// ticks is a length of time in ticks.
func (t *Tracker) ticks(d time.Duration) tick {
	return tick(max(-farTick, min(d.Seconds()*t.cfg.Speed*ticksPerSecond, farTick)))
}

// now is the present tick.
func (t *Tracker) now() tick { return t.ticks(time.Since(t.began)) }
