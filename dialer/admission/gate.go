package admission

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"bulkdial/dialer"
)

// Gate holds back a whole run while the API has no room or cannot be reached. Once a hold is over, one request alone
// goes first; its answer opens the gate for all or begins a longer hold. So the run yields as one, workers do
// not hammer in turn, and an outage costs one batch for each hold.
type Gate struct {
	// maxWait is how long the run may be held, from one hold to the next, without an accepted call.
	maxWait time.Duration

	mu sync.Mutex
	// level is 0 while the gate is open, else the length of the row of holds.
	level int
	until time.Time
	// since is when the row of holds began, or was last excused.
	since time.Time
	// probe: the one request that may try after a hold is under way.
	probe bool
	// epoch counts the holds. An answer to a request that was let in before the present hold says nothing new.
	epoch int
	// changed is closed and replaced when waiters must look again.
	changed chan struct{}
	// observer and waits see holds in their order: they are called while mu is locked.
	observer dialer.Observer
	waits    *Waits
}

// Pass is the leave to send one request.
type Pass struct {
	epoch int
	probe bool
}

func newGate(maxWait time.Duration, observer dialer.Observer, waits *Waits) *Gate {
	return &Gate{maxWait: maxWait, changed: make(chan struct{}), observer: observer, waits: waits}
}

// enter waits until a request may be sent. Each pass must be given back by one of Open, Hold and Leave.
func (g *Gate) enter(ctx context.Context) (Pass, error) {
	for ctx.Err() == nil {
		g.mu.Lock()
		wait := time.Until(g.until)
		if g.level == 0 || wait <= 0 && !g.probe {
			p := Pass{epoch: g.epoch, probe: g.level > 0}
			g.probe = g.probe || p.probe
			g.mu.Unlock()
			return p, nil
		}
		changed, probe := g.changed, g.probe
		g.mu.Unlock()
		Await(ctx, wait, changed, probe)
	}
	return Pass{}, context.Cause(ctx)
}

// Await returns when the time d is over (unless only a change can help), on a change, or when ctx ends.
func Await(ctx context.Context, d time.Duration, changed <-chan struct{}, changeOnly bool) {
	var timeout <-chan time.Time
	if !changeOnly {
		timer := time.NewTimer(d)
		defer timer.Stop()
		timeout = timer.C
	}
	select {
	case <-timeout:
	case <-changed:
	case <-ctx.Done():
	}
}

// stands reports whether a pass is still worth something: a hold that began since it was given has spoiled it.
func (g *Gate) stands(p Pass) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return p.epoch == g.epoch
}

// KeptOpen reports whether the gate was open when it gave a pass, and has been since.
func (g *Gate) KeptOpen(p Pass) bool { return !p.probe && g.stands(p) }

// Open takes a good answer.
func (g *Gate) Open(p Pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.epoch != g.epoch {
		return
	}
	if g.level > 0 {
		g.level = 0
		g.observer.Held(dialer.NotHeld)
		g.waits.hold(dialer.NotHeld, "", time.Time{})
	}
	g.release(p)
}

// Leave gives a pass back that was not used, or whose answer says nothing of the API's room.
func (g *Gate) Leave(p Pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.epoch == g.epoch {
		g.release(p)
	}
}

func (g *Gate) release(p Pass) {
	if p.probe {
		g.probe = false
		g.wake()
	}
}

// Excuse lets the run wait for Config.MaxWait from now on: a call was placed, or there is another reason than the API for its standing still.
func (g *Gate) Excuse() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.since = time.Now()
}

// Ask is what an answer asks of the gate.
type Ask struct {
	// Why is HeldForLines or HeldByFailures.
	Why dialer.Hold
	// Reason is what the answer says; empty where the run stops, because then no wait is reported.
	Reason string
	// Told is how long the API asks to wait; 0 where it does not say, and Growth decides.
	Told   time.Duration
	Growth Growth
	// Partial: part of the request was taken, so that the row of holds starts over.
	Partial bool
}

// Held is what has become of an Ask.
type Held struct {
	// Until is when the hold is over.
	Until time.Time
	// TooLong: the run has waited, or would wait, longer than it may. The gate is as it was.
	TooLong bool
}

// Hold closes the gate: for as long as the API says, else for a wait that grows from hold to hold, and never beyond what is
// left of the maximum wait.
func (g *Gate) Hold(p Pass, ask Ask) Held {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if g.level == 0 {
		g.since = now
	}
	last := g.since.Add(g.maxWait)
	if until := now.Add(ask.Told); until.After(last) || !now.Before(last) {
		return Held{Until: until, TooLong: true}
	}
	if p.epoch != g.epoch { // the hold that its neighbor began
		if until := now.Add(ask.Told); until.After(g.until) {
			g.until = until
			g.wake()
		}
		return Held{Until: g.until}
	}
	if g.level++; ask.Partial {
		g.level = 1
	}
	wait := ask.Told
	if wait <= 0 {
		wait = min(ask.Growth.Draw(g.level), last.Sub(now))
	}
	g.epoch++
	g.until = now.Add(wait)
	g.probe = false
	g.observer.Held(ask.Why)
	g.wake()
	if ask.Reason != "" {
		g.waits.hold(ask.Why, ask.Reason, g.until)
	}
	return Held{Until: g.until}
}

func (g *Gate) wake() {
	close(g.changed)
	g.changed = make(chan struct{})
}

// Growth is how a wait that the API does not prescribe grows: its bound is first, then factor times as much with each
// further hold of a row, up to most.
type Growth struct {
	first, most time.Duration
	factor      int
}

// LineGrowth is that of a wait for a line, which may become free at any moment: up to 30 seconds.
func LineGrowth() Growth { return Growth{time.Second, 30 * time.Second, 2} }

// ConnectionGrowth is that of a wait for an API that cannot be reached, up to two minutes: a request that cannot be sent costs nothing.
func ConnectionGrowth() Growth { return Growth{time.Second, 2 * time.Minute, 2} }

// LossGrowth is that of a wait for a good answer. Each request that is lost leaves a batch in doubt, so that it grows to five minutes
// before a run has lost many.
func LossGrowth() Growth { return Growth{time.Second, 5 * time.Minute, 8} }

// Draw returns a wait for the level-th hold of a row, from 1: with full jitter, so that what failed together does not come
// back together.
func (g Growth) Draw(level int) time.Duration {
	bound := g.first
	for i := 1; i < level && bound < g.most; i++ {
		bound *= time.Duration(g.factor)
	}
	return rand.N(min(bound, g.most)) + time.Millisecond //nolint:gosec // jitter is no secret
}
