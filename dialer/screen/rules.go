package screen

import (
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// Rules say which contacts a run may call. A plan and a run use the same.
type Rules struct {
	// UseIDs: contacts are identified by Contact.ID, else by number and occurrence.
	UseIDs bool
	// IDsByNumber: the ids are not the same as in earlier runs, so contacts are identified by id and number together. Only with
	// UseIDs. Contacts with one id at several numbers can have the same dialer.Identity, and so the same references.
	IDsByNumber bool
	// Duplicates is the policy for a second row with one number. Default SkipDuplicates.
	Duplicates Duplicates
	// HiddenRows is the policy for rows that the sheet does not show. Default UndecidedHidden.
	HiddenRows HiddenRows
	// Retry has the last words whose contacts are checked and called again; see DefaultRetry.
	Retry RetrySet
	// Redial says which contacts are called again after their calls have ended; nil: none. History.Permit must have it too.
	Redial *Redial
	// MaxAttempts is the maximum number of attempts of one contact over all runs, from 1.
	MaxAttempts int
}

// byID reports whether the id alone identifies a contact, and byPair whether the id and the number together do.
func (r *Rules) byID() bool   { return r.UseIDs && !r.IDsByNumber }
func (r *Rules) byPair() bool { return r.UseIDs && r.IDsByNumber }

// most is the maximum number of attempts that counts.
func (r *Rules) most() int { return min(r.MaxAttempts, maxCounted) }

// Duplicates is the policy for a second row with one number.
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

// ParseDuplicates reads a policy for duplicates.
func ParseDuplicates(s string) (Duplicates, error) {
	switch d := Duplicates(s); d {
	case SkipDuplicates, AllowDuplicates, FailDuplicates:
		return d, nil
	default:
		return "", fmt.Errorf("%q is not one of skip, allow, fail", s)
	}
}

// RetrySet is the set of last words that are called again on a rerun.
type RetrySet map[dialer.Disposition]bool

// Has reports whether contacts with the last word d are called again.
func (s RetrySet) Has(d dialer.Disposition) bool { return s[d] }

// DefaultRetry is the text of the default RetrySet: contacts that are certain not to have been called.
const DefaultRetry = string(dialer.Rejected + "," + dialer.Invalid)

// ParseRetry reads a RetrySet: a list of rejected, invalid and unknown, or none alone.
func ParseRetry(s string) (RetrySet, error) {
	set := RetrySet{}
	if s == "none" {
		return set, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		d := dialer.Disposition(strings.TrimSpace(part))
		if d != dialer.Rejected && d != dialer.Invalid && d != dialer.Unknown {
			return nil, fmt.Errorf("%q is not one of rejected, invalid, unknown (with commas between), or none", part)
		}
		set[d] = true
	}
	return set, nil
}
