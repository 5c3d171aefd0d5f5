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
	// Timeout is how long calls are followed once none is added any more; 0: until all have ended.
	Timeout time.Duration
	// Leave: Run ends when placed is closed, although calls are in progress.
	Leave bool
	// Ended is told of each CDR that is on disk; it may be nil.
	Ended  func(*dialer.CDR)
	Logger zerolog.Logger
}

const (
	usualCall = 2 * time.Minute
	// A cycle is one of cyclesPerCall parts of the mean call, within these bounds.
	cyclesPerCall = 20
	shortestCycle = time.Second
	longestCycle  = 30 * time.Second
	// A call is old after so many mean calls, and is then read by its id once in oldEvery.
	oldAfter = 3
	oldEvery = time.Minute
	// missedCycles is how often a list may lack a call until it is read by its id.
	missedCycles = 2
	// requestsPerSecond bounds the requests.
	requestsPerSecond = 10
)

// Tracker follows calls to their end. It implements dialer.Follower. Add and Follow may be called from several goroutines at once.
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
	cycle    uint8
	failures int
	turn     int // the agent with which the next cycle begins
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
		cfg: cfg, pace: rate.NewLimiter(rate.Limit(requestsPerSecond*cfg.Speed), 1), began: time.Now(),
		added: make(chan struct{}, 1), calls: newCalls(), agents: []string{""}, mean: newMean(cfg.MeanCall, cfg.Speed),
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
	key := t.calls.key(callID)
	if _, known := t.calls.open[key]; known {
		return
	}
	t.calls.open[key] = open{
		offset: at.Offset, file: at.File, placed: millis(t.began, placed), checked: never,
	}
	t.wake()
}

// Follow implements dialer.Follower.
func (t *Tracker) Follow(agentID string, results []dialer.Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	agent := t.agent(agentID)
	for i := range results {
		key := t.calls.key(results[i].CallID)
		t.calls.open[key] = open{file: liveFile, agent: agent, placed: millis(t.began, results[i].At), checked: never}
		t.calls.live[key] = results[i]
	}
	t.wake()
}

// wake tells Run that calls were added. The Tracker is locked.
func (t *Tracker) wake() {
	t.last = time.Now()
	select {
	case t.added <- struct{}{}:
	default:
	}
}

// agent returns the number of an agent; 0 is none. The Tracker is locked.
func (t *Tracker) agent(id string) uint16 {
	for i, known := range t.agents {
		if known == id {
			return uint16(i) //nolint:gosec // bounded below
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

// Run implements dialer.Follower. It returns nil when ctx ends, and when all calls have ended after placed was closed. The error
// wraps dialer.ErrInProgress after Config.Timeout, dialer.ErrDenied when the API refuses to show calls, and dialer.ErrRecord when a CDR
// cannot be written.
func (t *Tracker) Run(ctx context.Context, placed <-chan struct{}) error {
	closed := false
	for ctx.Err() == nil {
		select {
		case <-placed:
			closed = true
		default:
		}
		n := t.InProgress()
		if closed && (n == 0 || t.cfg.Leave) {
			return nil
		}
		if n == 0 {
			t.await(ctx, 0, placed)
			continue
		}
		if closed && t.timeLeft() <= 0 {
			return fmt.Errorf("%w after %v: %d calls", dialer.ErrInProgress, t.cfg.Timeout, n)
		}
		most := longestCycle
		if closed {
			most = t.timeLeft()
		}
		if err := t.round(ctx, placed, most); err != nil {
			return err
		}
	}
	return nil
}

// timeLeft is how long Run may go on once placed is closed.
func (t *Tracker) timeLeft() time.Duration {
	if t.cfg.Timeout == 0 {
		return longestCycle
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cfg.Timeout - time.Since(t.last)
}

// await waits until calls were added, placed is closed, a time other than 0 is over, or ctx ends.
func (t *Tracker) await(ctx context.Context, d time.Duration, placed <-chan struct{}) {
	var over <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-t.added:
	case <-placed:
	case <-over:
	case <-ctx.Done():
	}
}

// round runs one cycle and waits for the next one, at most for a given time.
func (t *Tracker) round(ctx context.Context, placed <-chan struct{}, most time.Duration) error {
	next := time.Now().Add(t.period())
	err := t.look(ctx)
	if errors.Is(err, errFatal) {
		return err
	}
	wait := time.Until(next)
	if err != nil && ctx.Err() == nil {
		t.failures++
		wait = max(wait, t.backoff(err))
		t.cfg.Logger.Warn().Err(err).Int("in_progress", t.InProgress()).Stringer("wait", wait.Round(time.Millisecond)).
			Msg("calls cannot be read at the moment; following them goes on")
	}
	if err == nil {
		t.failures = 0
	}
	if !t.cfg.Leave {
		placed = nil // the cycles go on
	}
	timer := time.NewTimer(min(wait, max(most, 0)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-placed:
	case <-ctx.Done():
	}
	return nil
}

// backoff is the wait after an error: what the API asks for, else twice that of the last one.
func (t *Tracker) backoff(err error) time.Duration {
	if e, ok := errors.AsType[*dialer.APIError](err); ok && e.RetryAfter > 0 {
		return e.RetryAfter
	}
	return min(t.scaled(shortestCycle)<<min(t.failures, 10), t.scaled(longestCycle))
}

// period is how long a cycle takes.
func (t *Tracker) period() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(t.scaled(shortestCycle), min(t.mean.duration()/cyclesPerCall, t.scaled(longestCycle)))
}

func (t *Tracker) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / t.cfg.Speed)
}

// meanCall is the mean of the last few dozen calls that have ended, and of what was expected: those that end first are the short ones.
type meanCall struct {
	seconds float64
	n       int
}

// The expected mean counts as so many calls, and the mean looks back over so many.
const (
	meanFrom = 8
	meanOver = 32
)

func newMean(expected time.Duration, speed float64) meanCall {
	return meanCall{seconds: expected.Seconds() / speed, n: meanFrom}
}

func (m *meanCall) add(d time.Duration) {
	m.n = min(m.n+1, meanOver)
	m.seconds += (d.Seconds() - m.seconds) / float64(m.n)
}

func (m *meanCall) duration() time.Duration { return time.Duration(m.seconds * float64(time.Second)) }
