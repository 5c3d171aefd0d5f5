package dialer_test

import (
	"testing"

	"bulkdial/dialer"
)

// TestTally: each contact counts once, by its last word, and the results of a run are taken from those that were pending.
func TestTally(t *testing.T) {
	t.Parallel()
	var tally dialer.Tally
	words := append(dialer.Dispositions(), "", "", "")
	for i, d := range words {
		for range i + 1 {
			tally.Add(d)
		}
	}
	want := dialer.Tally{Rows: 55, Accepted: 1, Rejected: 2, Unknown: 3, Invalid: 4, Duplicate: 5, Suppressed: 6, Expired: 7, Pending: 27}
	if tally != want {
		t.Errorf("%+v, want %+v", tally, want)
	}
	for i, d := range dialer.Dispositions() {
		if n := tally.Of(d); n != i+1 {
			t.Errorf("Of(%s) = %d, want %d", d, n, i+1)
		}
	}
	results := dialer.Tally{Rows: 6, Accepted: 4, Rejected: 2, Hidden: 1, Outcomes: dialer.OutcomeTally{Answered: 1, Other: 1}}
	tally.Plus(results)
	want.Rows, want.Accepted, want.Rejected, want.Hidden, want.Outcomes = 61, 5, 4, 1, results.Outcomes
	if tally != want || tally.InProgress() != 3 {
		t.Errorf("%+v, %d in progress, want %+v, 3", tally, tally.InProgress(), want)
	}
	tally.Settle(dialer.Tally{Rows: 2, Unknown: 2})
	want.Pending, want.Unknown = 25, 5
	if tally != want {
		t.Errorf("%+v, want %+v", tally, want)
	}
}

// TestClean: what a later run would call, and what is in doubt, is not clean.
func TestClean(t *testing.T) {
	t.Parallel()
	clean := map[dialer.Disposition]bool{dialer.Accepted: true, dialer.Duplicate: true, dialer.Suppressed: true, dialer.Expired: true}
	for _, d := range append(dialer.Dispositions(), "") {
		var tally dialer.Tally
		if tally.Add(d); tally.Clean() != clean[d] {
			t.Errorf("Clean() = %v with one that is %q", tally.Clean(), d)
		}
	}
}

// TestSkips: a skip says why there was no attempt, and a text that is no disposition says nothing.
func TestSkips(t *testing.T) {
	t.Parallel()
	skips := map[dialer.Disposition]bool{dialer.Invalid: true, dialer.Duplicate: true, dialer.Suppressed: true, dialer.Expired: true}
	for _, d := range append(dialer.Dispositions(), "") {
		if d.Skip() != skips[d] || d.Valid() != (d != "") {
			t.Errorf("%q: Skip() = %v, Valid() = %v", d, d.Skip(), d.Valid())
		}
	}
}
