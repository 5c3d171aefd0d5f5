package dialer

import (
	"strconv"
	"strings"
)

// BatchName names a request: the run, the request's number in it and, for contacts that are a later row with their
// number, which: `20261123T083000-9f3a41c7.17`, `20261123T083000-9f3a41c7.18x2`. The ledger has no column for the
// occurrence, yet a rerun must know which of two rows with one number was called.
type BatchName string

// MaxOccurrences is how many rows with one number can be told apart.
const MaxOccurrences = 1 << 14

// NewBatchName names the n-th request of a run, whose name holds no dot and no `x`. Occurrence counts from 1.
func NewBatchName(run string, n uint64, occurrence int) BatchName {
	name := run + "." + strconv.FormatUint(n, 10)
	if occurrence > 1 {
		name += "x" + strconv.Itoa(occurrence)
	}
	return BatchName(name)
}

// Run returns the name of the run.
func (b BatchName) Run() string {
	run, _, _ := strings.Cut(string(b), ".")
	return run
}

// Occurrence returns which occurrence of their numbers the contacts are, from 1. A name of another form counts as the
// first.
func (b BatchName) Occurrence() int {
	if _, suffix, ok := strings.Cut(string(b), "x"); ok {
		if n, err := strconv.Atoi(suffix); err == nil && n > 1 && n <= MaxOccurrences {
			return n
		}
	}
	return 1
}
