package dialer

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// gate holds back a whole run while the API has no room or cannot be reached. Once a hold is over, one request alone
// goes first; its answer opens the gate for all or begins a longer hold. So the run yields as one, and workers do
// not hammer in turn.
type gate struct {
	mu sync.Mutex
	// level is 0 while the gate is open, else the length of the row of holds.
	level int
	until time.Time
	// probe: the one request that may try after a hold is under way.
	probe bool
	// epoch counts the holds. An answer to a request that was let in before the present hold says nothing new.
	epoch int
	// changed is closed and replaced when waiters must look again.
	changed chan struct{}
	// observer sees holds in their order: it is called while mu is locked.
	observer Observer
}

// pass is the leave to send one request.
type pass struct {
	epoch int
	probe bool
}

func newGate(observer Observer) *gate {
	return &gate{changed: make(chan struct{}), observer: observer}
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

// hold closes the gate after an answer that asks for a wait: as long as told where the API says how long, else for a
// backoff. Partial says that part of the request was taken, so that the series of holds starts over. It returns how
// long the gate will be closed, and whether this answer began the hold.
func (g *gate) hold(p pass, why Hold, told time.Duration, partial bool) (time.Duration, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.epoch != g.epoch { // the hold that its neighbor began
		if until := time.Now().Add(told); until.After(g.until) {
			g.until = until
			g.wake()
		}
		return time.Until(g.until), false
	}
	if g.level++; partial {
		g.level = 1
	}
	wait := told
	if wait <= 0 {
		wait = backoff(g.level)
	}
	g.epoch++
	g.until = time.Now().Add(wait)
	g.probe = false
	g.observer.Held(why)
	g.wake()
	return wait, true
}

func (g *gate) wake() {
	close(g.changed)
	g.changed = make(chan struct{})
}

// The bounds of a wait that the API does not prescribe: it grows from backoffBase by doubling, up to backoffMax.
const (
	backoffBase = time.Second
	backoffMax  = 30 * time.Second
)

// backoff returns how long to wait at a level from 1: exponential with full jitter, so that what failed together
// does not come back together.
func backoff(level int) time.Duration {
	bound := backoffMax
	if shift := level - 1; shift < 5 { // 2⁵ seconds exceed backoffMax
		bound = backoffBase << shift
	}
	return rand.N(bound) + time.Millisecond //nolint:gosec // jitter is no secret
}
