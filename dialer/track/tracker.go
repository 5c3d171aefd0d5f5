package track

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"bulkdial/dialer"
)

// Config says how calls are followed.
type Config struct {
	Calls dialer.Calls
	// Append makes CDRs durable. It is called by one goroutine.
	Append func([]dialer.CDR) error
	// Lookup returns the result at a place that was given to Add.
	Lookup func(Place) (dialer.Result, error)
	// Agents are those whose lists may have calls that were added by their places.
	Agents []string
	// MeanCall is how long a call takes until calls that have ended tell; 0: two minutes.
	MeanCall time.Duration
	// Speed is how many times faster than the clock calls live: 1, and more with a sandbox; 0 is 1. All waits are divided by it.
	Speed float64
	// Summary keeps what was said in each call.
	Summary bool
	// Timeout is how long calls are followed after the last one was added, once none is added any more; 0: until all have ended.
	Timeout time.Duration
	// Leave: Run ends when placed is closed, although calls are in progress.
	Leave bool
	// Ended is called with each CDR once it is on disk; it may be nil.
	Ended  func(*dialer.CDR)
	Logger zerolog.Logger
}

// usualCall is how long calls are taken to last where nothing says so.
const usualCall = 2 * time.Minute

// Tracker follows calls to their end. It implements dialer.Follower. Add, Follow and InProgress may be called from several goroutines
// at once, and while Run runs.
type Tracker struct {
	cfg   Config
	pace  *rate.Limiter
	began time.Time
	// added has an element when calls were added since Run last looked.
	added chan struct{}

	mu     sync.Mutex // guards what follows, but not while the API is asked
	calls  calls
	agents []string
	mean   meanCall
	// ended counts the calls that have ended since the last cycle.
	ended int
	// last is when the last call was added.
	last time.Time

	// What only Run uses.

	// failures counts the cycles in a row without a good answer, and warned is when the log last had an error.
	failures int
	warned   time.Time
	// turn is the agent with which the next cycle begins.
	turn uint16
	// cursors are where lists are read on that an error has cut.
	cursors map[uint16]string
}

var _ dialer.Follower = (*Tracker)(nil)

// New returns a Tracker without calls.
func New(cfg Config) *Tracker {
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	if cfg.MeanCall == 0 {
		cfg.MeanCall = usualCall
	}
	if cfg.Ended == nil {
		cfg.Ended = func(*dialer.CDR) {}
	}
	t := &Tracker{
		cfg: cfg, pace: dialer.NewReadPace(cfg.Speed), began: time.Now(),
		added: make(chan struct{}, 1), calls: newCalls(), agents: []string{""}, mean: newMean(cfg.MeanCall, cfg.Speed),
		cursors: map[uint16]string{},
	}
	for _, id := range cfg.Agents {
		t.agent(id)
	}
	return t
}

// Add adds a call by the place of its result, which was recorded at a moment. A call that is followed already stays as it is.
func (t *Tracker) Add(callID string, at Place, placed time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.add(callID, open{place: at.packed()}, placed)
}

// Follow implements dialer.Follower.
func (t *Tracker) Follow(agentID string, results []dialer.Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	agent := t.agent(agentID)
	for i := range results {
		if key, added := t.add(results[i].CallID, open{place: inMemory, agent: agent}, results[i].At); added {
			t.calls.live[key] = results[i]
		}
	}
}

// add adds a call that was placed at a moment, which is not in the future whatever the clocks say, and tells Run. It reports false for
// one that is followed already. The Tracker is locked.
func (t *Tracker) add(callID string, o open, placed time.Time) (key uint64, added bool) {
	key = t.calls.key(callID)
	if _, known := t.calls.open[key]; known {
		return key, false
	}
	o.placed = min(t.ticks(placed.Sub(t.began)), t.now())
	t.calls.open[key] = o
	t.last = time.Now()
	select {
	case t.added <- struct{}{}:
	default:
	}
	return key, true
}

// agent returns the number of an agent; 0 is none. The Tracker is locked.
func (t *Tracker) agent(id string) uint16 {
	for i, known := range t.agents {
		if known == id {
			return uint16(i)
		}
	}
	if len(t.agents) == 1<<16 {
		return 0
	}
	t.agents = append(t.agents, id)
	return uint16(len(t.agents) - 1) //nolint:gosec // bounded above
}

// InProgress is how many calls have not ended, as far as they were read.
func (t *Tracker) InProgress() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.calls.open)
}

// Run implements dialer.Follower. It returns nil when ctx ends, and when placed is closed and all calls have ended, or are left; another
// Run may follow. The error wraps dialer.ErrInProgress after Config.Timeout, dialer.ErrDenied when the API refuses to show calls, and
// dialer.ErrRecord when a CDR cannot be written, or a result cannot be read again.
func (t *Tracker) Run(ctx context.Context, placed <-chan struct{}) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	if t.cfg.Timeout > 0 || t.cfg.Leave {
		go t.giveUp(ctx, end, placed)
	}
	var next time.Time // the next cycle
	for t.await(ctx, placed) {
		if sleep(ctx, time.Until(next)); ctx.Err() != nil {
			return t.stopped(ctx)
		}
		var err error
		if next, err = t.round(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stopped is the error of Run when ctx has ended.
func (t *Tracker) stopped(ctx context.Context) error {
	if n := t.InProgress(); n > 0 && errors.Is(context.Cause(ctx), dialer.ErrInProgress) {
		return fmt.Errorf("%w after %v: %s", dialer.ErrInProgress, t.cfg.Timeout, dialer.Plural(n, "call"))
	}
	return nil
}

// await waits until calls are open. It reports false when there is nothing to wait for any more.
func (t *Tracker) await(ctx context.Context, placed <-chan struct{}) (open bool) {
	for t.InProgress() == 0 {
		select {
		case <-placed:
			return false
		case <-ctx.Done():
			return false
		default:
		}
		select {
		case <-t.added:
		case <-placed:
		case <-ctx.Done():
		}
	}
	return true
}

// giveUp ends the following when calls are left, or when its time is over.
func (t *Tracker) giveUp(ctx context.Context, end context.CancelCauseFunc, placed <-chan struct{}) {
	select {
	case <-placed:
	case <-ctx.Done():
		return
	}
	if t.cfg.Leave {
		end(nil)
		return
	}
	t.mu.Lock()
	left := t.cfg.Timeout - time.Since(t.last)
	t.mu.Unlock()
	sleep(ctx, left)
	end(dialer.ErrInProgress)
}
