package screen

import (
	"hash/maphash"
	"strings"
	"time"

	"bulkdial/dialer"
)

// History is what the ledger of a campaign says of its contacts: the attempts to call each number, and the numbers that were
// called for each id. Add fills it, line by line, in any order, and then AddCDR; after that it is only read. Every last word is
// derived from the attempts when it is asked for.
type History struct {
	seed     maphash.Seed
	attempts attempts
	// ids holds each id by a hash. Two of a million share a hash with a chance of about 1 in 37 million; the hash is seeded, so
	// that ids cannot be chosen to share one.
	ids table[calledID]
	// others holds the second and later numbers of ids.
	others []otherNumber
	skips  skipLines
	// accepted: the API has placed a call of this campaign.
	accepted bool
	// runs are the names of the runs that sent a request; lastRun is the one of the last line, and last the time of the last
	// result.
	runs    map[string]bool
	lastRun string
	last    time.Time
	// clock codes the times of calls; nil: they are not kept. elsewhere: the lines that are added are of other shards of the division.
	clock     *clock
	elsewhere uint16
	// firstStart is when the call of the first CDR began that says so.
	firstStart time.Time
	// minutes is how long the calls of this shard with CDRs have lasted, which live at a speed; 0: it is not counted.
	minutes minutes
	speed   float64
	// redial and now are those of Permit.
	redial *Redial
	now    time.Time
}

// calledID is what the ledger says of an id.
type calledID struct {
	// number was called for the id; 0: none was. next is the place of another one in History.others, from 1; 0: there is none.
	number uint64
	next   uint32
	// invalid: a row with the id was invalid.
	invalid bool
}

// otherNumber is another number that was called for an id; next as in calledID.
type otherNumber struct {
	number uint64
	next   uint32
}

// NewHistory returns the empty history of a campaign.
func NewHistory() *History {
	seed := maphash.MakeSeed()
	return &History{
		seed: seed, skips: skipLines{seed: seed}, attempts: attempts{first: newTable[attempt]()}, ids: newTable[calledID](),
		runs: map[string]bool{},
	}
}

// unreadable stands for the number of an attempt without one, which counts all the same. It is no number of E.164.
const unreadable = 1

// KeepPlaces lets the history keep the places of AddAt and AddCDRAt, which takes 16 to 24 bytes for each attempt. It comes before them.
func (h *History) KeepPlaces() { h.attempts.keep() }

// KeepPlacesOfFailures lets the history keep the places of AddAt of the attempts that are not accepted, which takes 19 to 24 bytes for each
// of these. It comes before them.
func (h *History) KeepPlacesOfFailures() { h.attempts.keepFailures() }

// Add takes a line of the ledger. A line that was added before, as after a merge, changes nothing.
func (h *History) Add(r *dialer.Result) { h.AddAt(r, 0) }

// AddAt is Add for a line at a place, of which the caller knows what it means: Decision.Record names it. 0 is no place. It reports whether
// the line is the first one about its attempt.
func (h *History) AddAt(r *dialer.Result, at uint64) (first bool) {
	h.accepted = h.accepted || r.Disposition == dialer.Accepted
	h.addRun(r)
	if r.Disposition.Skip() {
		h.skips.add(r)
		if r.Disposition == dialer.Invalid && r.ID != "" {
			h.ids.value(h.ids.slot(h.idKey(r.ID))).invalid = true
		}
		return false
	}
	number, ok := dialer.ParseE164(r.Number)
	if !ok {
		number = unreadable
	}
	added := attempt{
		request: h.requestKey(r.Batch, r.Attempt),
		number:  uint8(max(1, min(r.Attempt, maxCounted))),
		said:    saidBy(r.Disposition),
	}
	added.occurrence = h.elsewhere
	if r.ID == "" {
		added.occurrence |= uint16(r.Batch.Occurrence()) //nolint:gosec // at most dialer.MaxOccurrences
		_, again := h.attempts.add(number, added, h.clock.code(r.At), at)
		return !again
	}
	added.who = h.idKey(r.ID)
	before, again := h.attempts.add(number, added, h.clock.code(r.At), at)
	if !before {
		h.addNumber(added.who, number)
	}
	return !again
}

// Permit lets contacts be called again as redial says, which the rules of the screens must say too; nil: no contact is. The ages of calls are
// counted back from now. It comes before the first AddCDR.
func (h *History) Permit(redial *Redial, now time.Time) { h.redial, h.now = redial, now }

// AddCDR takes how a call has ended, once all results are added. It ignores a call that no result names. CDRs may come in any order, and
// one that was added before changes nothing.
func (h *History) AddCDR(c *dialer.CDR) { h.AddCDRAt(c, 0) }

// CallEnd is how the call of an accepted attempt has ended by the CDRs before one, and with it: equal where it says nothing new, and both
// empty where no accepted attempt is known whose call it is about.
type CallEnd struct{ Before, Now dialer.Outcome }

// AddCDRAt is AddCDR for a CDR at a place, as AddAt is Add. It returns what the CDR changes.
func (h *History) AddCDRAt(c *dialer.CDR, at uint64) (end CallEnd) {
	number, ok := dialer.ParseE164(c.Number)
	slot, known := h.attempts.first.find(number)
	if !ok || !known {
		return end
	}
	request, ended, age := h.requestKey(c.Batch, c.Attempt), endingOf(c.Outcome), 0
	if !h.now.IsZero() {
		age = int(h.now.Sub(c.Believed(c.Ended)) / time.Second)
	}
	if h.redial != nil && h.redial.names(c) {
		ended |= endingNamed
	}
	for place, a := range h.attempts.from(slot) {
		if a.request == request { // a batch has no number twice
			h.measure(a, c, ended)
			a.setAge(age)
			before := a.ended
			a.ended = a.ended.repeated(ended)
			if a.said == saidAccepted {
				end = CallEnd{before.outcome(), a.ended.outcome()}
				h.keepStart(slot, place, c.Started)
			}
			if its := h.attempts.kept(slot, place); its != nil {
				its.cdr = at
			}
		}
	}
	return end
}

// EachAttempt passes each attempt to f, in no order: its number, what is known of it, and how its call has ended; empty while that is not
// known.
func (h *History) EachAttempt(f func(number int, said dialer.Disposition, ended dialer.Outcome)) {
	for number := range h.attempts.first.keys() {
		slot, _ := h.attempts.first.find(number)
		for _, a := range h.attempts.from(slot) {
			f(int(a.number), a.said.disposition(), a.ended.outcome())
		}
	}
}

// dueAfter is when a delay has passed since a call of an age, in seconds.
func (h *History) dueAfter(age int, delay time.Duration) time.Time {
	return h.now.Add(delay - time.Duration(age)*time.Second)
}

// addNumber adds a number to those of an id.
func (h *History) addNumber(who, number uint64) {
	id := h.ids.value(h.ids.slot(who))
	if id.number != 0 {
		h.others = append(h.others, otherNumber{id.number, id.next})
		id.next = uint32(len(h.others)) //nolint:gosec // each takes 16 bytes
	}
	id.number = number
}

// addRun counts the runs. The lines of a run are neighbors, unless they are read from several files.
func (h *History) addRun(r *dialer.Result) {
	if r.At.After(h.last) {
		h.last = r.At
	}
	if run := r.Batch.Run(); run != "" && run != h.lastRun {
		h.lastRun = strings.Clone(run) // and not the whole line
		h.runs[h.lastRun] = true
	}
}

// CallsPlaced reports whether the API has placed a call of this campaign.
func (h *History) CallsPlaced() bool { return h.accepted }

// Runs returns the number of runs that sent a request, and the time of the last result.
func (h *History) Runs() (n int, last time.Time) { return len(h.runs), h.last }

// request tells the attempts of one contact at one number apart.
type request struct {
	batch  dialer.BatchName
	number int
}

// requestKey is the key of a request for one contact, as in attempt.request.
func (h *History) requestKey(batch dialer.BatchName, number int) uint32 {
	return uint32(maphash.Comparable(h.seed, request{batch, number})) //nolint:gosec // half of the hash is enough
}

// idKey is the key of an id.
func (h *History) idKey(id string) uint64 { return max(1, maphash.String(h.seed, id)) }

// pairKey is the key of an id at a number.
func (h *History) pairKey(id string, number uint64) uint64 {
	return maphash.Comparable(h.seed, pair{h.idKey(id), number})
}

// pair is an id, by its key, and a number.
type pair struct{ who, number uint64 }
