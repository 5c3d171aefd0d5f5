package dialer

import (
	"errors"
	"fmt"
	"strconv"
)

// Judgment says what is to be done about one contact.
type Judgment struct {
	// Contact is the contact judged; its Number is E.164 when it is to be called.
	Contact Contact
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
	// Repeats is what an earlier pass over the same contacts has found, so that a duplicate's first row can be named;
	// nil where there was none.
	Repeats *Repeats
}

// Screen judges the contacts of one pass over a contacts file, in the order of the file.
// It remembers what it has seen, so each pass needs a new one; it is not for use by several goroutines.
type Screen struct {
	Screening
	seen  seenContacts
	skips claims
}

// NewScreen returns a Screen for one pass.
func NewScreen(by Screening) *Screen {
	if by.Suppression == nil {
		by.Suppression = noSuppression{}
	}
	return &Screen{
		Screening: by,
		seen:      newSeenContacts(by.Rules, by.History, by.Repeats),
		skips:     by.History.skips.claims(),
	}
}

// Repeated returns the numbers and ids that the pass has met more than once.
func (s *Screen) Repeated() *Repeats { return s.seen.repeats }

// Judge judges the next contact.
func (s *Screen) Judge(c Contact) Judgment {
	c.ID = OneLine(c.ID) // as the record has it
	at := Place{c.Row, c.SheetRow}
	var byID word
	if s.Rules.UseIDs {
		var met bool
		var first Place
		if byID, met, first = s.seen.id(c.ID, at); met {
			return s.repeats(c, first, Reason{"duplicate_id", earlierRow + " has the same id", "give each row an id of its own"})
		}
	}
	read, err := s.read(c.Number, c.Region)
	if err != nil {
		if byID.settledBy(s.Rules) {
			return Judgment{Contact: c, LastWord: byID.disposition}
		}
		return s.invalid(c, err)
	}
	c.Number = read.e164()
	occurrence, first := s.seen.number(read.number, at)
	if occurrence > 1 && s.Rules.Duplicates != AllowDuplicates {
		return s.repeats(c, first, Reason{Code: "duplicate_number", Cause: earlierRow + " has the same number"})
	}
	if occurrence > maxOccurrences {
		return s.skip(c, Invalid, Reason{"too_many_rows", "more than " + strconv.Itoa(maxOccurrences) + " rows have this number", "remove some"})
	}
	last := s.lastWord(byID, &read, occurrence)
	switch {
	case last.settledBy(s.Rules):
		return Judgment{Contact: c, LastWord: last.disposition}
	case s.Rules.UseIDs && s.Rules.Duplicates != AllowDuplicates && s.History.calledAsAnother(read.number):
		return s.skip(c, Duplicate, Reason{Code: "number_called", Cause: "the number was already called under another id"})
	}
	return s.call(c, &read, last.attempts+1, occurrence)
}

// call judges a contact whom nothing on record speaks against.
func (s *Screen) call(c Contact, read *reading, attempt, occurrence int) Judgment {
	if !read.checked() {
		if err := s.check(read); err != nil {
			c.Number = read.cell
			return s.invalid(c, err)
		}
	}
	if list := s.Suppression.List(c.Number); list != "" {
		return s.skip(c, Suppressed, listed(list))
	}
	if c.Route.FromNumberID == "" && len(s.Callers) > 0 {
		c.Route.FromNumberID = callerFor(s.Callers, identity(c.ID, c.Number, occurrence))
	}
	return Judgment{
		Contact: c, Call: true, Attempt: attempt, Occurrence: occurrence,
		Repairs: read.Repairs, Country: read.Country,
	}
}

// Malformed judges a row that could not be read as a contact.
func (s *Screen) Malformed(e *RowError) Judgment {
	c := Contact{Row: e.Row, SheetRow: e.SheetRow, ID: OneLine(e.ID), Number: e.Number}
	if s.Rules.UseIDs && c.ID != "" {
		if byID := s.History.byID(c.ID); byID.settledBy(s.Rules) {
			if _, met, _ := s.seen.id(c.ID, Place{c.Row, c.SheetRow}); !met {
				return Judgment{Contact: c, LastWord: byID.disposition}
			}
		}
	}
	return s.skip(c, Invalid, e.Reason)
}

// lastWord returns the last word on a contact, whichever way the record knows it.
func (s *Screen) lastWord(byID word, read *reading, occurrence int) word {
	switch {
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
	// first is the word on the first row with the number.
	first word
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
func (s *Screen) read(cell, region string) (reading, error) {
	r := reading{cell: cell, region: region}
	if s.sent(&r) {
		return r, nil
	}
	if err := s.check(&r); err != nil {
		return r, err
	}
	r.first = s.History.byNumber.occurrence(r.number, 1)
	return r, nil
}

// sent reports whether the record holds the number in a cell as sent, and then notes it.
func (s *Screen) sent(r *reading) bool {
	if s.History.byNumber.empty() && s.History.ofIDs.empty() {
		return false
	}
	n, ok := plainNumber(r.cell)
	if !ok {
		return false
	}
	first := s.History.byNumber.occurrence(n, 1)
	if first == (word{}) && !s.History.byNumber.repeated(n) && !s.History.ofIDs.sent(n) {
		return false
	}
	r.number, r.first = n, first
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

func (s *Screen) invalid(c Contact, err error) Judgment {
	if e, ok := errors.AsType[*NumberError](err); ok {
		return s.skip(c, Invalid, e.Reason)
	}
	return s.skip(c, Invalid, Reason{Code: "number_invalid", Cause: err.Error()})
}

// earlierRow stands in a duplicate's cause for the row that has come first.
const earlierRow = "an earlier row"

// repeats judges a row that repeats what stands in an earlier one.
func (s *Screen) repeats(c Contact, first Place, why Reason) Judgment {
	j := s.skip(c, Duplicate, why)
	j.First = first
	return j
}

func (s *Screen) skip(c Contact, d Disposition, why Reason) Judgment {
	c.Number = OneLine(c.Number)
	return Judgment{
		Contact: c, LastWord: d, Reason: why,
		OnRecord: s.skips.claim(d, c.ID, c.Number),
	}
}
