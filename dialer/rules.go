package dialer

import (
	"fmt"
	"strings"
)

// Rules say whom a run may call. Both Plan and Run judge by them.
type Rules struct {
	// UseIDs: contacts are identified by Contact.ID, else by number and occurrence.
	UseIDs bool
	// Duplicates says what becomes of a second row with one number. Default SkipDuplicates.
	Duplicates Duplicates
	// Retry holds the last words that are judged anew and called again; by default, those that are certain not to have
	// been called: see DefaultRetry.
	Retry RetrySet
	// MaxAttempts bounds the attempts of one contact over all runs, from 1.
	MaxAttempts int
}

// Duplicates says what becomes of a second row with one number.
type Duplicates string

// The policies for duplicates.
const (
	// SkipDuplicates: one call; the later row is recorded as a duplicate.
	SkipDuplicates Duplicates = "skip"
	// AllowDuplicates: each row is called, in different batches.
	AllowDuplicates Duplicates = "allow"
	// FailDuplicates: a duplicate stops the run.
	FailDuplicates Duplicates = "fail"
)

// ParseDuplicates reads the value of --duplicates.
func ParseDuplicates(s string) (Duplicates, error) {
	switch d := Duplicates(s); d {
	case SkipDuplicates, AllowDuplicates, FailDuplicates:
		return d, nil
	default:
		return "", fmt.Errorf("%q is not one of skip, allow, fail", s)
	}
}

// RetrySet is the set of last words that are called again on a rerun.
type RetrySet map[Disposition]bool

// Has reports whether contacts with the last word d are called again.
func (s RetrySet) Has(d Disposition) bool { return s[d] }

// DefaultRetry is the value of --retry when it is not given: what is certain not to have been called.
const DefaultRetry = string(Rejected + "," + Invalid)

// ParseRetry reads the value of --retry: a list of rejected, invalid and unknown, or none alone.
func ParseRetry(s string) (RetrySet, error) {
	set := RetrySet{}
	if s == "none" {
		return set, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		switch d := Disposition(strings.TrimSpace(part)); d {
		case Rejected, Invalid, Unknown:
			set[d] = true
		default:
			return nil, fmt.Errorf("%q is not one of rejected, invalid, unknown (with commas between), or none", part)
		}
	}
	return set, nil
}
