package dialer

import "hash/maphash"

// History is what a campaign's record says of its contacts, in a form that is small enough for millions of them:
// a few bytes for a number, about 25 for an id. It is filled by Add, line by line in the order of the record, and
// then only read.
type History struct {
	rules Rules
	seed  maphash.Seed
	// byNumber holds the words on contacts that the record knows by number and occurrence alone.
	byNumber numberWords
	// ofIDs holds, by number too, the words on contacts that have an id: whoever was called under one id is not
	// called under another.
	ofIDs numberWords
	ids   map[uint64]uint32
	words []word // by the value of ids
	skips skipLines
	// accepted: the API has placed a call of this campaign.
	accepted bool
}

// NewHistory returns the empty history of a campaign that is run by rules.
func NewHistory(rules Rules) *History {
	seed := maphash.MakeSeed()
	return &History{
		rules:    rules,
		seed:     seed,
		byNumber: newNumberWords(),
		ofIDs:    newNumberWords(),
		ids:      map[uint64]uint32{},
		skips:    skipLines{seed: seed},
	}
}

// Add takes the next line of the record.
func (h *History) Add(r *Result) {
	h.accepted = h.accepted || r.Disposition == Accepted
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

func (h *History) addID(r *Result) {
	key := maphash.String(h.seed, r.ID)
	i, known := h.ids[key]
	if !known {
		i = uint32(len(h.words)) //nolint:gosec // memory ends long before 4 billion ids
		h.ids[key] = i
		h.words = append(h.words, word{})
	}
	h.words[i] = h.words[i].followedBy(r)
}

// byID returns the last word on an id and the id's ordinal in the record.
func (h *History) byID(id string) (w word, ordinal uint32, known bool) {
	ordinal, known = h.ids[maphash.String(h.seed, id)]
	if !known {
		return word{}, 0, false
	}
	return h.words[ordinal], ordinal, true
}

// calledAsAnother reports whether a number was, or may have been, called under some id.
func (h *History) calledAsAnother(number uint64) bool {
	w := h.ofIDs.whole(number, h.rules)
	return w.disposition == Accepted || w.disposition == Unknown && w.settledBy(h.rules)
}
