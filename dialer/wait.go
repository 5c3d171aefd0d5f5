package dialer

import "time"

// Wait is a time in which a run sent nothing that the API answered for, because it waited.
type Wait struct {
	// From and To are its beginning and end.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Why is `paused`, `no_good_answer`, `no_free_line` or `not_now`.
	Why WaitReason `json:"why"`
}

// WaitReason is what a run waited for.
type WaitReason string

// The values of WaitReason.
const (
	// WaitPaused: an operator has paused the campaign.
	WaitPaused WaitReason = "paused"
	// WaitAnswer: the API did not answer, or with failures.
	WaitAnswer WaitReason = "no_good_answer"
	// WaitLine: the API had no free line, or all lines of the run had calls in progress.
	WaitLine WaitReason = "no_free_line"
	// WaitTime: no contact could be called at that time.
	WaitTime WaitReason = "not_now"
)
