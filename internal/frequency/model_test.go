package frequency_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/frequency"
)

// oracle knows nothing but when each number was called, by the clock of the host.
type oracle map[string][]time.Time

// call takes a call, and returns the cap that it passes, or the zero Cap.
func (o oracle) call(number string, now time.Time, caps []dialer.Cap) dialer.Cap {
	o[number] = append(o[number], now)
	for _, c := range caps {
		n := 0
		for _, at := range o[number] {
			if c.Window > 0 && at.After(now.Add(-c.Window)) || c.Window == 0 && at.Format(time.DateOnly) >= now.Format(time.DateOnly) {
				n++
			}
		}
		if n > c.Calls {
			return c
		}
	}
	return dialer.Cap{}
}

// memory are shared calls in memory, of several processes.
type memory struct{ calls []dialer.SharedCall }

// reader is what one process has read of them.
type reader struct {
	of   *memory
	read int
}

func (r *reader) Read(each func(dialer.SharedCall)) error {
	for ; r.read < len(r.of.calls); r.read++ {
		each(r.of.calls[r.read])
	}
	return nil
}

func (r *reader) Add(each func(dialer.SharedCall), choose func() []dialer.SharedCall) error {
	_ = r.Read(each)
	r.of.calls = append(r.of.calls, choose()...)
	r.read = len(r.of.calls)
	return nil
}

// world is a host with several campaigns, and processes that are killed at any time.
type world struct {
	t      *testing.T
	rng    *rand.Rand
	now    time.Time
	caps   []dialer.Cap
	share  func() screen.Shared
	oracle oracle
	// counted are the calls that were placed, or may have been, as far as the campaigns can know.
	counted   map[string][]time.Time
	campaigns []*simulated
	runs      int
}

// simulated is a campaign: its results on disk, and the process of its run, or nil.
type simulated struct {
	results []dialer.Result
	caps    *screen.Caps
	run     string
	sent    int
}

func (w *world) start(c *simulated) {
	w.runs++
	cfg := screen.CapsConfig{Number: w.caps, Zone: time.UTC, Speed: 1, Shared: w.share()}
	c.run, c.sent, c.caps = fmt.Sprintf("r%d", w.runs), 0, screen.NewCaps(cfg)
	own, others := screen.NewHistory(), screen.NewHistory()
	own.KeepTimes(w.now, cfg.Window())
	others.KeepTimes(w.now, cfg.Window())
	for i := range c.results {
		own.Add(&c.results[i])
	}
	if other := w.campaigns[w.rng.IntN(len(w.campaigns))]; other != c && w.rng.IntN(2) == 0 { // a history that the shared calls have too
		for i := range other.results {
			others.Add(&other.results[i])
		}
	}
	c.caps.Count(own, others, 0)
	if err := c.caps.Refresh(); err != nil {
		w.t.Fatal(err)
	}
}

// request makes a request of a few numbers.
func (w *world) request(c *simulated) *dialer.Request {
	c.sent++
	req := &dialer.Request{Batch: dialer.NewBatchName(c.run, uint64(c.sent), 1)}
	for _, n := range w.rng.Perm(numbers)[:1+w.rng.IntN(3)] {
		number := fmt.Sprintf("+1415555%04d", n)
		attempt := 1
		for i := range c.results {
			if c.results[i].Number == number {
				attempt = max(attempt, c.results[i].Attempt+1)
			}
		}
		req.Attempts = append(req.Attempts, dialer.Attempt{Contact: dialer.Contact{Row: n + 1, Number: number}, Number: attempt})
	}
	return req
}

const numbers = 5

// send lets a campaign send a request, during which it may be killed.
func (w *world) send(c *simulated) {
	if c.caps == nil {
		w.start(c)
	}
	req := w.request(c)
	taken, err := c.caps.Take(req, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	var counted []dialer.Attempt
	for i, answer := range taken.Answers {
		number := req.Attempts[i].Contact.Number
		if answer == (dialer.Clearance{}) {
			counted = append(counted, req.Attempts[i])
			w.counted[number] = append(w.counted[number], w.now)
		} else {
			w.checkHeld(number, answer)
		}
	}
	if req.Attempts = counted; len(counted) == 0 {
		return
	}
	if w.rng.IntN(20) == 0 { // killed before the intent
		c.caps = nil
		return
	}
	intents := len(c.results)
	for _, a := range counted {
		c.results = append(c.results, dialer.Result{Row: a.Contact.Row, Number: a.Contact.Number, Disposition: dialer.Unknown, Attempt: a.Number, Batch: req.Batch, At: w.now})
	}
	killed := w.rng.IntN(10)
	if killed == 0 { // before the request leaves
		c.caps = nil
		return
	}
	results := w.answer(c.results[intents:])
	if killed == 1 { // before the answer is on disk
		c.caps = nil
		return
	}
	copy(c.results[intents:], results)
	c.caps.Settle(req, results, w.now)
}

// answer is what becomes of a request: some of its contacts are called.
func (w *world) answer(intents []dialer.Result) (results []dialer.Result) {
	for _, r := range intents {
		switch w.rng.IntN(6) {
		case 0:
			r.Disposition = dialer.Rejected
		case 1: // an answer that is lost
		default:
			r.Disposition = dialer.Accepted
		}
		if r.Disposition != dialer.Rejected {
			if passed := w.oracle.call(r.Number, w.now, w.caps); passed.Calls > 0 {
				w.t.Errorf("%s is called at %v beyond the cap %v: %v", r.Number, w.now, passed, w.oracle[r.Number])
			}
		}
		results = append(results, r)
	}
	return results
}

// step is by how much a code may round a time up.
const step = 10 * time.Minute

// checkHeld checks that a number which is held was called, or may have been, as often as a cap allows.
func (w *world) checkHeld(number string, answer dialer.Clearance) {
	for _, c := range w.caps {
		n := 0
		for _, at := range w.counted[number] {
			since := w.now.Add(-c.Window)
			if c.Window == 0 {
				since = w.now.Truncate(24 * time.Hour)
			}
			if at.After(since.Add(-step)) {
				n++
			}
		}
		if n >= c.Calls {
			return
		}
	}
	w.t.Errorf("%s is held until %v at %v, and may have been called at %v only", number, answer.HoldUntil, w.now, w.counted[number])
}

// tick moves the clock, mostly on.
func (w *world) tick() {
	switch w.rng.IntN(12) {
	case 0:
		w.now = w.now.Add(-time.Duration(w.rng.IntN(60)) * time.Minute)
	case 1:
		w.now = w.now.Add(time.Duration(w.rng.IntN(20)) * time.Hour)
	default:
		w.now = w.now.Add(time.Duration(w.rng.IntN(3600)) * time.Second)
	}
}

// checkFree checks that each number can be called when it is held no more.
func (w *world) checkFree() {
	c := w.campaigns[0]
	w.start(c)
	for n := range numbers {
		contact := &dialer.Contact{Number: fmt.Sprintf("+1415555%04d", n)}
		if until := c.caps.Check(contact, w.now).HoldUntil; !until.IsZero() {
			if again := c.caps.Check(contact, until); again != (dialer.Clearance{}) {
				w.t.Errorf("%s is held until %v, and then until %v", contact.Number, until, again.HoldUntil)
			}
		}
	}
}

// TestModel: campaigns that share their calls never pass a cap together, whenever they are killed and whatever the clock does; nobody is
// held without a reason, or for ever.
func TestModel(t *testing.T) {
	caps := [][]dialer.Cap{
		{{Calls: 1, Window: 24 * time.Hour}}, {{Calls: 3, Window: 24 * time.Hour}}, {{Calls: 2}}, {{Calls: 2, Window: 3 * time.Hour}, {Calls: 3}}, {{Calls: 3, Window: 7 * 24 * time.Hour}},
	}
	for name, test := range map[string]struct {
		worlds, steps int
		disk          bool
	}{"memory": {400, 200, false}, "disk": {10, 60, true}} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			for seed := range test.worlds {
				w := &world{
					t: t, rng: rand.New(rand.NewPCG(uint64(seed), 7)), now: time.Now().UTC(), caps: caps[seed%len(caps)], oracle: oracle{},
					counted: map[string][]time.Time{}, campaigns: []*simulated{{}, {}, {}},
				}
				shared := &memory{}
				w.share = func() screen.Shared { return &reader{of: shared} }
				if test.disk {
					dir := t.TempDir()
					w.share = func() screen.Shared { return openDir(t, dir, 8*24*time.Hour) }
				}
				for range test.steps {
					w.send(w.campaigns[w.rng.IntN(len(w.campaigns))])
					w.tick()
				}
				w.checkFree()
				for _, of := range w.oracle {
					calls += len(of)
				}
				if t.Failed() {
					t.Fatalf("seed %d, caps %v", seed, w.caps)
				}
			}
			t.Logf("%d calls", calls)
		})
	}
}

func openDir(t *testing.T, path string, window time.Duration) *frequency.Dir {
	t.Helper()
	d, err := frequency.Open(path, false, window)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
