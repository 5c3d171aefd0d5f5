package screen

import (
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// Moved says which ids of a contacts file have another number than was called for them. A few are people whose number was
// corrected after the call. Many mean that the ids are not those of earlier runs: another list that is numbered 1 to N too, or
// one that was numbered again after a row was removed. Such a contact is never called; see Unstable for the others.
type Moved struct {
	// Compared is how many ids of the file have a call that was or may have been placed as their last word, and a number that can
	// be read in their first row. Count is how many of them have another number there.
	Compared int `json:"compared"`
	Count    int `json:"count"`
	// First are the first few of them.
	First []MovedID `json:"first,omitempty"`
}

// MovedID is a row whose id was called at another number.
type MovedID struct {
	// Row is the row as a spreadsheet numbers it.
	Row int `json:"row"`
	// ID is the id, masked if it is one of the numbers.
	ID string `json:"id"`
	// Called is the number that was called, and Now the one of the row; both are masked.
	Called string `json:"called"`
	Now    string `json:"now"`
}

// String says how many have moved, for people.
func (m *Moved) String() string {
	if m.Count == 1 {
		return fmt.Sprintf("1 of %d ids was called at another number than its row has now", m.Compared)
	}
	return fmt.Sprintf("%d of %d ids were called at another number than their row has now", m.Count, m.Compared)
}

// String is the moved id for people.
func (m MovedID) String() string {
	return fmt.Sprintf("row %d, id %s: %s was called, and the row has %s", m.Row, m.ID, m.Called, m.Now)
}

// MaxMoved is the maximum number of moved ids in a file whose ids can still be those of earlier runs, and maxMovedPercent is
// their maximum share of those compared.
const (
	MaxMoved        = 20
	maxMovedPercent = 1
)

// Unstable reports whether more than MaxMoved ids, or more than maxMovedPercent of those compared, have moved: then they are not the
// ids of earlier runs. Compared is Moved.Compared, or an upper bound of it while the file is being read.
func (m *Moved) Unstable(compared int) bool {
	return m.Count > MaxMoved || m.Count*100 > compared*maxMovedPercent
}

// compare compares the number of a row with that of the calls of its id, and reports whether the id has moved.
func (s *Screen) compare(c *dialer.Contact, id word, who uint64, r *reading) bool {
	if !id.placed() {
		return false
	}
	s.moved.Compared++
	if r.known && s.History.at(who, r.number).placed() {
		return false
	}
	s.moved.Count++
	if len(s.moved.First) < MaxMoved {
		s.moved.First = append(s.moved.First, movedID(c, s.History.placedFor(who)))
	}
	return true
}

// movedID names a contact whose id was called at another number.
func movedID(c *dialer.Contact, called string) MovedID {
	id := c.ID
	if digits := digitsOf(id); len(digits) > 6 && strings.Contains(c.Number+" "+called, digits) {
		id = dialer.MaskNumber(digits)
	}
	return MovedID{Row: c.SheetRow, ID: id, Called: dialer.MaskNumber(called), Now: dialer.MaskNumber(c.Number)}
}

// digitsOf returns the digits of a text, without zeros before the first other one.
func digitsOf(text string) string {
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text), "0")
}
