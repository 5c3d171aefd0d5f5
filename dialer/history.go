package dialer

import (
	"hash/maphash"
	"math"
	"strings"
	"time"
)

// History is what a campaign's record says of its contacts, by identity and by number. It is filled by Add, line by line,
// and then only read. At most 64 bytes of the heap hold a contact without an id, 128 one with an id.
type History struct {
	rules Rules
	seed  maphash.Seed
	// numbers holds what is known of each number that was tried, over all identities.
	numbers map[uint64]calls
	// words holds the last word on each identity, by a hash: on an id, on an id at one number, and on the second and
	// later rows with a number. The word on the first is in numbers. Two of a million share a hash with a chance of
	// about 1 in 37 million; the hash is seeded, so that nobody can choose ids that do.
	words map[uint64]word
	// repeats holds the highest occurrence on record of each number that has more than one.
	repeats map[uint64]int
	skips   skipLines
	// accepted: the API has placed a call of this campaign.
	accepted bool
	// runs counts the runs that sent something; lastRun is the name of the last, and last the time of its last word.
	runs    int
	lastRun string
	last    time.Time
}

// NewHistory returns the empty history of a campaign that is run by rules.
func NewHistory(rules Rules) *History {
	seed := maphash.MakeSeed()
	return &History{
		rules: rules, seed: seed, skips: skipLines{seed: seed},
		numbers: map[uint64]calls{}, words: map[uint64]word{}, repeats: map[uint64]int{},
	}
}

// Add takes the next line of the record. A line that was taken before, as after a merge, changes nothing.
func (h *History) Add(r *Result) {
	h.accepted = h.accepted || r.Disposition == Accepted
	h.addRun(r)
	said := wordOf(r)
	if h.rules.UseIDs && r.ID != "" && said != (word{}) {
		key := h.idKey(r.ID)
		h.words[key] = h.words[key].followedBy(said)
	}
	if r.Disposition.Skip() {
		h.skips.add(r)
		return
	}
	if number, ok := digits(r.Number); ok {
		h.addAttempt(number, r, said)
	}
}

// addAttempt notes an attempt to call a number. It counts for the number whatever the identity, and whether ids are used
// now or not.
func (h *History) addAttempt(number uint64, r *Result, said word) {
	occurrence := BatchOccurrence(r.Batch)
	if occurrence > 1 {
		h.repeats[number] = max(h.repeats[number], occurrence)
	}
	c := h.numbers[number]
	before := c.first
	var key uint64
	first := r.ID == "" && occurrence == 1
	if !first {
		key = h.rowKey(r.ID, number, occurrence)
		before = h.words[key]
	}
	after := before.followedBy(said)
	c.change(before, after)
	if first {
		c.first = after
	} else {
		h.words[key] = after
	}
	h.numbers[number] = c
}

// addRun follows the runs: one has the record for itself, so its lines stand together.
func (h *History) addRun(r *Result) {
	if r.At.After(h.last) {
		h.last = r.At
	}
	if r.Batch == "" || len(r.Batch) > len(h.lastRun) && r.Batch[:len(h.lastRun)] == h.lastRun && r.Batch[len(h.lastRun)] == '.' {
		return
	}
	h.lastRun, _, _ = strings.Cut(r.Batch, ".")
	h.lastRun = strings.Clone(h.lastRun)
	h.runs++
}

// Runs returns how many runs have sent something, and when the last word on record was said.
func (h *History) Runs() (n int, last time.Time) { return h.runs, h.last }

// idKey is the key of the word on an id, whatever its number.
func (h *History) idKey(id string) uint64 { return maphash.String(h.seed, id) }

// rowKey is the key of the word on an identity at one number.
func (h *History) rowKey(id string, number uint64, occurrence int) uint64 {
	if id != "" {
		occurrence = 0
	}
	return maphash.Comparable(h.seed, row{id, number, occurrence})
}

// row is an identity and the number that was called for it. An id has no occurrence.
type row struct {
	id         string
	number     uint64
	occurrence int
}

// byID returns the last word on an id.
func (h *History) byID(id string) word { return h.words[h.idKey(id)] }

// at returns the last word on an id at one number.
func (h *History) at(id string, number uint64) word { return h.words[h.rowKey(id, number, 0)] }

// occurrence returns the last word on the k-th row with a number that was called without an id.
func (h *History) occurrence(number uint64, k int) word {
	if k == 1 {
		return h.numbers[number].first
	}
	return h.words[h.rowKey("", number, k)]
}

// withoutID returns the last word on a number that is called once, over all rows that were called without an id.
func (h *History) withoutID(number uint64) word {
	whole := h.occurrence(number, 1)
	for k := 2; k <= h.repeats[number]; k++ {
		w := h.occurrence(number, k)
		whole.said, whole.attempts = max(whole.said, w.said), max(whole.attempts, w.attempts)
	}
	return whole
}

// calls is what a record says of a number, over all identities that had it.
type calls struct {
	// first is the last word on its first row that was called without an id.
	first word
	// attempts counts the attempts.
	attempts uint16
	// accepted and unknown count the identities with that last word.
	accepted, unknown uint16
}

// change takes in that the last word on an identity at the number has changed.
func (c *calls) change(before, after word) {
	if after.attempts > before.attempts { // else the line was read before
		c.attempts = max(more(c.attempts), uint16(after.attempts))
	}
	if before.said == after.said {
		return
	}
	switch after.said {
	case saidAccepted:
		c.accepted = more(c.accepted)
	case saidUnknown:
		c.unknown = more(c.unknown)
	default:
	}
	if before.said == saidUnknown && c.unknown < math.MaxUint16 { // what was not counted in full is not taken back
		c.unknown--
	}
}

// more counts one more, as far as it can.
func more(n uint16) uint16 {
	if n == math.MaxUint16 {
		return n
	}
	return n + 1
}

// whole returns the last word on a number that is called once, whichever identity it had.
func (c *calls) whole() word {
	w := word{attempts: counted(int(c.attempts))}
	switch {
	case c.accepted > 0:
		w.said = saidAccepted
	case c.unknown > 0:
		w.said = saidUnknown
	case c.attempts > 0:
		w.said = saidRejected
	}
	return w
}

// leaves reports whether rules leave room for one more call to a number that has so many rows, of which so many are called
// in this run already. A call that was placed, or may have been, takes the room of a row, whichever identity it was for.
func (c *calls) leaves(rules *Rules, rows, called int) bool {
	taken := called + int(c.accepted)
	if c.unknown > 0 && rules.Retry.Has(Unknown) {
		return taken < rows && called+int(c.attempts) < rows*min(rules.MaxAttempts, maxCounted)
	}
	return taken+int(c.unknown) < rows
}
