package dialer

import (
	"strconv"
	"strings"
)

// maxOccurrences is how many rows with one number can be told apart.
const maxOccurrences = 1 << 14

// BatchOccurrence reads from a batch's name which occurrence of their numbers its contacts are, from 1.
// See batchName for the form; a name of another form counts as the first.
func BatchOccurrence(batch string) int {
	if _, suffix, ok := strings.Cut(batch, "x"); ok {
		if n, err := strconv.Atoi(suffix); err == nil && n > 1 && n <= maxOccurrences {
			return n
		}
	}
	return 1
}

// batchName names a request: the run, the request's number in it and, for contacts that are a later row with their
// number, which: `20261123T083000-9f3a41c7.17`, `20261123T083000-9f3a41c7.18x2`. The record has no column for it, yet a
// rerun must know which of two rows with one number was called.
func batchName(run string, n uint64, occurrence int) string {
	name := run + "." + strconv.FormatUint(n, 10)
	if occurrence > 1 {
		name += "x" + strconv.Itoa(occurrence)
	}
	return name
}
