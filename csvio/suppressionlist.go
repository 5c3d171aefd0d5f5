package csvio

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// suppressionList is what a list says: numbers, and SHA-256 hashes of numbers, of which it keeps the first 64 bits: a
// number that is on no list is taken for one on a list of a million hashes with a chance of one in 10¹³.
type suppressionList struct {
	numbers dialer.NumberSet
	hashes  []uint64 // sorted
}

func (l *suppressionList) entries() int {
	return l.numbers.Len() + len(l.hashes)
}

// holds reports whether a number of E.164 is on the list.
func (l *suppressionList) holds(number string) bool {
	if n, err := strconv.ParseUint(number[1:], 10, 64); err == nil && l.numbers.Contains(n) {
		return true
	}
	if len(l.hashes) == 0 {
		return false
	}
	sum := sha256.Sum256([]byte(number))
	_, found := slices.BinarySearch(l.hashes, binary.BigEndian.Uint64(sum[:]))
	return found
}

// hashPrefix marks an entry that is the SHA-256 hash, in hexadecimal, of a number in E.164, its + included.
const hashPrefix = "sha256:"

// readAll takes all rows of a table. The error says that some cannot be read, or may be missing: what they name would be
// called.
func (l *suppressionList) readAll(t table, numbers dialer.Numbers) error {
	names, line, err := t.header()
	if err != nil {
		return err
	}
	c := listColumns(names)
	column, headed, err := c.entries()
	if err != nil {
		return &HeaderError{Line: line, Reason: err.Error()}
	}
	var bad badEntries
	last, lastRow := "", line
	if !headed {
		last = names[column]
		bad.note(l.add(last, numbers), line)
	}
	for {
		r, err := t.next()
		if isEnd(err) {
			break
		}
		if fault, ok := errors.AsType[*rowFaultError](err); ok {
			bad.note(fault, r.sheetRow)
			continue
		}
		if err != nil {
			return err
		}
		if column < len(r.cells) {
			last, lastRow = r.cells[column], r.sheetRow
			bad.note(l.add(last, numbers), lastRow)
		}
	}
	bad.note(cutOff(last, numbers), lastRow)
	if headed && l.entries()+bad.count == 0 {
		// The first bytes of whatever file it is may look like the header of an empty list.
		if _, err := c.findNumber("", nameOfEntries); err != nil {
			return &HeaderError{Line: line, Reason: "the list has no entries, and " + err.Error()}
		}
	}
	slices.Sort(l.hashes)
	l.hashes = slices.Clip(slices.Compact(l.hashes))
	return bad.err()
}

// cutOff says what is wrong with the last entry of a list where that looks like E.164 and is not: a list of which the end
// is missing may end in half a number.
func cutOff(last string, numbers dialer.Numbers) error {
	if last = cleaned(last); !dialer.IsE164(last) {
		return nil
	}
	if _, err := numbers.Read(last, ""); err != nil {
		return fmt.Errorf("the last entry may be cut off: %w", err)
	}
	return nil
}

// nameOfEntries is the remedy where it cannot be told which column has the entries.
const nameOfEntries = "name the column of the entries phone, and no other so"

func listColumns(names []string) *columns {
	c := &columns{names: make([]string, len(names))}
	for i, name := range names {
		c.names[i] = cleaned(name)
	}
	return c
}

// entries finds the column of the entries of a list: the only one, or the one with a usual name. A list needs no header:
// headed is false where the first row is an entry itself.
func (c *columns) entries() (column int, headed bool, err error) {
	for i, name := range c.names {
		if looksLikeNumber(name) || isHash(name) {
			return i, false, nil
		}
	}
	if len(c.names) == 1 {
		return 0, true, nil
	}
	column, err = c.findNumber("", nameOfEntries)
	return column, true, err
}

func isHash(cell string) bool {
	return len(cell) > len(hashPrefix) && strings.EqualFold(cell[:len(hashPrefix)], hashPrefix)
}

// add takes one entry; an empty cell is none.
func (l *suppressionList) add(cell string, numbers dialer.Numbers) error {
	cell = cleaned(cell)
	switch {
	case cell == "":
		return nil
	case isHash(cell):
		var sum [sha256.Size]byte
		digits := cell[len(hashPrefix):]
		if n, err := hex.Decode(sum[:], []byte(digits)); len(digits) != 2*sha256.Size || err != nil || n != sha256.Size {
			return errors.New("a hash does not have 64 hexadecimal digits: copy it whole")
		}
		l.hashes = append(l.hashes, binary.BigEndian.Uint64(sum[:]))
		return nil
	}
	if !dialer.IsE164(cell) {
		read, err := numbers.Read(cell, "")
		if err != nil {
			return err //nolint:wrapcheck // a NumberError speaks for itself
		}
		cell = read.E164
	}
	n, err := strconv.ParseUint(cell[1:], 10, 64)
	if err != nil {
		return fmt.Errorf("reading a number: %w", err)
	}
	l.numbers.Add(n)
	return nil
}

// badEntries gathers the entries of a list that cannot be read.
type badEntries struct {
	count int
	rows  []string
	first error
}

// shownRows is how many rows an error names.
const shownRows = 5

func (b *badEntries) note(err error, sheetRow int) {
	if err == nil {
		return
	}
	if b.count++; b.first == nil {
		b.first = err
	}
	if len(b.rows) < shownRows {
		b.rows = append(b.rows, strconv.Itoa(sheetRow))
	}
}

func (b *badEntries) err() error {
	if b.count == 0 {
		return nil
	}
	if b.count == 1 {
		return fmt.Errorf("an entry cannot be read (row %s), because %w", b.rows[0], b.first)
	}
	rows := strings.Join(b.rows, ", ")
	if b.count > len(b.rows) {
		rows += ", …"
	}
	return fmt.Errorf("%d entries cannot be read (rows %s), the first because %w", b.count, rows, b.first)
}
