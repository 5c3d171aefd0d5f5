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
	// Repairs says what was put right in the number's cell of a contact that is to be called, and Country is that of the
	// number.
	Repairs []Reason
	Country string
	// OnRecord: the record already holds this skip.
	OnRecord bool
}

// Screen judges the contacts of one pass over a contacts file, in the order of the file.
// It remembers what it has seen, so each pass needs a new one; it is not for use by several goroutines.
type Screen struct {
	rules   Rules
	numbers Numbers
	history *History
	seen    seenContacts
	skips   claims
}

// NewScreen returns a Screen for one pass. The history must be complete, and may serve several screens one after
// the other.
func NewScreen(rules Rules, numbers Numbers, history *History) *Screen {
	return &Screen{
		rules:   rules,
		numbers: numbers,
		history: history,
		seen:    newSeenContacts(rules, history),
		skips:   history.skips.claims(),
	}
}

// Judge judges the next contact.
func (s *Screen) Judge(c Contact) Judgment {
	c.ID = OneLine(c.ID) // as the record has it
	var byID word
	if s.rules.UseIDs {
		var met bool
		if byID, met = s.seen.id(c.ID); met {
			return s.skip(c, Duplicate, Reason{"duplicate_id", "an earlier row has the same id", "each row needs its own"})
		}
	}
	read, err := s.read(&c)
	if err != nil {
		if byID.settledBy(s.rules) {
			return Judgment{Contact: c, LastWord: byID.disposition}
		}
		return s.invalid(c, err)
	}
	occurrence := s.seen.number(read.number)
	if occurrence > 1 && s.rules.Duplicates != AllowDuplicates {
		return s.skip(c, Duplicate, Reason{Code: "duplicate_number", Cause: "an earlier row has the same number"})
	}
	if occurrence > maxOccurrences {
		return s.skip(c, Invalid, Reason{"too_many_rows", "more than " + strconv.Itoa(maxOccurrences) + " rows have this number", "remove some"})
	}
	last := s.lastWord(byID, &read, occurrence)
	switch {
	case last.settledBy(s.rules):
		return Judgment{Contact: c, LastWord: last.disposition}
	case s.rules.UseIDs && s.rules.Duplicates != AllowDuplicates && s.history.calledAsAnother(read.number):
		return s.skip(c, Duplicate, Reason{Code: "number_called", Cause: "the number was already called under another id"})
	}
	if read.checked == nil {
		if err := s.check(&c, &read); err != nil {
			return s.invalid(c, err)
		}
	}
	c.Number = "+" + strconv.FormatUint(read.number, 10)
	return Judgment{
		Contact: c, Call: true, Attempt: last.attempts + 1, Occurrence: occurrence,
		Repairs: read.checked.Repairs, Country: read.checked.Country,
	}
}

// Malformed judges a row that could not be read as a contact.
func (s *Screen) Malformed(e *RowError) Judgment {
	c := Contact{Row: e.Row, SheetRow: e.SheetRow, ID: OneLine(e.ID), Number: e.Number}
	if s.rules.UseIDs && c.ID != "" {
		if byID, _, _ := s.history.byID(c.ID); byID.settledBy(s.rules) {
			if _, met := s.seen.id(c.ID); !met {
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
	case s.rules.Duplicates != AllowDuplicates:
		return s.history.byNumber.whole(read.number, read.first, s.rules)
	case occurrence == 1:
		return read.first
	default:
		return s.history.byNumber.occurrence(read.number, occurrence)
	}
}

// reading is what is known of the number in a contact's cell.
type reading struct {
	number uint64
	// first is the word on the first row with the number.
	first word
	// checked is the number as the rules of today have it; nil where they were not asked yet.
	checked *Number
}

// read reads a contact's cell, and looks up the word on the first row with its number. A number that the record holds
// as sent was checked when it was sent, so a settled contact costs no second parsing.
func (s *Screen) read(c *Contact) (reading, error) {
	if n, ok := plainNumber(c.Number); ok {
		first := s.history.byNumber.occurrence(n, 1)
		if first != (word{}) || s.history.byNumber.repeated(n) || s.history.ofIDs.sent(n) {
			return reading{number: n, first: first}, nil
		}
	}
	var r reading
	if err := s.check(c, &r); err != nil {
		return r, err
	}
	r.first = s.history.byNumber.occurrence(r.number, 1)
	return r, nil
}

// check holds a contact's cell against the rules of today.
func (s *Screen) check(c *Contact, r *reading) error {
	checked, err := s.numbers.Read(c.Number, c.Region)
	if err != nil {
		return err //nolint:wrapcheck // a NumberError speaks for itself
	}
	n, ok := digits(checked.E164)
	if !ok {
		return fmt.Errorf("normalizing a number: %q is not E.164", MaskNumber(checked.E164))
	}
	r.number, r.checked = n, &checked
	return nil
}

func (s *Screen) invalid(c Contact, err error) Judgment {
	if e, ok := errors.AsType[*NumberError](err); ok {
		return s.skip(c, Invalid, e.Reason)
	}
	return s.skip(c, Invalid, Reason{Code: "number_invalid", Cause: err.Error()})
}

func (s *Screen) skip(c Contact, d Disposition, why Reason) Judgment {
	c.Number = OneLine(c.Number)
	return Judgment{
		Contact: c, LastWord: d, Reason: why,
		OnRecord: s.skips.claim(d, c.ID, c.Number),
	}
}
