package suppress

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// entries is the content of a list, with the moment up to which each entry counts. Numbers are kept as integers, and of a SHA-256 hash
// the first 64 bits: the chance that a number that is not on a list of a million hashes matches one is 1 in 10¹³.
type entries struct {
	numbers, hashes entrySet
	// matched: a hash was that of a number that was looked up.
	matched atomic.Bool
	// named are those of Config.SuppressColumn that the list has.
	named []string
	// results: the list is the results of another campaign.
	results bool
}

func newEntries() *entries {
	return &entries{numbers: newEntrySet(), hashes: newEntrySet()}
}

// count returns how many entries count at a moment, and how many do not any more.
func (e *entries) count(now time.Time) (n, expired int) {
	at := moment(now.UnixMilli())
	n, expired = e.numbers.count(at)
	hashes, gone := e.hashes.count(at)
	return n + hashes, expired + gone
}

func (e *entries) empty() bool { return e.numbers.empty() && e.hashes.empty() }

// add adds the entries of another version of the list.
func (e *entries) add(other *entries) {
	e.numbers.addAll(&other.numbers)
	e.hashes.addAll(&other.hashes)
	e.results = e.results || other.results
}

// holds reports whether an entry for a number in E.164 counts at a moment. A hash may be that of the number without its +.
func (e *entries) holds(number string, at moment) bool {
	if n, err := strconv.ParseUint(number[1:], 10, 64); err == nil && e.numbers.holds(n, at) {
		return true
	}
	if !e.hashes.empty() && (e.holdsHash(number, at) || e.holdsHash(number[1:], at)) {
		e.matched.Store(true)
		return true
	}
	return false
}

func (e *entries) holdsHash(text string, at moment) bool {
	sum := sha256.Sum256([]byte(text))
	return e.hashes.holds(binary.BigEndian.Uint64(sum[:]), at)
}

// hashPrefix begins an entry that is the SHA-256 hash, in hexadecimal, of a number in E.164, with or without its +.
const hashPrefix = "sha256:"

func isHash(cell string) bool {
	return len(cell) > len(hashPrefix) && strings.EqualFold(cell[:len(hashPrefix)], hashPrefix)
}

// addHash adds an entry that is a hash.
func (e *entries) addHash(cell string, end moment) error {
	sum, err := hex.DecodeString(cell[len(hashPrefix):])
	if err != nil || len(sum) != sha256.Size {
		return errors.New("a hash does not have 64 hexadecimal digits: copy it completely")
	}
	e.hashes.add(binary.BigEndian.Uint64(sum), end)
	return nil
}

// addNumbers adds entries that are numbers in E.164.
func (e *entries) addNumbers(numbers []string, end moment) error {
	for _, number := range numbers {
		n, err := strconv.ParseUint(number[1:], 10, 64)
		if err != nil {
			return fmt.Errorf("reading a number: %w", err)
		}
		e.numbers.add(n, end)
	}
	return nil
}
