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
	hashes  []uint64 // sorted once the list is read
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

func isHash(cell string) bool {
	return len(cell) > len(hashPrefix) && strings.EqualFold(cell[:len(hashPrefix)], hashPrefix)
}

// addHash takes an entry that is a hash.
func (l *suppressionList) addHash(cell string) error {
	var sum [sha256.Size]byte
	digits := cell[len(hashPrefix):]
	if n, err := hex.Decode(sum[:], []byte(digits)); len(digits) != 2*sha256.Size || err != nil || n != sha256.Size {
		return errors.New("a hash does not have 64 hexadecimal digits: copy it whole")
	}
	l.hashes = append(l.hashes, binary.BigEndian.Uint64(sum[:]))
	return nil
}

// addNumber takes an entry that is a number in E.164.
func (l *suppressionList) addNumber(number string) error {
	n, err := strconv.ParseUint(number[1:], 10, 64)
	if err != nil {
		return fmt.Errorf("reading a number: %w", err)
	}
	l.numbers.Add(n)
	return nil
}

// done puts the hashes in order, so that they can be looked up.
func (l *suppressionList) done() {
	slices.Sort(l.hashes)
	l.hashes = slices.Clip(slices.Compact(l.hashes))
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
