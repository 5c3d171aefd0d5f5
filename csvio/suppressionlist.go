package csvio

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// suppressionList is the content of a list. Numbers are kept as integers, and of a SHA-256 hash the first 64 bits: the chance
// that a number that is not on a list of a million hashes matches one is 1 in 10¹³.
type suppressionList struct{ numbers, hashes map[uint64]struct{} }

func newSuppressionList() *suppressionList {
	return &suppressionList{numbers: map[uint64]struct{}{}, hashes: map[uint64]struct{}{}}
}

func (l *suppressionList) entries() int { return len(l.numbers) + len(l.hashes) }

// holds reports whether a number in E.164 is on the list.
func (l *suppressionList) holds(number string) bool {
	if n, err := strconv.ParseUint(number[1:], 10, 64); err == nil {
		if _, listed := l.numbers[n]; listed {
			return true
		}
	}
	if len(l.hashes) == 0 {
		return false
	}
	sum := sha256.Sum256([]byte(number))
	_, listed := l.hashes[binary.BigEndian.Uint64(sum[:])]
	return listed
}

// hashPrefix begins an entry that is the SHA-256 hash, in hexadecimal, of a number in E.164 with its +.
const hashPrefix = "sha256:"

func isHash(cell string) bool {
	return len(cell) > len(hashPrefix) && strings.EqualFold(cell[:len(hashPrefix)], hashPrefix)
}

// addHash adds an entry that is a hash.
func (l *suppressionList) addHash(cell string) error {
	var sum [sha256.Size]byte
	digits := cell[len(hashPrefix):]
	if n, err := hex.Decode(sum[:], []byte(digits)); len(digits) != 2*sha256.Size || err != nil || n != sha256.Size {
		return errors.New("a hash does not have 64 hexadecimal digits: copy it completely")
	}
	l.hashes[binary.BigEndian.Uint64(sum[:])] = struct{}{}
	return nil
}

// addNumber adds an entry that is a number in E.164.
func (l *suppressionList) addNumber(number string) error {
	n, err := strconv.ParseUint(number[1:], 10, 64)
	if err != nil {
		return fmt.Errorf("reading a number: %w", err)
	}
	l.numbers[n] = struct{}{}
	return nil
}

// badEntries collects the entries of a list that cannot be read.
type badEntries struct {
	count int
	rows  []string
	first error
}

// shownRows is the number of rows that an error names.
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
