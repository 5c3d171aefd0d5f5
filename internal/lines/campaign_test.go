package lines_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/track"
	"bulkdial/internal/sandbox"
)

const (
	contacts = 500
	lines    = 20
	// leastUse is the mean use of the lines that a campaign without faults must have: with cycles of a twentieth of a call, the end of a call
	// is found a fortieth of it later on average.
	leastUse = 0.95
)

// plan is a random campaign.
type plan struct {
	seed uint64
	// steady: all calls are of one length.
	steady bool
	// real is how many lines the API has, 0 for as many as are asked for.
	real    int
	latency time.Duration
	faults  string
}

func draw(seed uint64) plan {
	r := rand.New(rand.NewPCG(seed, 7))
	p := plan{seed: seed, steady: r.IntN(2) == 0, latency: time.Duration(20+r.IntN(280)) * time.Millisecond}
	p.faults = fmt.Sprintf("seed=%d", seed)
	switch r.IntN(6) {
	case 0:
		p.real = 10
		if r.IntN(2) == 0 {
			p.faults += ",lines-429=1"
		}
	case 1:
		p.faults += ",page-lose=0.1,page-repeat=0.1,list-429=0.02,get-500=0.1"
	case 2:
		p.faults += []string{",order=oldest", ",order=any", ",late=0.2", ",queued=0.01"}[r.IntN(4)]
	}
	return p
}

// lines is how many calls can be in progress.
func (p plan) lines() int {
	if p.real > 0 {
		return p.real
	}
	return lines
}

// api is the API of a campaign.
func (p plan) api(t *testing.T) *api {
	t.Helper()
	faults, err := sandbox.ParseFaults(p.faults)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := sandbox.ParseOutcomes("answered=1")
	if err != nil {
		t.Fatal(err)
	}
	script := sandbox.Script{Outcomes: outcomes, MeanCall: 90 * time.Second, Lines: p.real}
	if p.steady { // the route cuts each of them
		script.MeanCall = 1e6 * time.Hour
	}
	return &api{server: sandbox.New(sandbox.Config{Faults: faults, Script: script}), latency: p.latency, placed: map[string]time.Time{}}
}

func (p plan) route() dialer.Route {
	route := dialer.Route{AgentID: "agent_x", FromNumberID: "ap_x"}
	if p.steady {
		route.MaxCallDurationMinutes = 1
	}
	return route
}

// play runs a campaign to its end, in a bubble of virtual time.
func (p plan) play(t *testing.T) (o outcome) {
	t.Helper()
	a := p.api(t)
	use := admission.NewLines(admission.LinesConfig{Limit: lines})
	var mu sync.Mutex
	tracker := track.New(track.Config{
		Calls: a,
		Append: func(cdrs []dialer.CDR) error {
			mu.Lock()
			defer mu.Unlock()
			o.ended = append(o.ended, cdrs...)
			return nil
		},
		Ended:  func(c *dialer.CDR) { use.Ended(c.CallID) },
		Logger: zerolog.Nop(),
	})
	began := time.Now()
	cfg := engine.Config{
		Run: "r", BatchSize: 5, Lines: lines, MaxFailures: 5, MaxWait: 15 * time.Minute, MaxRejectRatio: 1, RequestTimeout: time.Minute,
	}
	_, o.err = engine.Run(t.Context(), cfg, people(p.route()), engine.Deps{
		Screen: everybody{}, Caller: a, Ledger: forgetful{}, Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
		Lines: use, CallerPace: func(string) float64 { return 1 }, Follower: tracker,
	})
	o.took, o.placed, o.pages = time.Since(began), a.placed, a.pages
	var err error
	if o.most, err = a.mostInProgress(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

// people are the contacts of a campaign.
func people(route dialer.Route) engine.Source {
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

// everybody is a screen that calls each contact.
type everybody struct{}

func (everybody) Decide(c *dialer.Contact) dialer.Decision {
	return dialer.Decision{Contact: c, Call: true, Attempt: 1, Occurrence: 1}
}

func (everybody) Malformed(*dialer.RowError) dialer.Decision { panic("no row is malformed") }

func (e everybody) Recall(c *dialer.Contact, _, _ int) dialer.Decision { return e.Decide(c) }

// forgetful is a ledger that keeps nothing.
type forgetful struct{}

func (forgetful) Intend(dialer.Request) error                                    { return nil }
func (forgetful) Settle(_ dialer.BatchName, _ []dialer.Result, told func(error)) { told(nil) }
func (forgetful) Append(dialer.Result) error                                     { return nil }
func (forgetful) Flush() error                                                   { return nil }
