package lines_test

import (
	"context"
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
	"bulkdial/internal/sandbox"
)

//nolint:gochecknoglobals // flags of the test
var (
	campaigns = flag.Int("lines.campaigns", 40, "campaigns of TestLines")
	oneSeed   = flag.Uint64("lines.seed", 0, "the only campaign of TestLines")
)

const (
	contacts = 500
	lines    = 20
)

// everybody is a screen that calls each contact.
type everybody struct{}

func (everybody) Decide(c *dialer.Contact) dialer.Decision {
	return dialer.Decision{Contact: c, Call: true, Attempt: 1, Occurrence: 1}
}
func (everybody) Malformed(*dialer.RowError) dialer.Decision { panic("no row is malformed") }
func (e everybody) Recall(c *dialer.Contact, _, _ int) dialer.Decision {
	return e.Decide(c)
}

// forgetful is a ledger that keeps nothing.
type forgetful struct{}

func (forgetful) Intend(dialer.Request) error                                    { return nil }
func (forgetful) Settle(_ dialer.BatchName, _ []dialer.Result, told func(error)) { told(nil) }
func (forgetful) Append(dialer.Result) error                                     { return nil }
func (forgetful) Flush() error                                                   { return nil }

// plan is a random campaign.
type plan struct {
	seed uint64
	// steady: all calls are of one length.
	steady bool
	// plan has so many lines, 0 for as many as are asked for.
	real    int
	latency time.Duration
	faults  string
}

func draw(seed uint64) plan {
	r := rand.New(rand.NewPCG(seed, 7))
	p := plan{seed: seed, steady: r.IntN(2) == 0, latency: time.Duration(20+r.IntN(280)) * time.Millisecond}
	p.faults = fmt.Sprintf("seed=%d", seed)
	switch r.IntN(6) {
	case 2:
		p.faults += []string{",order=oldest", ",order=any", ",late=0.2", ",queued=0.01"}[r.IntN(4)]
	case 0:
		p.real = 10
		if r.IntN(2) == 0 {
			p.faults += ",lines-429=1"
		}
	case 1:
		p.faults += ",page-lose=0.1,page-repeat=0.1,list-429=0.02,get-500=0.1"
	}
	return p
}

// outcome is what a campaign came to.
type outcome struct {
	most int
	// use is the mean use of the lines while there were more contacts to call than lines.
	use    float64
	placed int
	cdrs   map[string]int
	pages  int
	err    error
	took   time.Duration
}

// play runs a campaign to its end, in a bubble of virtual time.
func play(t *testing.T, p plan) (o outcome) {
	t.Helper()
	faults, err := sandbox.ParseFaults(p.faults)
	if err != nil {
		t.Fatal(err)
	}
	script := sandbox.Script{Outcomes: only(t, "answered=1"), MeanCall: 90 * time.Second, Lines: p.real}
	route := dialer.Route{AgentID: "agent_x", FromNumberID: "ap_x"}
	if p.steady {
		script.MeanCall, route.MaxCallDurationMinutes = 1e6*time.Hour, 1
	}
	a := &api{server: sandbox.New(sandbox.Config{Faults: faults, Script: script}), latency: p.latency, placed: map[string]time.Time{}}
	use := dialer.NewLines(dialer.LinesConfig{Limit: lines})
	var mu sync.Mutex
	var ended []dialer.CDR
	o.cdrs = map[string]int{}
	tracker := track.New(track.Config{
		Calls: a,
		Append: func(cdrs []dialer.CDR) error {
			mu.Lock()
			defer mu.Unlock()
			ended = append(ended, cdrs...)
			return nil
		},
		Ended:  func(c *dialer.CDR) { use.Ended(c.CallID) },
		Logger: zerolog.Nop(),
	})
	began := time.Now()
	cfg := dialer.Config{
		Run: "r", BatchSize: 5, Lines: lines, MaxFailures: 5, MaxWait: 15 * time.Minute, MaxRejectRatio: 1, RequestTimeout: time.Minute,
	}
	_, o.err = dialer.Run(t.Context(), cfg, people(route), dialer.Deps{
		Screen: everybody{}, Caller: a, Ledger: forgetful{}, Stats: &dialer.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
		Lines: use, CallerPace: func(string) float64 { return 1 }, Follower: tracker,
	})
	o.took = time.Since(began)
	o.most, err = a.mostInProgress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range ended {
		o.cdrs[ended[i].CallID]++
	}
	o.placed, o.pages, o.use = len(a.placed), a.pages, meanUse(a.placed, ended, min(lines, max(p.real, lines*b2i(p.real == 0))))
	return o
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func only(t *testing.T, text string) sandbox.Outcomes {
	t.Helper()
	o, err := sandbox.ParseOutcomes(text)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func people(route dialer.Route) dialer.Source {
	return func(context.Context) iter.Seq2[*dialer.Contact, error] {
		return func(yield func(*dialer.Contact, error) bool) {
			for i := range contacts {
				c := &dialer.Contact{Row: i + 1, SheetRow: i + 2, Number: fmt.Sprintf("+1415555%04d", i), Route: route}
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// meanUse is the mean use of n lines from the moment at which all were taken first to the last call that was placed.
func meanUse(placed map[string]time.Time, ended []dialer.CDR, n int) float64 {
	over := map[string]time.Time{}
	for i := range ended {
		over[ended[i].CallID] = ended[i].Ended
	}
	var last time.Time
	var times []time.Time
	for _, at := range placed {
		times = append(times, at)
		if at.After(last) {
			last = at
		}
	}
	first := nth(times, n)
	used := time.Duration(0)
	for id, at := range placed {
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

// nth is the n-th of times in order.
func nth(times []time.Time, n int) time.Time {
	sorted := append([]time.Time(nil), times...)
	for i := range sorted {
		for j := i; j > 0 && sorted[j].Before(sorted[j-1]); j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	return sorted[n-1]
}

// TestLines: a run never has more calls in progress than lines, uses what it has, calls everybody, and has a CDR of each call.
func TestLines(t *testing.T) {
	if *oneSeed != 0 {
		check(t, *oneSeed)
		return
	}
	seeds := make(chan uint64)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for seed := range seeds {
				check(t, seed)
			}
		})
	}
	for i := range *campaigns {
		seeds <- uint64(i + 1)
	}
	close(seeds)
	group.Wait()
}

func check(t *testing.T, seed uint64) {
	t.Helper()
	t.Run(fmt.Sprint(seed), func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := draw(seed)
			o := play(t, p)
			if testing.Verbose() {
				t.Logf("%+v: most %d, use %.3f, %d pages in %v", p, o.most, o.use, o.pages, o.took)
			}
			bar := 0.88
			if p.steady {
				bar = 0.92
			}
			switch {
			case o.err != nil:
				t.Errorf("%+v: %v", p, o.err)
			case o.most > lines:
				t.Errorf("%+v: %d calls were in progress", p, o.most)
			case o.placed != contacts || len(o.cdrs) != contacts:
				t.Errorf("%+v: %d calls, %d with a CDR", p, o.placed, len(o.cdrs))
			case p.real == 0 && p.faults == fmt.Sprintf("seed=%d", seed) && o.use < bar:
				t.Errorf("%+v: mean use %.3f, want %.2f", p, o.use, bar)
			}
			for id, n := range o.cdrs {
				if n > 1 {
					t.Errorf("%+v: %s has %d CDRs", p, id, n)
				}
			}
		})
	})
}
