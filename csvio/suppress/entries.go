package suppress

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync/atomic"
)

// entries is the content of a list. Numbers are kept as integers, and of a SHA-256 hash the first 64 bits: the chance
// that a number that is not on a list of a million hashes matches one is 1 in 10¹³.
type entries struct {
	numbers, hashes map[uint64]struct{}
	// matched: a hash was that of a number that was looked up.
	matched atomic.Bool
	// named are those of Config.SuppressColumn that the list has.
	named []string
	// results: the list is the results of another campaign.
	results bool
}

func newEntries() *entries {
	return &entries{numbers: map[uint64]struct{}{}, hashes: map[uint64]struct{}{}}
}

func (e *entries) count() int { return len(e.numbers) + len(e.hashes) }

// add adds the entries of another version of the list.
func (e *entries) add(other *entries) {
	maps.Copy(e.numbers, other.numbers)
	maps.Copy(e.hashes, other.hashes)
	e.results = e.results || other.results
}

// holds reports whether a number in E.164 is on the list. A hash may be that of the number without its +.
func (e *entries) holds(number string) bool {
	if n, err := strconv.ParseUint(number[1:], 10, 64); err == nil {
		if _, listed := e.numbers[n]; listed {
			return true
		}
	}
	if len(e.hashes) > 0 && (e.holdsHash(number) || e.holdsHash(number[1:])) {
		e.matched.Store(true)
		return true
	}
	return false
}

func (e *entries) holdsHash(text string) bool {
	sum := sha256.Sum256([]byte(text))
	_, listed := e.hashes[binary.BigEndian.Uint64(sum[:])]
	return listed
}

// hashPrefix begins an entry that is the SHA-256 hash, in hexadecimal, of a number in E.164, with or without its +.
const hashPrefix = "sha256:"

func isHash(cell string) bool {
	return len(cell) > len(hashPrefix) && strings.EqualFold(cell[:len(hashPrefix)], hashPrefix)
}

// addHash adds an entry that is a hash.
func (e *entries) addHash(cell string) error {
	sum, err := hex.DecodeString(cell[len(hashPrefix):])
	if err != nil || len(sum) != sha256.Size {
		return errors.New("a hash does not have 64 hexadecimal digits: copy it completely")
	}
	e.hashes[binary.BigEndian.Uint64(sum)] = struct{}{}
	return nil
}

// addNumbers adds entries that are numbers in E.164.
func (e *entries) addNumbers(numbers []string) error {
	for _, number := range numbers {
		n, err := strconv.ParseUint(number[1:], 10, 64)
		if err != nil {
			return fmt.Errorf("reading a number: %w", err)
		}
		e.numbers[n] = struct{}{}
	}
	return nil
}
