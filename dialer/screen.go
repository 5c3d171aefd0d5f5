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
	// Code and Reason say why a contact is skipped; empty when an earlier word stands.
	Code, Reason string
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
			return s.skip(c, Duplicate, "duplicate_id", fmt.Sprintf("line %d: an earlier row has the same id; each row needs its own", c.Line))
		}
	}
	number, first, checked, err := s.number(c.Number)
	if err != nil {
		if byID.settledBy(s.rules) {
			return Judgment{Contact: c, LastWord: byID.disposition}
		}
		return s.invalid(c, err)
	}
	occurrence := s.seen.number(number)
	if occurrence > 1 && s.rules.Duplicates != AllowDuplicates {
		return s.skip(c, Duplicate, "duplicate_number", "an earlier row has the same number")
	}
	if occurrence > maxOccurrences {
		return s.skip(c, Invalid, "too_many_rows", "more than "+strconv.Itoa(maxOccurrences)+" rows have this number: remove some")
	}
	last := s.lastWord(byID, number, first, occurrence)
	switch {
	case last.settledBy(s.rules):
		return Judgment{Contact: c, LastWord: last.disposition}
	case s.rules.UseIDs && s.rules.Duplicates != AllowDuplicates && s.history.calledAsAnother(number):
		return s.skip(c, Duplicate, "number_called", "the number was already called under another id")
	}
	if !checked {
		if _, err := s.numbers.E164(c.Number); err != nil {
			return s.invalid(c, err)
		}
	}
	c.Number = "+" + strconv.FormatUint(number, 10)
	return Judgment{Contact: c, Call: true, Attempt: last.attempts + 1, Occurrence: occurrence}
}

// Malformed judges a row that could not be read as a contact.
func (s *Screen) Malformed(e *RowError) Judgment {
	c := Contact{Row: e.Row, Line: e.Line, ID: OneLine(e.ID), Number: e.Number}
	if s.rules.UseIDs && c.ID != "" {
		if byID, _, _ := s.history.byID(c.ID); byID.settledBy(s.rules) {
			if _, met := s.seen.id(c.ID); !met {
				return Judgment{Contact: c, LastWord: byID.disposition}
			}
		}
	}
	return s.skip(c, Invalid, e.Code, e.Reason)
}

// lastWord returns the last word on a contact, whichever way the record knows it. First is the word on the first row
// with its number.
func (s *Screen) lastWord(byID word, number uint64, first word, occurrence int) word {
	switch {
	case byID != word{}:
		return byID
	case s.rules.Duplicates != AllowDuplicates:
		return s.history.byNumber.whole(number, first, s.rules)
	case occurrence == 1:
		return first
	default:
		return s.history.byNumber.occurrence(number, occurrence)
	}
}

// number reads a cell, and looks up the word on the first row with its number. A number that the record holds as sent
// was checked when it was sent, so a settled contact costs no second parsing; checked tells whether the number has
// passed the rules of today.
func (s *Screen) number(cell string) (number uint64, first word, checked bool, err error) {
	if n, ok := plainNumber(cell); ok {
		first = s.history.byNumber.occurrence(n, 1)
		if first != (word{}) || s.history.byNumber.repeated(n) || s.history.ofIDs.sent(n) {
			return n, first, false, nil
		}
	}
	e164, err := s.numbers.E164(cell)
	if err != nil {
		return 0, word{}, false, err //nolint:wrapcheck // a NumberError speaks for itself
	}
	n, ok := digits(e164)
	if !ok {
		return 0, word{}, false, fmt.Errorf("normalizing a number: %q is not E.164", MaskNumber(e164))
	}
	return n, s.history.byNumber.occurrence(n, 1), true, nil
}

func (s *Screen) invalid(c Contact, err error) Judgment {
	code := "number_invalid"
	if e, ok := errors.AsType[*NumberError](err); ok {
		code = e.Code
	}
	return s.skip(c, Invalid, code, fmt.Sprintf("line %d: %s", c.Line, err))
}

func (s *Screen) skip(c Contact, d Disposition, code, reason string) Judgment {
	c.Number = OneLine(c.Number)
	return Judgment{
		Contact: c, LastWord: d, Code: code, Reason: reason,
		OnRecord: s.skips.claim(d, c.ID, c.Number),
	}
}
