package reconcile_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/reconcile"
)

var (
	seeds = flag.Int("reconcile.seeds", 30, "how many campaigns TestModel plays")
	first = flag.Uint64("reconcile.first", 1, "the seed of the first one")
)

// TestModel plays random campaigns with an API that loses answers, shows calls late, in any order and with races of pages. Processes
// reconcile at random times, and remember or forget what earlier ones have read. The oracle knows only which calls were placed: none of
// these is ever taken for not placed, each is found with its own id, and nearly all of the others are settled where there is a witness.
func TestModel(t *testing.T) {
	t.Parallel()
	total := tally{}
	for i := range *seeds {
		seed := *first + uint64(i)
		synctest.Test(t, func(t *testing.T) {
			m := &model{t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 1)), numbers: 0}
			total.add(m.play())
		})
	}
	t.Logf("%d lost answers: %d placed, of which %d found; %d not placed, of which %d had a witness and %d were settled",
		total.lost, total.placed, total.found, total.lost-total.placed, total.witnessed, total.settled)
	if float64(total.settled) < 0.99*float64(total.witnessed) {
		t.Errorf("%d of %d contacts that were not placed are settled, less than 99 %%", total.settled, total.witnessed)
	}
	if float64(total.found) < 0.99*float64(total.placed) {
		t.Errorf("%d of %d contacts that were placed are found, less than 99 %%", total.found, total.placed)
	}
}

// tally counts lost answers.
type tally struct{ lost, placed, found, witnessed, settled int }

func (t *tally) add(other tally) {
	t.lost += other.lost
	t.placed += other.placed
	t.found += other.found
	t.witnessed += other.witnessed
	t.settled += other.settled
}

type model struct {
	t       *testing.T
	seed    uint64
	rng     *rand.Rand
	c       *campaign
	numbers int
	// slow: calls appear up to the time to settle; else within 10 minutes.
	slow bool
}

func (m *model) play() tally {
	m.c = newCampaign(m.rng)
	m.slow = m.seed%2 == 0
	a := m.c.api
	a.order = order(m.rng.IntN(int(orders)))
	a.lose, a.repeat = m.some(0.3), m.some(0.3)
	a.skew = time.Duration((m.rng.Float64()*2 - 1) * float64(9*time.Minute))
	for range m.rng.IntN(150) { // of other campaigns, long ago
		m.foreign()
	}
	for range 1 + m.rng.IntN(3) {
		m.run()
		if m.rng.IntN(2) == 0 {
			m.reconcile()
		}
	}
	for range m.rng.IntN(5) {
		time.Sleep(time.Duration(m.rng.Float64() * float64(2*time.Hour)))
		m.reconcile()
	}
	time.Sleep(5 * time.Hour)
	a.lose, a.repeat = 0, 0
	m.reconcileWith(time.Hour)
	return m.check()
}

// some is 0 half of the time, else up to most.
func (m *model) some(most float64) float64 {
	if m.rng.IntN(2) == 0 {
		return 0
	}
	return m.rng.Float64() * most
}

// foreign places a call of another campaign, perhaps to a number of this one.
func (m *model) foreign() {
	r := dialer.Result{
		Row: 1, Number: fmt.Sprintf("+1415555%04d", m.rng.IntN(400)), Attempt: 1, AgentID: "agent_1", Batch: "other.1", ID: fmt.Sprint("other", m.rng.IntN(1e9)),
	}
	c := m.c.place(&r, time.Now(), 0, time.Minute)
	delete(m.c.placed, r.Reference()+r.Number)
	if m.rng.IntN(4) == 0 {
		c.ref = "" // by hand
	}
	time.Sleep(time.Duration(m.rng.Float64() * float64(20*time.Minute)))
}

// run sends contacts. The run may crash, with its last answers lost.
func (m *model) run() {
	run, n := runName(), m.rng.IntN(160)
	lost := m.some(0.3)
	for i := range n {
		m.numbers++
		s := sending{
			row: m.numbers, number: fmt.Sprintf("+1415555%04d", m.numbers), batch: dialer.NewBatchName(run, uint64(i/3+1), 1),
			lost: m.rng.Float64() < lost, place: true,
			after: time.Duration(m.rng.Float64() * float64(time.Minute)),
		}
		if i >= n-m.rng.IntN(6) {
			s.lost, s.after = true, 0 // the run was cut off
		}
		s.place = !s.lost || m.rng.IntN(2) == 0
		s.listed, s.starts = m.delay(), m.ringing()
		m.c.send(s)
		time.Sleep(time.Duration(m.rng.IntN(3000)) * time.Millisecond)
		if m.rng.IntN(40) == 0 {
			m.foreign()
		}
	}
	time.Sleep(time.Duration(m.rng.Float64() * float64(30*time.Minute)))
}

func (m *model) delay() time.Duration {
	switch {
	case m.rng.IntN(3) > 0:
		return 0
	case m.slow:
		return time.Duration(m.rng.Float64() * float64(reconcile.DefaultSettle))
	default:
		return time.Duration(m.rng.Float64() * float64(10*time.Minute))
	}
}

// ringing is how long a call is only created.
func (m *model) ringing() time.Duration {
	if m.rng.IntN(10) == 0 {
		return time.Hour
	}
	return time.Duration(m.rng.Float64() * float64(time.Minute))
}

// reconcile reconciles like an operator who is patient or not, in a folder that may have lost what was remembered.
func (m *model) reconcile() {
	if m.rng.IntN(4) == 0 {
		m.c.absences = nil
	}
	m.reconcileWith([]time.Duration{0, 15 * time.Minute, 3 * time.Hour}[m.rng.IntN(3)])
}

func (m *model) reconcileWith(wait time.Duration) {
	report, err := m.c.reconcile(func(cfg *reconcile.Config) { cfg.Wait = wait })
	if err != nil {
		m.t.Fatalf("seed %d: %v", m.seed, err)
	}
	for i := range report.NotPlaced {
		r := &report.NotPlaced[i]
		if calls := m.c.placed[r.Reference()+r.Number]; len(calls) > 0 {
			m.t.Errorf("seed %d: row %d is said not to be placed, and it was at %v: %s", m.seed, r.Row, calls[0].placed, r.Error)
		}
	}
	for i := range report.Found {
		r := &report.Found[i]
		if calls := m.c.placed[r.Reference()+r.Number]; len(calls) != 1 || calls[0].id != r.CallID {
			m.t.Errorf("seed %d: row %d is said to be call %s", m.seed, r.Row, r.CallID)
		}
	}
}

// check counts what became of the lost answers.
func (m *model) check() tally {
	var n tally
	last, latest := map[int]dialer.Disposition{}, map[string]int{}
	for i := range m.c.results {
		r := &m.c.results[i]
		if _, again := last[r.Row]; r.Disposition == dialer.Accepted && !again {
			latest[r.AgentID] = max(latest[r.AgentID], r.Row)
		}
		last[r.Row] = r.Disposition
	}
	for i := range m.c.results {
		r := &m.c.results[i]
		if r.Disposition != dialer.Unknown {
			continue
		}
		n.lost++
		placed := len(m.c.placed[r.Reference()+r.Number]) > 0
		switch {
		case placed:
			n.placed++
			if last[r.Row] == dialer.Accepted {
				n.found++
			}
		case m.witnessed(r) && !m.lookAlike(r):
			n.witnessed++
			if last[r.Row] == dialer.Rejected {
				n.settled++
			}
		}
	}
	return n
}

// witnessed reports whether a later request has an answer: one of the same run with a higher number, or one of a later run.
func (m *model) witnessed(lost *dialer.Result) bool {
	for i := range m.c.results {
		r := &m.c.results[i]
		if r.Disposition == dialer.Accepted && r.ErrorCode == "" && r.Row > lost.Row+3 && r.At.After(lost.At) {
			return true
		}
	}
	return false
}

// lookAlike reports whether a call that carries no reference went to the number.
func (m *model) lookAlike(lost *dialer.Result) bool {
	for _, c := range m.c.api.calls {
		if c.ref == "" && c.to == lost.Number {
			return true
		}
	}
	return false
}
