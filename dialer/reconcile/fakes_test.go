package reconcile_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/reconcile"
)

// call is a call that the API has placed: what the oracle knows.
type call struct {
	id, agent, to, ref string
	placed             time.Time
	// listed is from when the list has it, and started its start time, which is shown from then on.
	listed, started time.Time
}

// order is that of the list.
type order int

const (
	newestPlaced order = iota
	oldestPlaced
	anyOrder
	newestStarted // those without a start time come last
	orders
)

// api implements dialer.Calls.
type api struct {
	rng          *rand.Rand
	calls        []*call
	order        order
	lose, repeat float64       // shares of pages with such a border
	skew         time.Duration // of its clock
	gap          int           // how many calls each page after the first one lacks at its beginning
	// mute: it does not echo what was sent with calls.
	mute bool
	err  error
	// gets and lists count the requests.
	gets, lists int
}

func (a *api) sorted(agent string, now time.Time) []*call {
	var calls []*call
	for _, c := range a.calls {
		if c.agent == agent && !now.Before(c.listed) {
			calls = append(calls, c)
		}
	}
	slices.SortStableFunc(calls, func(x, y *call) int {
		switch a.order {
		case oldestPlaced:
			return x.placed.Compare(y.placed)
		case anyOrder:
			return cmp.Compare(hash(x.id), hash(y.id))
		case newestStarted:
			unstarted := cmp.Compare(b2i(now.Before(x.started)), b2i(now.Before(y.started)))
			return cmp.Or(unstarted, y.started.Compare(x.started))
		case newestPlaced, orders:
		}
		return y.placed.Compare(x.placed)
	})
	return calls
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func hash(id string) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range []byte(id) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

func (a *api) record(c *call, now time.Time) dialer.CallRecord {
	r := dialer.CallRecord{ID: c.id, AgentID: c.agent, Status: "created", To: c.to, Variables: map[string]string{"name": "Anna"}}
	if !now.Before(c.started) {
		r.Status, r.Started = "started", c.started.Add(a.skew)
	}
	if c.ref != "" && !a.mute {
		r.Variables["bulkdial_ref"] = c.ref
	}
	return r
}

func (a *api) List(_ context.Context, q dialer.ListQuery) (dialer.CallPage, error) {
	a.lists++
	time.Sleep(20 * time.Millisecond)
	if a.err != nil {
		return dialer.CallPage{}, a.err
	}
	now := time.Now()
	calls, begin := a.sorted(q.AgentID, now), 0
	if q.After != "" {
		begin = 1 + slices.IndexFunc(calls, func(c *call) bool { return c.id == q.After })
		if begin == 0 {
			return dialer.CallPage{}, &dialer.APIError{HTTPStatus: 400, Code: "bad_cursor"}
		}
		begin += a.gap
		switch p := a.rng.Float64(); {
		case p < a.lose:
			begin++
		case p < a.lose+a.repeat:
			begin--
		}
	}
	var page dialer.CallPage
	for _, c := range calls[min(begin, len(calls)):] {
		if len(page.Calls) == dialer.MaxListed {
			page.More = true
			page.Next = page.Calls[len(page.Calls)-1].ID
			break
		}
		page.Calls = append(page.Calls, a.record(c, now))
	}
	return page, nil
}

func (a *api) Get(_ context.Context, id string) (dialer.CallRecord, error) {
	a.gets++
	if a.err != nil {
		return dialer.CallRecord{}, a.err
	}
	for _, c := range a.calls {
		if c.id == id {
			return a.record(c, time.Now()), nil
		}
	}
	return dialer.CallRecord{}, &dialer.APIError{HTTPStatus: 404, Code: "not_found"}
}

func (a *api) Cancel(context.Context, string) (dialer.CallRecord, error) {
	return dialer.CallRecord{}, errors.New("nothing is canceled here")
}

// campaign is a ledger, and what has become of its attempts.
type campaign struct {
	api     *api
	results []dialer.Result
	// placed are the calls of attempts, by their references and numbers.
	placed   map[string][]*call
	absences []reconcile.Absence
	serial   int
}

func newCampaign(rng *rand.Rand) *campaign {
	return &campaign{api: &api{rng: rng}, placed: map[string][]*call{}}
}

// sending is one attempt that is sent now, and what becomes of it.
type sending struct {
	row           int
	number, agent string
	batch         dialer.BatchName
	attempt       int
	// lost: the answer is lost, after so long. place: a call is placed, which is listed and started after so long.
	lost, place    bool
	after          time.Duration
	listed, starts time.Duration
}

func (c *campaign) send(s sending) *dialer.Result {
	now := time.Now()
	r := dialer.Result{
		Row: s.row, Number: s.number, Disposition: dialer.Unknown, ErrorCode: "timeout", Attempt: cmp.Or(s.attempt, 1), Batch: s.batch,
		FromNumberID: "ap_1", AgentID: cmp.Or(s.agent, "agent_1"), At: now.Add(s.after),
	}
	if s.place {
		c.place(&r, now, s.listed, s.starts)
	}
	if !s.lost {
		r.Disposition, r.ErrorCode, r.CallID = dialer.Accepted, "", c.api.calls[len(c.api.calls)-1].id
	}
	c.results = append(c.results, r)
	return &c.results[len(c.results)-1]
}

func (c *campaign) place(r *dialer.Result, now time.Time, listed, starts time.Duration) *call {
	c.serial++
	placed := &call{
		id: fmt.Sprintf("ac_%d", c.serial), agent: r.AgentID, to: r.Number, ref: r.Reference(), placed: now,
		listed: now.Add(listed), started: now.Add(starts),
	}
	c.api.calls = append(c.api.calls, placed)
	key := r.Reference() + r.Number
	c.placed[key] = append(c.placed[key], placed)
	return placed
}

// reconcile reconciles as a process does.
func (c *campaign) reconcile(change func(*reconcile.Config)) (reconcile.Report, error) {
	survey := reconcile.NewSurvey()
	for i := range c.results {
		survey.First(&c.results[i])
	}
	for i := range c.results {
		survey.Second("results", &c.results[i], time.Second)
	}
	cfg := reconcile.Config{
		Calls: c.api, Agents: []string{"agent_1"}, RefKey: "bulkdial_ref", Referenced: true, Settle: reconcile.DefaultSettle, Absences: c.absences,
		Record: func(all []dialer.Result) error {
			c.results = append(c.results, all...)
			return nil
		},
		Keep: func(all []reconcile.Absence) error {
			c.absences = all
			return nil
		},
		Logger: zerolog.Nop(),
	}
	if change != nil {
		change(&cfg)
	}
	return reconcile.New(survey, cfg).Run(context.Background())
}

// runName names a run that begins now.
func runName() string { return time.Now().UTC().Format("20060102T150405") + "-9f3a41c7" }
