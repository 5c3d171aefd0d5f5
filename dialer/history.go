package dialer

import (
	"hash/maphash"
	"strings"
	"time"
)

// History is what a campaign's record says of its contacts, in a form that is small enough for millions of them:
// a few bytes for a number, about 20 for an id. It is filled by Add, line by line in the order of the record, and
// then only read.
type History struct {
	rules Rules
	seed  maphash.Seed
	// byNumber holds the words on contacts that the record knows by number and occurrence alone.
	byNumber numberWords
	// ofIDs holds, by number too, the words on contacts that have an id: whoever was called under one id is not
	// called under another.
	ofIDs numberWords
	ids   hashTable[packedWord]
	skips skipLines
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
		rules:    rules,
		seed:     seed,
		byNumber: newNumberWords(),
		ofIDs:    newNumberWords(),
		skips:    skipLines{seed: seed},
	}
}

// Add takes the next line of the record.
func (h *History) Add(r *Result) {
	h.accepted = h.accepted || r.Disposition == Accepted
	h.addRun(r)
	identified := h.rules.UseIDs && r.ID != ""
	if identified {
		h.addID(r)
	}
	if r.Disposition.Skip() {
		h.skips.add(r)
		return
	}
	number, ok := digits(r.Number)
	switch {
	case !ok:
	case identified:
		h.ofIDs.add(number, BatchOccurrence(r.Batch), r)
	default:
		h.byNumber.add(number, BatchOccurrence(r.Batch), r)
	}
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

// nobody reports whether no word was said of anybody.
func (h *History) nobody() bool { return len(h.byNumber.said)+len(h.ofIDs.said)+h.ids.used == 0 }

// Runs returns how many runs have sent something, and when the last word on record was said.
func (h *History) Runs() (n int, last time.Time) { return h.runs, h.last }

func (h *History) addID(r *Result) {
	slot, _ := h.ids.add(maphash.String(h.seed, r.ID))
	h.ids.values[slot] = h.ids.values[slot].word().followedBy(r).packed()
}

// byID returns the last word on an id.
func (h *History) byID(id string) word {
	slot, known := h.ids.find(maphash.String(h.seed, id))
	if !known {
		return word{}
	}
	return h.ids.values[slot].word()
}

// calledAsAnother reports whether a number was, or may have been, called under some id.
func (h *History) calledAsAnother(number uint64) bool {
	w := h.ofIDs.whole(number, h.ofIDs.occurrence(number, 1), h.rules)
	return w.disposition == Accepted || w.disposition == Unknown && w.settledBy(h.rules)
}
