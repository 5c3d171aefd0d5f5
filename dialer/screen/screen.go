package screen

import (
	"errors"
	"strconv"
	"time"

	"bulkdial/dialer"
)

// Config is what a Screen decides by.
type Config struct {
	Rules   Rules
	Numbers dialer.Numbers
	// History must be complete. It may serve several screens one after the other.
	History *History
	// Guards are asked about each contact that is to be called.
	Guards dialer.Guards
	// Callers are the ids of the numbers to call from: a contact whose route names none gets one of them, always the same.
	Callers []string
	// Earlier is Screen.Seen of an earlier pass over the same contacts, to their end, with the same History; nil if there was
	// none.
	Earlier *Seen
}

// Screen decides about the contacts of one pass over a contacts file, in the order of the file. It implements
// dialer.Screener. It remembers what it has seen, so each pass needs a new one; one goroutine may use it.
type Screen struct {
	Config
	seen  *Seen
	skips claims
	// calledAgain counts the rows that this pass calls, by number, of numbers that were called before.
	calledAgain map[uint64]int
}

var _ dialer.Screener = (*Screen)(nil)

// New returns a Screen for one pass.
func New(cfg Config) *Screen {
	return &Screen{Config: cfg, seen: newSeen(cfg.Earlier), skips: cfg.History.skips.claims(), calledAgain: map[uint64]int{}}
}

// Seen returns what the pass has seen, once it has ended, for a later pass.
func (s *Screen) Seen() *Seen { return s.seen }

// Decide implements dialer.Screener.
func (s *Screen) Decide(c *dialer.Contact) dialer.Decision {
	d := dialer.Decision{Contact: c}
	c.ID = dialer.OneLine(c.ID) // as in the ledger
	at := dialer.Place{Row: c.Row, SheetRow: c.SheetRow}
	var byID word
	if s.Rules.UseIDs {
		var met bool
		if d.First, met = s.seen.id(s.History.idKey(c.ID), at); met {
			return s.skip(d, dialer.Duplicate, dialer.Reason{Code: "duplicate_id", Cause: dialer.EarlierRow + " has the same id", Remedy: "give each row an id of its own"})
		}
		byID = s.History.byID(c.ID)
	}
	read, err := s.read(c)
	if err != nil {
		if byID.settledBy(&s.Rules) {
			d.LastWord = byID.disposition()
			return d
		}
		return s.invalid(d, err)
	}
	c.Number = read.e164()
	own := byID.tried() && byID.settledBy(&s.Rules) && s.Rules.Duplicates != FailDuplicates // its own call stays its last word
	if own && s.calledElsewhere(byID, c.ID, read.number) {
		d.LastWord = byID.disposition() // and another row may call the number
		return d
	}
	var occurrence int
	occurrence, d.First = s.seen.number(read.number, at)
	last := s.lastWord(c.ID, byID, &read, occurrence)
	switch {
	case occurrence > 1 && s.Rules.Duplicates != AllowDuplicates && !own:
		return s.skip(d, dialer.Duplicate, dialer.Reason{Code: "duplicate_number", Cause: dialer.EarlierRow + " has the same number"})
	case occurrence > dialer.MaxOccurrences:
		return s.skip(d, dialer.Invalid, dialer.Reason{Code: "too_many_rows", Cause: "more than " + strconv.Itoa(dialer.MaxOccurrences) + " rows have this number", Remedy: "remove some"})
	case last.settledBy(&s.Rules):
		d.LastWord = last.disposition()
		return d
	case !s.room(&read, occurrence):
		return s.called(d, last, &read)
	}
	d.Attempt, d.Occurrence = int(last.attempts)+1, occurrence
	return s.call(d, &read)
}

// calledElsewhere reports whether the call of an id was to another number than the present one of its row.
func (s *Screen) calledElsewhere(byID word, id string, number uint64) bool {
	return byID.said >= saidUnknown && s.History.at(id, number).said < saidUnknown
}

// room reports whether one more row with a number may be called, over all identities of earlier calls.
func (s *Screen) room(r *reading, occurrence int) bool {
	return !r.known || r.calls.leaves(&s.Rules, s.rowsOf(r.number, occurrence), s.calledAgain[r.number])
}

// rowsOf returns the number of rows with a number that may be called. With AllowDuplicates it is the count of an earlier pass;
// without one, the count so far or that of earlier runs.
func (s *Screen) rowsOf(number uint64, met int) int {
	switch {
	case s.Rules.Duplicates != AllowDuplicates:
		return 1
	case s.Earlier != nil:
		return max(1, s.Earlier.rows[number])
	default:
		return max(met, s.History.repeats[number])
	}
}

// called decides about a contact whose number was already called under another identity.
func (s *Screen) called(d dialer.Decision, last word, r *reading) dialer.Decision {
	switch {
	case !s.Rules.UseIDs: // only the number identifies the contact
		whole := r.calls.whole()
		d.LastWord = whole.disposition()
		return d
	case last.said == saidUnknown:
		d.LastWord = dialer.Unknown
		return d
	case s.Rules.Duplicates == AllowDuplicates:
		return s.skip(d, dialer.Duplicate, dialer.Reason{Code: "number_called", Cause: "the number was already called as many times as rows have it"})
	default:
		return s.skip(d, dialer.Duplicate, dialer.Reason{Code: "number_called", Cause: "the number was already called under another id or without one"})
	}
}

// call decides about a contact that its history allows to be called: its number must be valid, and the guards must allow it.
func (s *Screen) call(d dialer.Decision, read *reading) dialer.Decision {
	c := d.Contact
	if !read.checked() {
		if err := s.check(read); err != nil {
			c.Number = read.cell
			return s.invalid(d, err)
		}
		c.Number = read.E164
	}
	answer := s.Guards.Check(c, time.Now())
	if answer.Skip != "" {
		return s.skip(d, answer.Skip, answer.Reason)
	}
	d.HoldUntil = answer.HoldUntil
	if c.Route.FromNumberID == "" && len(s.Callers) > 0 {
		c.Route.FromNumberID = dialer.IdentityOf(c.ID, c.Number, d.Occurrence).Caller(s.Callers)
	}
	if read.known && s.Rules.Duplicates == AllowDuplicates {
		s.calledAgain[read.number]++
	}
	d.Call, d.Repairs, d.Country = true, read.Repairs, read.Country
	return d
}

// Recall implements dialer.Screener.
func (s *Screen) Recall(c *dialer.Contact, attempt, occurrence int) dialer.Decision {
	c.ID = dialer.OneLine(c.ID)
	return s.call(dialer.Decision{Contact: c, Attempt: attempt, Occurrence: occurrence}, &reading{cell: c.Number, region: c.Region})
}

// Malformed implements dialer.Screener.
func (s *Screen) Malformed(e *dialer.RowError) dialer.Decision {
	c := &dialer.Contact{Row: e.Row, SheetRow: e.SheetRow, ID: dialer.OneLine(e.ID), Number: e.Number}
	d := dialer.Decision{Contact: c}
	if s.Rules.UseIDs && c.ID != "" {
		if byID := s.History.byID(c.ID); byID.settledBy(&s.Rules) {
			if _, met := s.seen.id(s.History.idKey(c.ID), dialer.Place{Row: c.Row, SheetRow: c.SheetRow}); !met {
				d.LastWord = byID.disposition()
				return d
			}
		}
	}
	return s.skip(d, dialer.Invalid, e.Reason)
}

// lastWord returns the last word on a contact, by each way in which the ledger may know it. A call of its id at this number
// that was placed, or may have been, stands also when the id was refused at another number later. What was tried before there
// were ids counts as attempts of the contact that has an id now.
func (s *Screen) lastWord(id string, byID word, r *reading, occurrence int) word {
	if s.Rules.UseIDs && r.known {
		if here := s.History.at(id, r.number); here.said >= saidUnknown && here.settledBy(&s.Rules) {
			return here
		}
	}
	each := s.Rules.Duplicates == AllowDuplicates
	var plain word
	switch {
	case !r.known:
		return byID
	case !s.Rules.UseIDs && !each:
		return r.calls.whole()
	case !each:
		plain = s.History.withoutID(r.number)
	default:
		plain = s.History.occurrence(r.number, occurrence)
	}
	if !byID.tried() && !byID.settledBy(&s.Rules) {
		return plain
	}
	byID.attempts = max(byID.attempts, plain.attempts)
	return byID
}

func (s *Screen) invalid(d dialer.Decision, err error) dialer.Decision {
	why := dialer.Reason{Code: "number_invalid", Cause: err.Error()}
	if e, ok := errors.AsType[*dialer.NumberError](err); ok {
		why = e.Reason
	}
	return s.skip(d, dialer.Invalid, why)
}

// skip decides about a contact that is not called. It is no attempt, and only a duplicate repeats a row.
func (s *Screen) skip(d dialer.Decision, disposition dialer.Disposition, why dialer.Reason) dialer.Decision {
	d.Contact.Number = dialer.OneLine(d.Contact.Number)
	d.LastWord, d.Reason = disposition, why
	d.Attempt, d.Occurrence = 0, 0
	if disposition != dialer.Duplicate {
		d.First = dialer.Place{}
	}
	d.OnRecord = s.skips.claim(disposition, d.Contact.ID, d.Contact.Number)
	return d
}
