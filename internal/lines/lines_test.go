package lines_test

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/seeds"
)

var (
	campaigns = flag.Int("lines.campaigns", 6, "campaigns of TestLines")
	oneSeed   = flag.Uint64("lines.seed", 0, "the only campaign of TestLines")
)

// TestLines: a run never has more calls in progress than lines, uses what it has, calls everybody, and has a CDR of each call.
func TestLines(t *testing.T) {
	if *oneSeed != 0 {
		check(t, *oneSeed)
		return
	}
	seeds.Play(1, *campaigns, func(seed uint64) bool { return check(t, seed) })
}

// check plays a campaign, and reports whether it has passed.
func check(t *testing.T, seed uint64) bool {
	t.Helper()
	return t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := draw(seed)
			o := p.play(t)
			if testing.Verbose() {
				t.Logf("%+v: most %d, use %.3f, %d pages in %v", p, o.most, o.use(p.lines()), o.pages, o.took)
			}
			for _, fault := range o.faults(p) {
				t.Errorf("%+v: %s", p, fault)
			}
		})
	})
}

// outcome is what a campaign came to.
type outcome struct {
	// most is how many calls were in progress at most, as the API counts.
	most   int
	placed map[string]time.Time
	ended  []dialer.CDR
	pages  int
	took   time.Duration
	err    error
}

// faults says what is wrong with an outcome.
func (o *outcome) faults(p plan) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if o.err != nil {
		fault("the run ended with %v", o.err)
	}
	if o.most > lines {
		fault("%d calls were in progress", o.most)
	}
	cdrs := map[string]int{}
	for i := range o.ended {
		if cdrs[o.ended[i].CallID]++; cdrs[o.ended[i].CallID] == 2 {
			fault("%s has a second CDR", o.ended[i].CallID)
		}
	}
	if len(o.placed) != contacts || len(cdrs) != contacts {
		fault("%d calls were placed, and %d have a CDR", len(o.placed), len(cdrs))
	}
	if use := o.use(p.lines()); p.plain() && use < leastUse {
		fault("mean use %.3f, want %.2f", use, leastUse)
	}
	return faults
}

// use is the mean use of n lines, from the moment at which the n-th call was placed until the last one was.
func (o *outcome) use(n int) float64 {
	over := map[string]time.Time{}
	for i := range o.ended {
		over[o.ended[i].CallID] = o.ended[i].Ended
	}
	times := make([]time.Time, 0, len(o.placed))
	for _, at := range o.placed {
		times = append(times, at)
	}
	if len(times) <= n {
		return 0
	}
	slices.SortFunc(times, time.Time.Compare)
	first, last := times[n-1], times[len(times)-1]
	used := time.Duration(0)
	for id, at := range o.placed {
		from, to := at, over[id]
		if from.Before(first) {
			from = first
		}
		if to.After(last) {
			to = last
		}
		used += max(0, to.Sub(from))
	}
	return used.Seconds() / (float64(n) * last.Sub(first).Seconds())
}

// plain reports whether the API of a plan has neither faults nor fewer lines than are asked for.
func (p plan) plain() bool { return p.real == 0 && !strings.Contains(p.faults, ",") }
