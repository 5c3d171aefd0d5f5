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
		seen:      newSeenContacts(by.Rules, by.History),
		skips:     by.History.skips.claims(),
	}
}

// Again returns a Screen for another pass over the same contacts, which can name the row that a duplicate repeats. It
// takes the memory of s, which is of no use afterwards.
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
		if byID, met, j.First = s.seen.id(c.ID, at); met {
			s.skip(j, Duplicate, Reason{"duplicate_id", earlierRow + " has the same id", "give each row an id of its own"})
			return
		}
	}
	read := reading{cell: c.Number, region: c.Region}
	if err := s.read(&read); err != nil {
		if byID.settledBy(s.Rules) {
			j.LastWord = byID.disposition
		} else {
			s.invalid(j, err)
		}
		return
	}
	c.Number = read.e164()
	var occurrence int
	occurrence, j.First = s.seen.number(read.number, read.on, at)
	last := s.lastWord(byID, &read, occurrence)
	switch {
	case occurrence > 1 && s.Rules.Duplicates != AllowDuplicates:
		s.skip(j, Duplicate, Reason{Code: "duplicate_number", Cause: earlierRow + " has the same number"})
	case occurrence > maxOccurrences:
		s.skip(j, Invalid, Reason{"too_many_rows", "more than " + strconv.Itoa(maxOccurrences) + " rows have this number", "remove some"})
	case last.settledBy(s.Rules):
		j.LastWord = last.disposition
	case s.Rules.UseIDs && s.Rules.Duplicates != AllowDuplicates && s.History.calledAsAnother(read.number):
		s.skip(j, Duplicate, Reason{Code: "number_called", Cause: "the number was already called under another id"})
	default:
		j.Attempt, j.Occurrence = last.attempts+1, occurrence
		s.call(j, &read)
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
	j.Call, j.Repairs, j.Country = true, read.Repairs, read.Country
}

// Malformed judges a row that could not be read as a contact.
func (s *Screen) Malformed(e *RowError) Judgment {
	j := Judgment{Contact: &Contact{Row: e.Row, SheetRow: e.SheetRow, ID: OneLine(e.ID), Number: e.Number}}
	c := j.Contact
	if s.Rules.UseIDs && c.ID != "" {
		if byID := s.History.byID(c.ID); byID.settledBy(s.Rules) {
			if _, met, _ := s.seen.id(c.ID, Place{c.Row, c.SheetRow}); !met {
				j.LastWord = byID.disposition
				return j
			}
		}
	}
	s.skip(&j, Invalid, e.Reason)
	return j
}

// lastWord returns the last word on a contact, whichever way the record knows it.
func (s *Screen) lastWord(byID word, read *reading, occurrence int) word {
	switch {
	case s.History.nobody():
		return word{}
	case byID != word{}:
		return byID
	case s.Rules.Duplicates != AllowDuplicates:
		return s.History.byNumber.whole(read.number, read.first, s.Rules)
	case occurrence == 1:
		return read.first
	default:
		return s.History.byNumber.occurrence(read.number, occurrence)
	}
}

// reading is what is known of the number in a contact's cell.
type reading struct {
	cell, region string
	number       uint64
	// first is the word on the first row with the number, and on where that stands on record.
	first word
	on    known
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

// read reads the cell of a number, and looks up the word on the first row with its number. A number that the record holds
// as sent was checked when it was sent, so a settled contact costs no second parsing.
func (s *Screen) read(r *reading) error {
	if s.sent(r) {
		return nil
	}
	if err := s.check(r); err != nil {
		return err
	}
	r.first, r.on = s.History.byNumber.find(numberKey(r.number, 1))
	return nil
}

// sent reports whether the record holds the number in a cell as sent, and then notes it.
func (s *Screen) sent(r *reading) bool {
	if s.History.nobody() {
		return false
	}
	n, ok := plainNumber(r.cell)
	if !ok {
		return false
	}
	first, on := s.History.byNumber.find(numberKey(n, 1))
	if first == (word{}) && !s.History.byNumber.repeated(n) && !s.History.ofIDs.sent(n) {
		return false
	}
	r.number, r.first, r.on = n, first, on
	return true
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
