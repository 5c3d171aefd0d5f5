package converge_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"bulkdial/dialer"
)

// oracle knows which calls were placed.
type oracle struct {
	mu    sync.Mutex
	calls []placedCall
	// ids are the ids of the calls, by number.
	ids    map[string]string
	faults []string
}

// placedCall is a call that was placed by a request, at a moment.
type placedCall struct {
	batch dialer.BatchName
	at    time.Time
}

// placed takes a call.
func (o *oracle) placed(batch dialer.BatchName, number, id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ids[number] != "" {
		o.faults = append(o.faults, fmt.Sprintf("%s is called twice, the second time by %s", number, batch))
	}
	o.ids[number] = id
	o.calls = append(o.calls, placedCall{batch, time.Now()})
}

func (o *oracle) fault(format string, args ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.faults = append(o.faults, fmt.Sprintf(format, args...))
}

// later reports whether a call was placed by a request that was sent after an unknown one.
func (o *oracle) later(unknown *dialer.Result) bool {
	run, n := nameOf(unknown.Batch)
	for i := range o.calls {
		other, m := nameOf(o.calls[i].batch)
		if other == run && m > n || other > run && o.calls[i].at.After(unknown.At) {
			return true
		}
	}
	return false
}

// nameOf returns the run of a request, and its number in it. Runs are ordered as they begin.
func nameOf(b dialer.BatchName) (run string, n int) {
	run, number, _ := strings.Cut(string(b), ".")
	n, _ = strconv.Atoi(number)
	return run, n
}

// judge compares what a ledger says of the contacts with what was called, and returns how many are unknown.
func (o *oracle) judge(numbers []string, results []dialer.Result) (unknown int) {
	said := map[string]string{}
	answers := map[string]bool{}
	key := func(r *dialer.Result) string { return string(r.Batch) + " " + r.Number }
	for i := range results {
		r := &results[i]
		if r.Disposition == dialer.Accepted {
			said[r.Number] += r.CallID
		}
		answers[key(r)] = answers[key(r)] || r.Disposition != dialer.Unknown
	}
	open := map[string]bool{}
	for i := range results {
		r := &results[i]
		if answers[key(r)] || open[r.Number] {
			continue
		}
		open[r.Number] = true
		if o.later(r) {
			o.fault("%s is unknown (%s of %s), and a later call was placed", r.Number, r.ErrorCode, r.Batch)
		}
	}
	for _, number := range numbers {
		switch id := o.ids[number]; {
		case said[number] != id:
			o.fault("%s was called by %q, and the ledger says %q", number, id, said[number])
		case id == "" && !open[number]:
			o.fault("%s was not called", number)
		}
	}
	return len(open)
}

// judgeCDRs looks at the CDRs: one at most for each call that was placed, and none of any other.
func (o *oracle) judgeCDRs(cdrs []dialer.CDR) {
	known := map[string]bool{}
	for i := range cdrs {
		c := &cdrs[i]
		if known[c.CallID] || o.ids[c.Number] != c.CallID {
			o.fault("%s has a CDR of %s: again %v", c.Number, c.CallID, known[c.CallID])
		}
		known[c.CallID] = true
	}
}
