package ringing_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/hours"
	"bulkdial/internal/place"
	"bulkdial/internal/zoneinfo"
)

// campaign plays a plan.
type campaign struct {
	*plan
	t      *testing.T
	rng    *rand.Rand
	zones  *zoneinfo.Data
	places *place.Places
	people []dialer.Contact
	// talks are earlier calls by others, by the rows of the people; nil: there are none.
	talks  map[int]talk
	read   *hours.Rules // nil: there are none
	guard  *clockGuard
	began  time.Time
	faults []string

	mu      sync.Mutex // guards what follows
	results []dialer.Result
	intents map[dialer.BatchName]dialer.Request
	// killed: what the process still does is not seen.
	killed bool
	lines  *admission.Lines
	// rang is when the phone of each row began to ring, and sent counts the requests.
	rang map[int]time.Time
	sent []departure
}

// departure is a request that was sent.
type departure struct {
	at    time.Time
	calls int
}

// cells are numbers and columns of people in all kinds of places.
func cells() (numbers, zones, states []string) {
	return []string{
			"+1415555%04d", "+1212555%04d", "+1915555%04d", "+1850555%04d", "+1219555%04d", "+1703555%04d", "+1808555%04d", "+1907555%04d",
			"+1604555%04d", "+1306555%04d", "+1800555%04d", "+4420794%05d", "+3314268%04d", "+6129374%04d", "+9180412%05d",
		}, []string{"", "", "", "America/Denver", "Australia/Lord_Howe", "Asia/Kathmandu", "-05:00", "EST", "nonsense", "Pacific/Apia"},
		[]string{"", "", "CA", "TX", "FL", "Virginia", "EMEA", "HI"}
}

func newCampaign(t *testing.T, p *plan, zones *zoneinfo.Data) *campaign {
	t.Helper()
	c := &campaign{
		plan: p, t: t, rng: rand.New(rand.NewPCG(p.seed, 21)), zones: zones, places: p.places(t, zones),
		intents: map[dialer.BatchName]dialer.Request{}, rang: map[int]time.Time{},
	}
	numbers, zoneCells, states := cells()
	route := dialer.Route{AgentID: "agent_x", FromNumberID: "ap_x", RingingTimeoutSeconds: p.ring}
	for i := range p.contacts {
		c.people = append(c.people, dialer.Contact{
			Row: i + 1, SheetRow: i + 2, Number: fmt.Sprintf(numbers[c.rng.IntN(len(numbers))], i), Route: route,
			TimeZone: zoneCells[c.rng.IntN(len(zoneCells))], State: states[c.rng.IntN(len(states))],
		})
	}
	cfg := hours.Config{Places: p.places(t, zones), BatchSize: p.batch}
	var err error
	if p.hours != nil {
		if cfg.Hours, err = hours.ParseSchedule(text(p.hours)); err != nil {
			t.Fatal(err)
		}
	}
	if p.byRules {
		path := filepath.Join(t.TempDir(), "rules.yaml")
		if err = os.WriteFile(path, []byte(p.file()), 0o600); err == nil {
			cfg.Rules, err = hours.ReadRules(path, zones, c.places.Known)
		}
		c.read = cfg.Rules
		if err != nil {
			t.Fatal(err)
		}
	}
	guard, err := hours.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.guard = &clockGuard{guard: guard, campaign: c}
	c.drawTalks()
	return c
}

// drawTalks draws who was called by others before the campaign.
func (c *campaign) drawTalks() {
	if c.talked == 0 {
		return
	}
	c.talks = map[int]talk{}
	outcomes := append(dialer.Outcomes(), "")
	for i := range c.people {
		if c.rng.Float64() < c.talked {
			placed := c.begin.Add(-time.Duration(c.rng.IntN(4*24*60)) * time.Minute)
			ended := placed.Add(time.Duration(c.rng.IntN(600)) * time.Second)
			if ended.After(c.begin) { // it has a CDR when the campaign begins
				ended = c.begin
			}
			c.talks[c.people[i].Row] = talk{placed, ended, outcomes[c.rng.IntN(len(outcomes))]}
		}
	}
}

// caps returns what keeps the caps and rests of rules after the earlier calls, for a run that knows the calls of a history; nil where there are none.
func (c *campaign) caps(own *screen.History) *screen.Caps {
	if c.talks == nil {
		return nil
	}
	guard := c.guard.guard
	cfg := screen.CapsConfig{Zone: time.UTC, Speed: 1, Of: guard.Caps, Ruled: c.read.AllCaps(), Rest: guard.Rest, LongestRest: c.read.LongestRest()}
	others := screen.NewHistory()
	for _, h := range []*screen.History{own, others} {
		h.KeepTimes(time.Now(), cfg.Window())
		h.Permit(nil, time.Now())
	}
	for i := range c.people {
		person := &c.people[i]
		call, called := c.talks[person.Row]
		if !called {
			continue
		}
		batch := dialer.NewBatchName("others", uint64(person.Row), 1)
		others.Add(&dialer.Result{Row: 1, Number: person.Number, Disposition: dialer.Accepted, Attempt: 1, Batch: batch, At: call.placed})
		if call.outcome != "" {
			others.AddCDR(&dialer.CDR{Row: 1, Number: person.Number, Attempt: 1, Batch: batch, Outcome: call.outcome, Started: call.placed, Ended: call.ended, RecordedAt: call.ended})
		}
	}
	caps := screen.NewCaps(cfg)
	caps.Count(own, others, 0)
	return caps
}

// clockGuard is a guard on a machine whose clock is set while the campaign goes on.
type clockGuard struct {
	guard    *hours.Guard
	campaign *campaign
}

func (g *clockGuard) Refresh() error { return g.guard.Refresh() }

func (g *clockGuard) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	off := g.campaign.clockOff(now)
	answer := g.guard.Check(c, now.Add(off))
	if !answer.HoldUntil.IsZero() {
		answer.HoldUntil = answer.HoldUntil.Add(-off)
	}
	return answer
}

// clockOff is how far the clock is off at a moment.
func (c *campaign) clockOff(at time.Time) time.Duration {
	if at.Sub(c.began) < c.clockAfter {
		return 0
	}
	return c.clock
}

func (c *campaign) fault(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// The campaign is the ledger of its runs. A killed one records nothing more.

func (c *campaign) Intend(req dialer.Request) error {
	time.Sleep(c.upTo(c.disk))
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.killed {
		return errors.New("killed")
	}
	c.intents[req.Batch] = req
	return nil
}

func (c *campaign) Settle(batch dialer.BatchName, results []dialer.Result, told func(error)) {
	c.mu.Lock()
	if !c.killed {
		delete(c.intents, batch)
		c.results = append(c.results, results...)
	}
	c.mu.Unlock()
	told(nil)
}

func (c *campaign) Append(r dialer.Result) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.killed {
		c.results = append(c.results, r)
	}
	return nil
}

func (*campaign) Flush() error { return nil }

// upTo is a random time.
func (c *campaign) upTo(most time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if most == 0 {
		return 0
	}
	return time.Duration(c.rng.Int64N(int64(most)))
}

// Call implements dialer.Caller: it asks for the permit once it has a connection, the queue of the API places a call each second, and the
// phones ring to their timeouts.
func (c *campaign) Call(_ context.Context, req dialer.Request) dialer.Answer {
	time.Sleep(c.upTo(c.connects))
	if !req.Permit() {
		return dialer.Answer{Kind: dialer.Withheld}
	}
	c.mu.Lock()
	busy, lost := c.rng.Float64() < c.busy, c.rng.Float64() < c.lost
	arrives := time.Duration(c.rng.Int64N(int64(c.latency) + 1))
	c.mu.Unlock()
	time.Sleep(arrives)
	if busy {
		return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "busy", Message: "busy"}
	}
	now := time.Now()
	c.mu.Lock()
	c.sent = append(c.sent, departure{now.Add(-arrives), len(req.Attempts)})
	c.mu.Unlock()
	entries := make([]dialer.Entry, len(req.Attempts))
	for i := range req.Attempts {
		entries[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: fmt.Sprint("ac_", req.Batch, "_", i)}
		c.ring(&req.Attempts[i].Contact, now, time.Duration(i+1)*time.Second, now.Add(-arrives))
		c.endCall(entries[i].CallID)
	}
	time.Sleep(c.latency - arrives)
	if lost {
		return dialer.Answer{Kind: dialer.Lost, Code: "reset", Message: "reset"}
	}
	return dialer.Answer{Kind: dialer.Answered, Entries: entries, HTTPStatus: 200}
}

// ring lets a phone ring that was placed at a moment and leaves the queue up to wait later, and asks the oracle about each time of it.
func (c *campaign) ring(person *dialer.Contact, placed time.Time, wait time.Duration, sent time.Time) {
	c.mu.Lock()
	_, again := c.rang[person.Row]
	c.rang[person.Row] = sent
	c.mu.Unlock()
	if again {
		c.fault("row %d was called twice", person.Row)
	}
	ring := time.Duration(c.plan.ring) * time.Second
	if ring == 0 {
		ring = time.Minute
	}
	off, where := c.clockOff(sent), c.places.Of(person)
	if call, called := c.talks[person.Row]; called && sent.Before(c.restsUntil(where, call, sent)) {
		c.fault("row %d (%s) was called at %v, after %+v", person.Row, person.Number, sent.UTC(), call)
	}
	end := placed.Add(wait + ring)
	for at := placed; at.Before(end); at = at.Add(time.Second) {
		if !c.mayRing(where, at.Add(off)) {
			c.fault("row %d (%s) may not ring at %v", person.Row, person.Number, at.Add(off).UTC())
			return
		}
	}
}

// endCall frees the line of a call after a while.
func (c *campaign) endCall(id string) {
	if c.lines != nil {
		lines := c.lines
		time.AfterFunc(time.Duration(20+len(id))*time.Second, func() { lines.Ended(id) })
	}
}

// Follow and Run implement dialer.Follower: endCall does the rest.
func (*campaign) Follow(string, []dialer.Result) {}

func (*campaign) Run(_ context.Context, placed <-chan struct{}) error {
	<-placed
	return nil
}

// contacts gives the people.
func (c *campaign) contacts(context.Context) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for i := range c.people {
			person := c.people[i]
			if !yield(&person, nil) {
				return
			}
		}
	}
}

// asWritten takes numbers that are E.164.
type asWritten struct{}

func (asWritten) Read(number, _ string) (dialer.Number, error) {
	return dialer.Number{E164: number, Country: "US"}, nil
}

// oneRun runs the campaign once, and kills the run after a time; 0: never.
func (c *campaign) oneRun(n int, kill time.Duration) error {
	history := screen.NewHistory()
	for batch, req := range c.intents { // of a run that was killed
		for _, a := range req.Attempts {
			c.results = append(c.results, dialer.Result{Row: a.Contact.Row, Number: a.Contact.Number, Disposition: dialer.Unknown, Attempt: a.Number, Batch: batch, At: time.Now()})
		}
	}
	clear(c.intents)
	caps := c.caps(history)
	for i := range c.results {
		history.Add(&c.results[i])
	}
	guards := dialer.Guards{c.guard}
	if caps != nil {
		guards = append(guards, caps)
	}
	cfg := engine.Config{
		Run: fmt.Sprint("r", n), BatchSize: c.batch, Concurrency: c.slots(), CPS: c.cps, Lines: c.plan.lines, MaxFailures: 1000, MaxWait: 1000 * time.Hour, MaxRejectRatio: 1,
		RequestTimeout: time.Minute,
	}
	if c.wait {
		cfg.HoursWait, cfg.RedialWait = math.MaxInt64, 1000*time.Hour
	}
	deps := engine.Deps{
		Screen: screen.New(screen.Config{Rules: screen.Rules{Duplicates: screen.SkipDuplicates, MaxAttempts: 3}, Numbers: asWritten{}, History: history, Guards: guards}),
		Guards: guards, Caller: c, Ledger: c, Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
	}
	if caps != nil {
		deps.Caps = caps
	}
	if c.plan.lines > 0 {
		c.lines = admission.NewLines(admission.LinesConfig{Limit: c.plan.lines})
		deps.Lines, deps.Follower = c.lines, c
	}
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	if kill > 0 {
		timer := time.AfterFunc(kill, func() {
			c.mu.Lock()
			c.killed = true
			c.mu.Unlock()
			cancel()
		})
		defer timer.Stop()
	}
	_, err := engine.Run(ctx, cfg, c.contacts, deps)
	return err
}

// slots is how many requests are under way at most: no more than the pace needs where it is slow.
func (c *campaign) slots() int {
	if c.cps > 0 && c.cps < 1 {
		return 4
	}
	return 500
}

// nextAt finds when a run says that the next contact may be called.
func nextAt(err error) (time.Time, bool) {
	found := regexp.MustCompile(`the next at (\S+)$`).FindStringSubmatch(err.Error())
	if found == nil {
		return time.Time{}, false
	}
	at, parsing := time.Parse(time.RFC3339, found[1])
	return at, parsing == nil
}

// most is how many runs a campaign may need: with hours that open a few times a day, within two weeks.
const most = 400

// play plays the campaign to its end.
func (c *campaign) play() {
	time.Sleep(time.Until(c.begin))
	c.began = time.Now()
	before := -1
	for n := range most {
		kill := time.Duration(0)
		if n < len(c.kills) {
			kill = c.kills[n] + 1
		}
		err := c.oneRun(n, kill)
		if told := before >= 0 && before == len(c.rang); told && !c.killed && errors.Is(err, engine.ErrClosed) && c.clock == 0 && c.busy == 0 && c.talks == nil {
			c.fault("run %d called nobody at the time that the one before it had told", n)
		}
		before = -1
		switch at, told := nextAt(fmt.Errorf("%w", errOr(err))); {
		case c.killed:
			c.killed = false
			time.Sleep(time.Duration(c.rng.IntN(600)) * time.Second)
		case err == nil, errors.Is(err, engine.ErrNoTime):
			return
		case (errors.Is(err, engine.ErrClosed) || errors.Is(err, engine.ErrNotDue)) && told && !c.wait:
			before = len(c.rang)
			time.Sleep(time.Until(at))
		default:
			c.fault("run %d ended with %v", n, err)
			return
		}
	}
	c.fault("it did not end")
}

// errOr is an error, also where there is none.
func errOr(err error) error {
	if err == nil {
		return errors.New("finished")
	}
	return err
}
