package dialer

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// gate holds back a whole run while the API has no room or cannot be reached. Once a hold is over, one request alone
// goes first; its answer opens the gate for all or begins a longer hold. So the run yields as one, workers do
// not hammer in turn, and an outage costs one batch for each hold.
type gate struct {
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
	observer Observer
	waits    *waits
}

// pass is the leave to send one request.
type pass struct {
	epoch int
	probe bool
}

func newGate(maxWait time.Duration, observer Observer, waits *waits) *gate {
	return &gate{maxWait: maxWait, changed: make(chan struct{}), observer: observer, waits: waits}
}

// enter waits until a request may be sent. Each pass must be given back by one of open, hold and leave.
func (g *gate) enter(ctx context.Context) (pass, error) {
	for ctx.Err() == nil {
		g.mu.Lock()
		wait := time.Until(g.until)
		if g.level == 0 || wait <= 0 && !g.probe {
			p := pass{epoch: g.epoch, probe: g.level > 0}
			g.probe = g.probe || p.probe
			g.mu.Unlock()
			return p, nil
		}
		changed, probe := g.changed, g.probe
		g.mu.Unlock()
		await(ctx, wait, changed, probe)
	}
	return pass{}, context.Cause(ctx)
}

// await returns when d is over (unless only a change can help), on a change, or when ctx ends.
func await(ctx context.Context, d time.Duration, changed <-chan struct{}, changeOnly bool) {
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
func (g *gate) stands(p pass) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return p.epoch == g.epoch
}

// keptOpen reports whether the gate has been open ever since it gave a pass.
func (g *gate) keptOpen(p pass) bool { return !p.probe && g.stands(p) }

// open takes a good answer.
func (g *gate) open(p pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.epoch != g.epoch {
		return
	}
	if g.level > 0 {
		g.level = 0
		g.observer.Held(NotHeld)
		g.waits.hold(NotHeld, "", time.Time{})
	}
	g.release(p)
}

// leave gives a pass back that was not used, or whose answer says nothing of the API's room.
func (g *gate) leave(p pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.epoch == g.epoch {
		g.release(p)
	}
}

func (g *gate) release(p pass) {
	if p.probe {
		g.probe = false
		g.wake()
	}
}

// excuse lets the run wait for maxWait from now on: a call was placed, or there is another reason than the API for its standing still.
func (g *gate) excuse() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.since = time.Now()
}

// pause is what an answer asks of the gate.
type pause struct {
	why Hold
	// reason is what the answer says; empty where the run stops, because then no wait is reported.
	reason string
	// told is how long the API asks to wait; 0 where it does not say, and growth decides.
	told   time.Duration
	growth growth
	// partial: part of the request was taken, so that the row of holds starts over.
	partial bool
}

// held is what has become of a pause.
type held struct {
	// until is when the hold is over.
	until time.Time
	// tooLong: the run has waited, or would wait, longer than it may. The gate is as it was.
	tooLong bool
}

// hold closes the gate: for as long as the API says, else for a wait that grows from hold to hold, and never beyond what is
// left of the maximum wait.
func (g *gate) hold(p pass, ask pause) held {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if g.level == 0 {
		g.since = now
	}
	last := g.since.Add(g.maxWait)
	if until := now.Add(ask.told); until.After(last) || !now.Before(last) {
		return held{until: until, tooLong: true}
	}
	if p.epoch != g.epoch { // the hold that its neighbor began
		if until := now.Add(ask.told); until.After(g.until) {
			g.until = until
			g.wake()
		}
		return held{until: g.until}
	}
	if g.level++; ask.partial {
		g.level = 1
	}
	wait := ask.told
	if wait <= 0 {
		wait = min(ask.growth.draw(g.level), last.Sub(now))
	}
	g.epoch++
	g.until = now.Add(wait)
	g.probe = false
	g.observer.Held(ask.why)
	g.wake()
	if ask.reason != "" {
		g.waits.hold(ask.why, ask.reason, g.until)
	}
	return held{until: g.until}
}

func (g *gate) wake() {
	close(g.changed)
	g.changed = make(chan struct{})
}

// growth is how a wait that the API does not prescribe grows: its bound is first, then factor times as much with each
// further hold of a row, up to most.
type growth struct {
	first, most time.Duration
	factor      int
}

// A line may become free at any moment, and a request that cannot be sent costs nothing. But each request that is lost
// leaves a batch in doubt, so that waits for a good answer grow to minutes before a run has lost many.
func lineGrowth() growth       { return growth{time.Second, 30 * time.Second, 2} }
func connectionGrowth() growth { return growth{time.Second, 2 * time.Minute, 2} }
func lossGrowth() growth       { return growth{time.Second, 5 * time.Minute, 8} }

// draw returns a wait for the level-th hold of a row, from 1: with full jitter, so that what failed together does not come
// back together.
func (g growth) draw(level int) time.Duration {
	bound := g.first
	for i := 1; i < level && bound < g.most; i++ {
		bound *= time.Duration(g.factor)
	}
	return rand.N(min(bound, g.most)) + time.Millisecond //nolint:gosec // jitter is no secret
}
