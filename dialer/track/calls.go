package track

import (
	"hash/maphash"
	"time"

	"bulkdial/dialer"
)

// Place is where the result of a call stands: in which file, by a number of the caller's, and at which byte.
type Place struct {
	File   uint16
	Offset int64
}

// open is a call that has not ended, as far as it was read.
type open struct {
	offset int64
	// placed is when its result was recorded, and checked when it was last read by its id, in milliseconds since the Tracker began;
	// never is none.
	placed, checked int32
	file, agent     uint16
	// missed counts the cycles in which the list should have shown the call and did not, up to 255; seen is the last byte of the number of
	// the cycle that showed it.
	missed, seen uint8
}

// never is the time of what has not happened.
const never = -1 << 31

// liveFile stands for calls whose result is in memory.
const liveFile = 1<<16 - 1

// calls are those that have not ended. The ids are known by a hash; two of a million share one with a chance of 1 in 37 million, and
// what is read by a hash is compared with the id.
type calls struct {
	seed maphash.Seed
	open map[uint64]open
	live map[uint64]dialer.Result
}

func newCalls() calls {
	return calls{seed: maphash.MakeSeed(), open: map[uint64]open{}, live: map[uint64]dialer.Result{}}
}

func (c *calls) key(id string) uint64 { return maphash.String(c.seed, id) }

func (c *calls) remove(key uint64) {
	delete(c.open, key)
	delete(c.live, key)
}

// millis is a time as open has it: of at most 12 days before or after the Tracker began.
func millis(began, at time.Time) int32 {
	return int32(max(-1<<30, min(at.Sub(began).Milliseconds(), 1<<30))) //nolint:gosec // within the bounds
}
