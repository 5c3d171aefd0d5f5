package engine_test

import (
	"slices"
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// TestRejectsStop: from the 20th contact on, more than the allowed share of the last 100 stops a run.
func TestRejectsStop(t *testing.T) {
	t.Parallel()
	of := func(d dialer.Disposition, n int) []dialer.Disposition {
		return slices.Repeat([]dialer.Disposition{d}, n)
	}
	good, bad, doubt := dialer.Accepted, dialer.Rejected, dialer.Unknown
	for _, tt := range []struct {
		name    string
		most    float64
		results []dialer.Disposition
		want    int
	}{
		{"too few to say", 0.5, of(bad, 19), 0},
		{"just enough", 0.5, of(bad, 20), 20},
		{"none is allowed", 0, slices.Concat(of(good, 30), of(bad, 1)), 31},
		{"all are allowed", 1, of(bad, 300), 0},
		{"exactly the share", 0.5, slices.Concat(of(good, 10), of(bad, 10)), 0},
		{"one more", 0.5, slices.Concat(of(good, 10), of(bad, 11)), 21},
		{"the 101st pushes the first out", 0.5, slices.Concat(of(good, 100), of(bad, 50)), 0},
		{"half of the window and one", 0.5, slices.Concat(of(good, 100), of(bad, 51)), 151},
		{"rejected ones fall out too", 0.5, slices.Concat(of(good, 60), of(bad, 40), of(good, 100), of(bad, 50)), 0},
		{"and do not count any more", 0.5, slices.Concat(of(good, 60), of(bad, 40), of(good, 100), of(bad, 60)), 251},
		{"one that falls out and one that comes", 0.5, slices.Concat(of(good, 50), of(bad, 50), of(good, 50), of(bad, 50), of(good, 50), of(bad, 50)), 0},
		{"those in doubt are not rejected", 0.5, of(doubt, 100), 0},
	} {
		if got := engine.RejectsStop(tt.most, tt.results); got != tt.want {
			t.Errorf("%s: the run stops after %d results, want %d", tt.name, got, tt.want)
		}
	}
}

// TestFailuresStop: as many failures in a row as are allowed stop a run, where those that were cut by one incident are one. Each kind of
// answer ends the row, adds to it or does neither.
func TestFailuresStop(t *testing.T) {
	t.Parallel()
	good, lost, busy, unsent, refused, unproven := dialer.Answered, dialer.Lost, dialer.Busy, dialer.Unsent, dialer.Refused, dialer.Unproven
	for _, tt := range []struct {
		name        string
		most        int
		answers     engine.Answers
		stops, lost int
	}{
		{"one is allowed", 1, engine.Answers{{lost, 0}}, 1, 1},
		{"two", 2, engine.Answers{{lost, 0}, {lost, 1}}, 2, 2},
		{"two, at once", 2, engine.Answers{{lost, 0}, {lost, 0}}, 0, 2},
		{"three, two of them at once", 2, engine.Answers{{lost, 0}, {lost, 0}, {lost, 2}}, 3, 3},
		{"a good answer between", 2, engine.Answers{{lost, 0}, {good, 1}, {lost, 2}}, 0, 1},
		{"a refusal between", 2, engine.Answers{{lost, 0}, {refused, 1}, {lost, 2}}, 0, 1},
		{"want of lines between", 2, engine.Answers{{lost, 0}, {busy, 1}, {lost, 2}}, 3, 2},
		{"no connection between", 2, engine.Answers{{lost, 0}, {unsent, 1}, {lost, 2}}, 3, 2},
		{"an answer without proof", 2, engine.Answers{{lost, 0}, {unproven, 1}}, 2, 2},
		{"a good one at last", 3, engine.Answers{{lost, 0}, {lost, 1}, {good, 2}}, 0, 0},
		{"an old one after a good one", 2, engine.Answers{{lost, 0}, {good, 1}, {lost, 0}, {lost, 3}}, 0, 2},
	} {
		if stops, lost := engine.FailuresStop(tt.most, tt.answers); stops != tt.stops || lost != tt.lost {
			t.Errorf("%s: the run stops after %d answers, %d lost in a row; want %d and %d", tt.name, stops, lost, tt.stops, tt.lost)
		}
	}
}

// TestRefusalsStop: three contacts that are refused alike let the configuration be suspected, and of twenty batches it is certain.
func TestRefusalsStop(t *testing.T) {
	t.Parallel()
	if stops, suspected := engine.RefusalsStop(); stops != 20 || suspected != 3 {
		t.Errorf("the run stops after %d refusals, and suspects the configuration after %d; want 20 and 3", stops, suspected)
	}
}
