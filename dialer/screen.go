package dialer

import (
	"errors"
	"fmt"
	"strconv"
)

// Judgment says what is to be done about one contact.
type Judgment struct {
	// Contact is the contact judged, of which the id is made fit for the record, the number E.164 when it is to be called,
	// and the number to call from filled in.
	Contact *Contact
	// Call: the contact is to be called, as its Attempt-th attempt, as the Occurrence-th row with its number.
	Call                bool
	Attempt, Occurrence int
	// LastWord is the contact's last word when it is not to be called: an earlier one that stands, or a skip.
	LastWord Disposition
	// Reason says why a contact is skipped; empty when an earlier word stands.
	Reason
	// First is where the row stands that a duplicate repeats; zero where that is not known.
	First Place
	// Repairs says what was put right in the number's cell of a contact that is to be called, and Country is that of the
	// number.
	Repairs []Reason
	Country string
	// OnRecord: the record already holds this skip.
	OnRecord bool
}

// Screening is what a Screen judges by.
type Screening struct {
	Rules   Rules
	Numbers Numbers
	// History must be complete. It may serve several screens one after the other.
	History *History
	// Suppression holds the lists of who must not be called; nil where there are none.
	Suppression Suppression
	// Callers are the ids of the numbers to call from: a contact whose route names none gets one of them, always the same.
	Callers []string
}

// Screen judges the contacts of one pass over a contacts file, in the order of the file.
// It remembers what it has seen, so each pass needs a new one; it is not for use by several goroutines.
type Screen struct {
	Screening
	seen  *seenContacts
	skips claims
}

// NewScreen returns a Screen for one pass.
func NewScreen(by Screening) *Screen {
	if by.Suppression == nil {
		by.Suppression = noSuppression{}
	}
	return &Screen{
		Screening: by,
		seen:      newSeenContacts(&by.Rules, by.History),
		skips:     by.History.skips.claims(),
	}
}

// Again returns a Screen for another pass over the same contacts, which can name the row that a duplicate repeats, and knows
// how many rows have a number where each of them is called. It takes the memory of s, which is of no use afterwards.
func (s *Screen) Again() *Screen {
	s.seen.again()
	return &Screen{Screening: s.Screening, seen: s.seen, skips: s.History.skips.claims()}
}

// Judge judges the next contact, which it changes as the judgment says.
func (s *Screen) Judge(c *Contact) Judgment {
	j := Judgment{Contact: c}
	s.judge(&j)
	return j
}

// judge judges the contact in j, of which nothing else is set.
func (s *Screen) judge(j *Judgment) {
	c := j.Contact
	c.ID = OneLine(c.ID) // as the record has it
	at := Place{c.Row, c.SheetRow}
	var byID word
	if s.Rules.UseIDs {
		var met bool
		if met, j.First = s.seen.id(c.ID, at); met {
			s.skip(j, Duplicate, Reason{"duplicate_id", earlierRow + " has the same id", "give each row an id of its own"})
			return
		}
		byID = s.History.byID(c.ID)
	}
	read := reading{cell: c.Number, region: c.Region}
	if err := s.read(&read); err != nil {
		if byID.settledBy(&s.Rules) {
			j.LastWord = byID.disposition()
		} else {
			s.invalid(j, err)
		}
		return
	}
	c.Number = read.e164()
	own := byID.tried() && byID.settledBy(&s.Rules) && s.Rules.Duplicates != FailDuplicates // its own call stays its last word
	if own && s.calledElsewhere(byID, c.ID, read.number) {
		j.LastWord = byID.disposition() // and another row may stand for the number
		return
	}
	var occurrence int
	occurrence, j.First = s.seen.number(read.number, at)
	last := s.lastWord(byID, &read, occurrence)
	switch {
	case occurrence > 1 && s.Rules.Duplicates != AllowDuplicates && !own:
		s.skip(j, Duplicate, Reason{Code: "duplicate_number", Cause: earlierRow + " has the same number"})
	case occurrence > maxOccurrences:
		s.skip(j, Invalid, Reason{"too_many_rows", "more than " + strconv.Itoa(maxOccurrences) + " rows have this number", "remove some"})
	case last.settledBy(&s.Rules):
		j.LastWord = last.disposition()
	case !s.room(&read, occurrence):
		s.called(j, last, &read)
	default:
		j.Attempt, j.Occurrence = int(last.attempts)+1, occurrence
		s.call(j, &read)
	}
}

// calledElsewhere reports whether the call of an id was to another number than the one that its row has now.
func (s *Screen) calledElsewhere(byID word, id string, number uint64) bool {
	return byID.said >= saidUnknown && s.History.at(id, number).said < saidUnknown
}

// room reports whether one more row with a number may be called, whatever the identities under which it was called before.
func (s *Screen) room(r *reading, occurrence int) bool {
	return !r.known || r.calls.leaves(&s.Rules, s.rows(r.number, occurrence), s.seen.called[r.number])
}

// rows returns how many rows with a number may be called. Where each is, an earlier pass has counted them; without one it is
// what was met so far, or what earlier runs had.
func (s *Screen) rows(number uint64, met int) int {
	if s.Rules.Duplicates != AllowDuplicates {
		return 1
	}
	if rows, ok := s.seen.rows(number); ok {
		return rows
	}
	return max(met, s.History.repeats[number])
}

// called judges a contact whose number was called already, though not as this contact.
func (s *Screen) called(j *Judgment, last word, r *reading) {
	switch {
	case !s.Rules.UseIDs: // all that is known of the contact is its number
		j.LastWord = r.calls.whole().disposition()
	case last.said == saidUnknown:
		j.LastWord = Unknown
	case s.Rules.Duplicates == AllowDuplicates:
		s.skip(j, Duplicate, Reason{Code: "number_called", Cause: "the number was already called as many times as rows have it"})
	default:
		s.skip(j, Duplicate, Reason{Code: "number_called", Cause: "the number was already called under another id or without one"})
	}
}

// call judges a contact whom nothing on record speaks against.
func (s *Screen) call(j *Judgment, read *reading) {
	c := j.Contact
	if !read.checked() {
		if err := s.check(read); err != nil {
			c.Number = read.cell
			s.invalid(j, err)
			return
		}
	}
	if list := s.Suppression.List(c.Number); list != "" {
		s.skip(j, Suppressed, listed(list))
		return
	}
	if c.Route.FromNumberID == "" && len(s.Callers) > 0 {
		c.Route.FromNumberID = callerFor(s.Callers, identity(c.ID, c.Number, j.Occurrence))
	}
	if read.known && s.Rules.Duplicates == AllowDuplicates {
		s.seen.called[read.number]++
	}
	j.Call, j.Repairs, j.Country = true, read.Repairs, read.Country
}

// Malformed judges a row that could not be read as a contact.
func (s *Screen) Malformed(e *RowError) Judgment {
	j := Judgment{Contact: &Contact{Row: e.Row, SheetRow: e.SheetRow, ID: OneLine(e.ID), Number: e.Number}}
	c := j.Contact
	if s.Rules.UseIDs && c.ID != "" {
		if byID := s.History.byID(c.ID); byID.settledBy(&s.Rules) {
			if met, _ := s.seen.id(c.ID, Place{c.Row, c.SheetRow}); !met {
				j.LastWord = byID.disposition()
				return j
			}
		}
	}
	s.skip(&j, Invalid, e.Reason)
	return j
}

// lastWord returns the last word on a contact, whichever way the record knows it. What was tried before there were ids
// counts as attempts of the contact that has an id now.
func (s *Screen) lastWord(byID word, r *reading, occurrence int) word {
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

// reading is what is known of the number in a contact's cell.
type reading struct {
	cell, region string
	number       uint64
	// calls are what the record says of the number, which is known to it or not.
	calls calls
	known bool
	// Number is the number as the rules of today have it; zero where they were not asked yet.
	Number
}

// checked reports whether the rules of today were asked.
func (r *reading) checked() bool { return r.E164 != "" }

// e164 is the number as the record has it.
func (r *reading) e164() string {
	switch {
	case r.checked():
		return r.E164
	case IsE164(r.cell):
		return r.cell
	default:
		return "+" + strconv.FormatUint(r.number, 10)
	}
}

// read reads the cell of a number, and looks up what the record says of it. A number that was called was checked when it
// was called, so a settled contact costs no second parsing.
func (s *Screen) read(r *reading) error {
	if n, ok := plainNumber(r.cell); ok {
		if calls, known := s.History.numbers[n]; known {
			r.number, r.calls, r.known = n, calls, true
			return nil
		}
	}
	if err := s.check(r); err != nil {
		return err
	}
	r.calls, r.known = s.History.numbers[r.number]
	return nil
}

// check holds a cell against the rules of today.
func (s *Screen) check(r *reading) error {
	checked, err := s.Numbers.Read(r.cell, r.region)
	if err != nil {
		return err //nolint:wrapcheck // a NumberError speaks for itself
	}
	n, ok := digits(checked.E164)
	if !ok {
		return fmt.Errorf("normalizing a number: %q is not E.164", MaskNumber(checked.E164))
	}
	r.number, r.Number = n, checked
	return nil
}

func (s *Screen) invalid(j *Judgment, err error) {
	why := Reason{Code: "number_invalid", Cause: err.Error()}
	if e, ok := errors.AsType[*NumberError](err); ok {
		why = e.Reason
	}
	s.skip(j, Invalid, why)
}

// earlierRow stands in a duplicate's cause for the row that has come first.
const earlierRow = "an earlier row"

// skip judges a contact that is not called. It was no attempt, and only duplicates repeat a row.
func (s *Screen) skip(j *Judgment, d Disposition, why Reason) {
	j.Contact.Number = OneLine(j.Contact.Number)
	j.LastWord, j.Reason = d, why
	j.Attempt, j.Occurrence = 0, 0
	j.OnRecord = s.skips.claim(d, j.Contact.ID, j.Contact.Number)
}
