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
	// seen holds the rows of the pass with numbers and ids that the history does not know, and knownNumbers and knownIDs the
	// others.
	seen                   *Seen
	knownNumbers, knownIDs knownPlaces
	skips                  claims
	// calledAgain counts the rows that this pass calls, by number, of numbers that were called before.
	calledAgain map[uint64]int
	// redialed has a bit for each slot of the history's numbers: the pass calls the number after an earlier call has ended.
	redialed []uint64
	moved    Moved
	// hiddenRows is how many rows are not called because they are hidden, and are none of those that it has met.
	hiddenRows int
}

var _ dialer.Screener = (*Screen)(nil)

// New returns a Screen for one pass.
func New(cfg Config) *Screen {
	s := &Screen{
		Config: cfg, seen: newSeen(cfg.Earlier), skips: cfg.History.skips.claims(), calledAgain: map[uint64]int{},
		knownNumbers: make(knownPlaces, cfg.History.attempts.first.slots()),
	}
	if cfg.Rules.Redial != nil {
		s.redialed = make([]uint64, (cfg.History.attempts.first.slots()+63)/64)
	}
	if cfg.Rules.byID() {
		s.knownIDs = make(knownPlaces, cfg.History.ids.slots())
	}
	return s
}

// Seen returns what the pass has seen, once it has ended, for a later pass.
func (s *Screen) Seen() *Seen { return s.seen.kept() }

// Moved returns which ids of the rows so far were called at another number than that of their row.
func (s *Screen) Moved() *Moved { return &s.moved }

// Decide implements dialer.Screener.
func (s *Screen) Decide(c *dialer.Contact) dialer.Decision {
	return *s.decide(&dialer.Decision{Contact: c})
}

// decide completes a decision about a contact, as the functions that it calls do.
func (s *Screen) decide(d *dialer.Decision) *dialer.Decision {
	c := d.Contact
	c.ID = dialer.OneLine(c.ID) // as in the ledger
	at := dialer.Place{Row: c.Row, SheetRow: c.SheetRow}
	if c.Hidden && s.Rules.HiddenRows != CallHidden {
		return s.hidden(d)
	}
	who := s.who(c.ID)
	var own word // the last word on the contact, as far as its id alone says
	if s.Rules.byID() {
		var met bool
		if d.First, met = s.meetID(who, at); met {
			return s.skip(d, dialer.Duplicate, dialer.Reason{Code: "duplicate_id", Cause: dialer.EarlierRow + " has the same id", Remedy: "give each row an id of its own"})
		}
		own = s.History.byID(who)
	}
	read, err := s.read(c)
	if err != nil {
		if own.settledBy(&s.Rules) {
			return settled(d, own)
		}
		d.Record = own.record()
		return s.invalid(d, err)
	}
	c.Number = read.e164()
	return s.decideNumber(d, who, own, &read, at)
}

// settled decides that an earlier word stands.
func settled(d *dialer.Decision, w word) *dialer.Decision {
	d.LastWord, d.Outcome, d.Record = w.disposition(), w.outcome(), w.record()
	return d
}

// meetID adds the key of an id, and returns the place of the first row with it, and whether that is an earlier one.
func (s *Screen) meetID(who uint64, at dialer.Place) (first dialer.Place, met bool) {
	if slot, known := s.History.ids.find(who); known {
		return s.knownIDs.add(slot, at)
	}
	return s.seen.ids.add(who, at)
}

// meetNumber adds a number and returns which of the rows with it this is, from 1, and the place of the first.
func (s *Screen) meetNumber(r *reading, at dialer.Place) (occurrence int, first dialer.Place) {
	var met bool
	if r.known {
		first, met = s.knownNumbers.add(r.slot, at)
	} else {
		first, met = s.seen.numbers.add(r.number, at)
	}
	if !met {
		return 1, first
	}
	s.seen.rows[r.number] = max(s.seen.rows[r.number], 1) + 1
	return s.seen.rows[r.number], first
}

// who is the key of the id of a contact; 0 where contacts have none.
func (s *Screen) who(id string) uint64 {
	if !s.Rules.UseIDs {
		return 0
	}
	return s.History.idKey(id)
}

// decideNumber decides about a contact whose number was read.
func (s *Screen) decideNumber(d *dialer.Decision, who uint64, own word, read *reading, at dialer.Place) *dialer.Decision {
	// Its own call stays its last word, also in a second row with the number.
	keeps := own.tried() && (own.settledBy(&s.Rules) || own.said == saidAccepted)
	moved := s.compare(d.Contact, own, who, read)
	if s.Rules.Duplicates == FailDuplicates {
		keeps = false
	} else if moved {
		return settled(d, own) // and another row may call the number
	}
	each := s.Rules.Duplicates == AllowDuplicates
	if each && s.Rules.byPair() {
		var met bool
		if d.First, met = s.seen.ids.add(s.History.pairKey(d.Contact.ID, read.number), at); met {
			return s.skip(d, dialer.Duplicate, dialer.Reason{Code: "duplicate_id", Cause: dialer.EarlierRow + " has the same id and number"})
		}
	}
	var occurrence int
	occurrence, d.First = s.meetNumber(read, at)
	known := s.callsTo(read)
	last := s.lastWord(who, own, read, &known, occurrence)
	d.Record = last.record()
	switch {
	case occurrence > 1 && !each && !keeps:
		return s.skip(d, dialer.Duplicate, dialer.Reason{Code: "duplicate_number", Cause: dialer.EarlierRow + " has the same number"})
	case occurrence > dialer.MaxOccurrences:
		return s.skip(d, dialer.Invalid, dialer.Reason{Code: "too_many_rows", Cause: "more than " + strconv.Itoa(dialer.MaxOccurrences) + " rows have this number", Remedy: "remove some"})
	case moved:
		return settled(d, own)
	case last.settledBy(&s.Rules):
		return settled(d, last)
	case last.said == saidAccepted:
		return s.redial(d, last, read, &known, occurrence)
	case read.known && !known.leaves(&s.Rules, s.rowsOf(read.number, occurrence), s.calledAgain[read.number]):
		return s.called(d, last, &known)
	}
	d.Attempt, d.Occurrence = last.attempts()+1, occurrence
	return s.callNow(d, read)
}

// redial decides about a contact that the rules call again although its call was accepted.
func (s *Screen) redial(d *dialer.Decision, last word, read *reading, known *calls, occurrence int) *dialer.Decision {
	set, bit := &s.redialed[read.slot/64], uint64(1)<<(read.slot%64)
	uncounted := s.Rules.Duplicates == AllowDuplicates && s.Earlier == nil // a later row may be one that was never called
	if uncounted || *set&bit != 0 || !known.leavesRedial(&s.Rules, s.rowsOf(read.number, occurrence), s.calledAgain[read.number]) {
		return settled(d, last)
	}
	d.Attempt, d.Occurrence, d.Redials = last.attempts()+1, occurrence, last.ended.outcome()
	d.Due = s.History.dueAfter(known.whole.age, s.Rules.Redial.after(d.Redials, last.call))
	if d = s.callNow(d, read); d.Call {
		*set |= bit
	}
	return d
}

// callNow is call for a row of the pass, which counts it.
func (s *Screen) callNow(d *dialer.Decision, read *reading) *dialer.Decision {
	d = s.call(d, read)
	if d.Call && read.known && s.Rules.Duplicates == AllowDuplicates {
		s.calledAgain[read.number]++
	}
	return d
}

// callsTo returns the calls to the number of a row.
func (s *Screen) callsTo(read *reading) calls {
	if !read.known {
		return calls{}
	}
	return s.History.calls(read.slot, &s.Rules, func(*attempt) bool { return true })
}

// lastWord returns the last word on a contact with a number that was read. Own is that on its id, where the id alone identifies
// it. Known are the calls to the number.
func (s *Screen) lastWord(who uint64, own word, read *reading, known *calls, occurrence int) word {
	each := s.Rules.Duplicates == AllowDuplicates
	switch {
	case !read.known:
		return own
	case s.Rules.byID():
		return s.lastByID(own, read, occurrence)
	case !each:
		return known.whole
	case s.Rules.byPair():
		return s.History.at(who, read.number)
	default:
		return s.History.row(read.number, occurrence)
	}
}

// lastByID returns the last word on a contact that its id identifies. What was refused before there were ids counts as attempts
// of the contact that has an id now; what was placed then is a call to the number.
func (s *Screen) lastByID(own word, read *reading, occurrence int) word {
	row := occurrence
	if s.Rules.Duplicates != AllowDuplicates {
		row = 0
	}
	plain := s.History.calls(read.slot, &s.Rules, func(a *attempt) bool { return a.of(row) }).whole
	switch {
	case !own.tried() && !own.settledBy(&s.Rules):
		return plain
	case plain.placed():
		return own
	}
	own.count += plain.count
	own.highest = max(own.highest, plain.highest)
	return own
}

// rowsOf returns the number of rows with a number that may be called. With AllowDuplicates it is the count of an earlier pass;
// without one it is the count so far, because no more rows may follow.
func (s *Screen) rowsOf(number uint64, met int) int {
	switch {
	case s.Rules.Duplicates != AllowDuplicates:
		return 1
	case s.Earlier != nil:
		return max(1, s.Earlier.rows[number])
	default:
		return met
	}
}

// called decides about a contact whose number was already called under another identity. Known are the calls to the number.
func (s *Screen) called(d *dialer.Decision, last word, known *calls) *dialer.Decision {
	switch {
	case !s.Rules.byID():
		return settled(d, known.whole)
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
func (s *Screen) call(d *dialer.Decision, read *reading) *dialer.Decision {
	c := d.Contact
	if !read.checked() {
		if err := s.check(read); err != nil {
			c.Number = read.cell
			return s.invalid(d, err)
		}
		c.Number = read.E164
	}
	now := time.Now()
	answer := s.Guards.Check(c, now)
	if answer.Skip != "" {
		return s.skip(d, answer.Skip, answer.Reason)
	}
	d.NoTime, d.Hold, d.Capped, d.Talked, d.Closed = answer.NoTime, answer.Reason, answer.Capped, answer.Talked, answer.Closed
	if d.HoldUntil = answer.HoldUntil; d.Due.After(now) && d.Due.After(d.HoldUntil) {
		d.HoldUntil, d.Capped, d.Talked, d.Closed = d.Due, false, false, false
	}
	if c.Route.FromNumberID == "" && len(s.Callers) > 0 {
		c.Route.FromNumberID = dialer.IdentityOf(c.ID, c.Number, d.Occurrence).Caller(s.Callers)
	}
	d.Call, d.Repairs, d.Country, d.Abroad = true, read.Repairs, read.Country, read.Abroad
	return d
}

// Recall implements dialer.Screener.
func (s *Screen) Recall(c *dialer.Contact, attempt, occurrence int) dialer.Decision {
	c.ID = dialer.OneLine(c.ID)
	return *s.call(&dialer.Decision{Contact: c, Attempt: attempt, Occurrence: occurrence}, &reading{cell: c.Number, region: c.Region})
}

// Malformed implements dialer.Screener.
func (s *Screen) Malformed(e *dialer.RowError) dialer.Decision {
	c := &dialer.Contact{Row: e.Row, SheetRow: e.SheetRow, Hidden: e.Hidden, ID: dialer.OneLine(e.ID), Number: e.Number}
	d := &dialer.Decision{Contact: c}
	if c.Hidden && s.Rules.HiddenRows != CallHidden {
		return *s.hidden(d)
	}
	if word, stands := s.standsByID(c); stands {
		return *settled(d, word)
	}
	return *s.skip(d, dialer.Invalid, e.Reason)
}

// standsByID returns the last word on the contact of a row that is not called now, if its id has one that is settled. It takes the
// place of the id.
func (s *Screen) standsByID(c *dialer.Contact) (last word, stands bool) {
	if !s.Rules.byID() || c.ID == "" {
		return last, false
	}
	who := s.who(c.ID)
	if last = s.History.byID(who); !last.settledBy(&s.Rules) {
		return last, false
	}
	_, met := s.meetID(who, dialer.Place{Row: c.Row, SheetRow: c.SheetRow})
	return last, !met
}

func (s *Screen) invalid(d *dialer.Decision, err error) *dialer.Decision {
	why := dialer.Reason{Code: "number_invalid", Cause: err.Error()}
	if e, ok := errors.AsType[*dialer.NumberError](err); ok {
		why = e.Reason
	}
	return s.skip(d, dialer.Invalid, why)
}

// skip decides about a contact that is not called. It is no attempt, and only a duplicate repeats a row.
func (s *Screen) skip(d *dialer.Decision, disposition dialer.Disposition, why dialer.Reason) *dialer.Decision {
	d.Contact.Number = dialer.OneLine(d.Contact.Number)
	d.LastWord, d.Reason = disposition, why
	d.Attempt, d.Occurrence, d.Redials, d.Due = 0, 0, "", time.Time{}
	if disposition == dialer.Duplicate {
		d.Record = dialer.Record{} // that of the other row
	} else {
		d.First = dialer.Place{}
	}
	d.OnRecord = s.skips.claim(disposition, d.Contact.ID, d.Contact.Number)
	return d
}
