package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// attackGap is a kind of finding: a fault after a change to a file.
type attackGap struct{ file, change, fault string }

// attackReport counts what the trials have found.
type attackReport struct {
	mu     sync.Mutex
	trials map[[2]string]*attackCount // by file and change
	found  map[attackGap]*attackFinding
}

// attackCount says how the first run after a change ended.
type attackCount struct{ wentOn, stopped, other int }

type attackFinding struct {
	count int
	seed  uint64 // of the first
}

// add takes a trial, which fails when it has found something new.
func (r *attackReport) add(t *testing.T, a *attack) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.trials == nil {
		r.trials, r.found = map[[2]string]*attackCount{}, map[attackGap]*attackFinding{}
	}
	key := [2]string{a.file, a.change.name}
	if r.trials[key] == nil {
		r.trials[key] = &attackCount{}
	}
	switch code := a.codes[0]; {
	case finished(code):
		r.trials[key].wentOn++
	case code == exit.Usage:
		r.trials[key].stopped++
	default:
		r.trials[key].other++
	}
	failed := false
	for fault, detail := range a.faults {
		gap := attackGap{a.file, a.change.name, fault}
		if r.found[gap] == nil {
			r.found[gap] = &attackFinding{seed: a.seed}
		}
		r.found[gap].count++
		if *attackStrict || gapCause(gap) == "" {
			failed = true
			t.Errorf("%s, %s: %s: %s", a.file, a.change.name, fault, detail)
		}
	}
	if failed {
		t.Logf("-attack.seed=%d -attack.trials=1:\n%s", a.seed, strings.Join(a.story, "\n"))
	}
}

// print writes the table of the findings.
func (r *attackReport) print(t *testing.T) {
	t.Helper()
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	var sum attackCount
	for _, n := range r.trials {
		sum = attackCount{sum.wentOn + n.wentOn, sum.stopped + n.stopped, sum.other + n.other}
	}
	fmt.Fprintln(w, "file\tchange\tfound\ttimes\tof trials\twent on\tstopped\tfirst seed\t")
	order := slices.SortedFunc(maps.Keys(r.found), func(a, b attackGap) int {
		return cmp.Or(cmp.Compare(a.fault, b.fault), cmp.Compare(a.file, b.file), cmp.Compare(a.change, b.change))
	})
	for _, gap := range order {
		n, of := r.found[gap], r.trials[[2]string{gap.file, gap.change}]
		note := "new"
		if cause := gapCause(gap); cause != "" {
			note = "known gap: " + cause
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\n", gap.file, gap.change, gap.fault, n.count,
			of.wentOn+of.stopped+of.other, of.wentOn, of.stopped, n.seed, note)
	}
	w.Flush()
	made := sum.wentOn + sum.stopped + sum.other
	t.Logf("%d trials: %d went on, %d stopped with exit 2, %d ended otherwise, %d had no file to change; %d kinds of findings\n%s",
		*attackTrials, sum.wentOn, sum.stopped, sum.other, *attackTrials-made, len(order), text.String())
	r.shrink(t)
}

// shrinkFrom is how many trials tell that a known gap is closed.
const shrinkFrom = 1000

// shrink names what knownGaps has and many trials did not find.
func (r *attackReport) shrink(t *testing.T) {
	t.Helper()
	if *attackTrials < shrinkFrom {
		return
	}
	for _, gaps := range knownGaps {
		for _, change := range gaps.changes {
			found := func(fault string) bool { return r.found[attackGap{gaps.file, change, fault}] != nil }
			if !slices.ContainsFunc(gaps.faults, found) {
				t.Logf("not found: take it out of knownGaps when it stays away: %s, %s: %v", gaps.file, change, gaps.faults)
			}
		}
	}
}
