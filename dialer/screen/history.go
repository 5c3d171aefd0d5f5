package screen

import (
	"hash/maphash"
	"math"
	"time"

	"bulkdial/dialer"
)

// History is the state of a campaign's contacts by its ledger, by identity and by number. Add fills it, line by line; then it
// is only read.
type History struct {
	seed maphash.Seed
	// numbers holds the calls to each number with an attempt, over all identities.
	numbers map[uint64]calls
	// ids holds the last word on each id, by a hash. Two of a million share a hash with a chance of about 1 in 37 million;
	// the hash is seeded, so that ids cannot be chosen to share one.
	ids map[uint64]idWord
	// words holds the last words on other identities, also by a hash: on an id at each of several numbers, and on the second and
	// later rows with a number. The last word on the first row is in numbers.
	words map[uint64]word
	// repeats holds the highest occurrence in the ledger of each number that has more than one.
	repeats map[uint64]int
	skips   skipLines
	// accepted: the API has placed a call of this campaign.
	accepted bool
	// runs counts the runs that sent a request; lastRun is the name of the last, and last the time of the last result.
	runs    int
	lastRun string
	last    time.Time
}

// NewHistory returns the empty history of a campaign.
func NewHistory() *History {
	seed := maphash.MakeSeed()
	return &History{
		seed: seed, skips: skipLines{seed: seed},
		numbers: map[uint64]calls{}, ids: map[uint64]idWord{}, words: map[uint64]word{}, repeats: map[uint64]int{},
	}
}

// Add takes the next line of the ledger. A line that was added before, as after a merge, changes nothing.
func (h *History) Add(r *dialer.Result) {
	h.accepted = h.accepted || r.Disposition == dialer.Accepted
	h.addRun(r)
	said := wordOf(r)
	number, ok := dialer.ParseE164(r.Number)
	switch {
	case r.Disposition.Skip():
		h.skips.add(r)
		if said != (word{}) {
			h.addWord(r.ID, said)
		}
	case ok:
		h.addAttempt(number, r, said)
	default: // an attempt counts even without a number
		h.addWord(r.ID, said)
	}
}

// addWord adds a word on an id that is about no number. An empty id has none.
func (h *History) addWord(id string, said word) {
	if id == "" {
		return
	}
	key := h.idKey(id)
	h.ids[key] = h.ids[key].with(h.ids[key].word().followedBy(said))
}

// addAttempt adds an attempt to call a number. It counts for the number over all identities, with and without ids.
func (h *History) addAttempt(number uint64, r *dialer.Result, said word) {
	occurrence := r.Batch.Occurrence()
	if occurrence > 1 {
		h.repeats[number] = max(h.repeats[number], occurrence)
	}
	c := h.numbers[number]
	switch {
	case r.ID != "":
		c.change(h.addToID(r.ID, number, said))
	case occurrence > 1:
		key := h.rowKey("", number, occurrence)
		before := h.words[key]
		h.words[key] = before.followedBy(said)
		c.change(before, h.words[key])
	default:
		before := c.first
		c.first = before.followedBy(said)
		c.change(before, c.first)
	}
	h.numbers[number] = c
}

// addToID adds an attempt of an id at a number, and returns the last words on that before and after.
func (h *History) addToID(id string, number uint64, said word) (before, after word) {
	key := h.idKey(id)
	w := h.ids[key]
	if w.number() != 0 && w.number() != number && !w.several() {
		h.words[h.rowKey(id, w.number(), 0)] = w.attempted()
		w |= severalNumbers
	}
	switch {
	case w.several():
		at := h.rowKey(id, number, 0)
		before = h.words[at]
		after = before.followedBy(said)
		h.words[at] = after
	default:
		before = w.attempted()
		after = before.followedBy(said)
		w = w.at(number)
	}
	h.ids[key] = w.with(w.word().followedBy(said))
	return before, after
}

// addRun counts the runs. A run has the ledger for itself, so its lines are consecutive.
func (h *History) addRun(r *dialer.Result) {
	if r.At.After(h.last) {
		h.last = r.At
	}
	if run := r.Batch.Run(); run != "" && run != h.lastRun {
		h.lastRun = run
		h.runs++
	}
}

// CallsPlaced reports whether the API has placed a call of this campaign.
func (h *History) CallsPlaced() bool { return h.accepted }

// Runs returns the number of runs that sent a request, and the time of the last result.
func (h *History) Runs() (n int, last time.Time) { return h.runs, h.last }

// idKey is the key of the last word on an id, over all its numbers.
func (h *History) idKey(id string) uint64 { return maphash.String(h.seed, id) }

// rowKey is the key of the last word on an identity at one number.
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
func (h *History) byID(id string) word { return h.ids[h.idKey(id)].word() }

// at returns the last word on an id at one number.
func (h *History) at(id string, number uint64) word {
	switch w := h.ids[h.idKey(id)]; {
	case w.several():
		return h.words[h.rowKey(id, number, 0)]
	case w.number() == number:
		return w.attempted()
	default:
		return word{}
	}
}

// occurrence returns the last word on the k-th row with a number, of calls without an id.
func (h *History) occurrence(number uint64, k int) word {
	if k == 1 {
		return h.numbers[number].first
	}
	return h.words[h.rowKey("", number, k)]
}

// withoutID returns the last word on a number that is called once, over all rows of calls without an id.
func (h *History) withoutID(number uint64) word {
	whole := h.occurrence(number, 1)
	for k := 2; k <= h.repeats[number]; k++ {
		w := h.occurrence(number, k)
		whole.said, whole.attempts = max(whole.said, w.said), max(whole.attempts, w.attempts)
	}
	return whole
}

// calls are the calls to a number in the ledger, over all identities that had it.
type calls struct {
	// first is the last word on its first row, of calls without an id.
	first word
	// attempts counts the attempts.
	attempts uint16
	// accepted and unknown count the identities with that last word.
	accepted, unknown uint16
}

// change takes a change of the last word on an identity at the number.
func (c *calls) change(before, after word) {
	if after.attempts > before.attempts { // else the line was added before
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
	case saidNothing, saidInvalid, saidRejected:
	}
	if before.said == saidUnknown && c.unknown < math.MaxUint16 { // a saturated count is never reduced
		c.unknown--
	}
}

// more adds one, up to the maximum.
func more(n uint16) uint16 {
	if n == math.MaxUint16 {
		return n
	}
	return n + 1
}

// whole returns the last word on a number that is called once, over all its identities.
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

// leaves reports whether the rules allow one more call to a number. Rows is the number of its rows, called the number of these
// that this run calls already. A call that was or may have been placed counts for one row, whatever its identity was.
func (c *calls) leaves(rules *Rules, rows, called int) bool {
	taken := called + int(c.accepted)
	if c.unknown > 0 && rules.Retry.Has(dialer.Unknown) {
		return taken < rows && called+int(c.attempts) < rows*min(rules.MaxAttempts, maxCounted)
	}
	return taken+int(c.unknown) < rows
}
