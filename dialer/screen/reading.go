package screen

import (
	"fmt"
	"strconv"

	"bulkdial/dialer"
)

// reading is the number in a contact's cell.
type reading struct {
	cell, region string
	number       uint64
	// slot is that of the number in the history; known: it has one.
	slot  int
	known bool
	// Number is the number by the rules of this run; zero if they were not applied yet.
	dialer.Number
}

// checked reports whether the rules of this run were applied.
func (r *reading) checked() bool { return r.E164 != "" }

// e164 is the number as in the ledger.
func (r *reading) e164() string {
	switch {
	case r.checked():
		return r.E164
	case dialer.IsE164(r.cell):
		return r.cell
	default:
		return e164(r.number)
	}
}

// e164 is a number as in the ledger.
func e164(number uint64) string { return "+" + strconv.FormatUint(number, 10) }

// read reads the number of a contact, and looks it up in the ledger. A number that was called was checked before the call, so a
// settled contact costs no second parsing.
func (s *Screen) read(c *dialer.Contact) (reading, error) {
	r := reading{cell: c.Number, region: c.Region}
	if n, ok := plainNumber(r.cell); ok {
		if slot, known := s.History.attempts.first.find(n); known {
			r.number, r.slot, r.known = n, slot, true
			return r, nil
		}
	}
	if err := s.check(&r); err != nil {
		return r, err
	}
	r.slot, r.known = s.History.attempts.first.find(r.number)
	return r, nil
}

// check reads a cell by the rules of this run.
func (s *Screen) check(r *reading) error {
	checked, err := s.Numbers.Read(r.cell, r.region)
	if err != nil {
		return err //nolint:wrapcheck // a NumberError needs no context
	}
	n, ok := dialer.ParseE164(checked.E164)
	if !ok {
		return fmt.Errorf("normalizing a number: %q is not E.164", dialer.MaskNumber(checked.E164))
	}
	r.number, r.Number = n, checked
	return nil
}

// plainNumber reads a cell that is an E.164 number apart from spaces, hyphens and parentheses. It does not check whether the
// number can be called.
func plainNumber(cell string) (number uint64, ok bool) {
	if len(cell) < 8 || len(cell) > 32 || cell[0] != '+' {
		return 0, false
	}
	count := 0
	for _, c := range []byte(cell[1:]) {
		switch {
		case c >= '0' && c <= '9':
			number = number*10 + uint64(c-'0')
			count++
			if number == 0 || count > 15 {
				return 0, false
			}
		case c != ' ' && c != '-' && c != '(' && c != ')':
			return 0, false
		}
	}
	return number, count >= 7
}
