package track

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"bulkdial/dialer"
)

// ErrNotCanceled ends canceling while calls may be in progress.
var ErrNotCanceled = errors.New("not all calls have ended")

// AtOnce is how many requests that cancel or read single calls are in flight at most.
const AtOnce = 8

const (
	// roundPause is between two rounds; after rounds that the API has broken off it grows to longestCycle.
	roundPause = 2 * time.Second
	// brokenAfter consecutive requests without a usable answer break a round off.
	brokenAfter = 5
)

// CancelConfig says how calls are canceled.
type CancelConfig struct {
	Calls dialer.Calls
	// Refresh adds the calls that were placed since it was last called, and those that are over. It begins each round.
	Refresh func() error
	// Lookup returns the result at a place that was given to Add. It is called by one goroutine.
	Lookup func(Place) (dialer.Result, error)
	// Agents are those whose lists may have the calls.
	Agents []string
	// Speed is how many times faster than the clock calls live: 1, and more with a sandbox; 0 is 1. All waits are divided by it.
	Speed float64
	// For is how long further rounds begin after the first one has ended; 0: there is one round.
	For    time.Duration
	Logger zerolog.Logger
}

// Cancellation counts the calls that a Canceler knows.
type Cancellation struct {
	// Canceled: they were in progress, and were ended.
	Canceled int `json:"canceled"`
	// Over: they had ended before.
	Over int `json:"already_over"`
	// Ringing: they had not been answered when they were last asked for, and cannot be canceled then.
	Ringing int `json:"still_ringing"`
	// Failed: the API did not say what became of them.
	Failed int `json:"failed"`
	// NotAsked: the canceling ended before.
	NotAsked int `json:"not_asked"`
}

// Total is how many calls there are.
func (c *Cancellation) Total() int { return c.Canceled + c.Over + c.Left() }

// Left is how many calls may be in progress.
func (c *Cancellation) Left() int { return c.Ringing + c.Failed + c.NotAsked }

// standing is what is known of a call.
type standing uint8

const (
	notAsked standing = iota
	ringing
	failed
	// doubtful is failed, and a request to cancel it had no clear answer.
	doubtful
	canceled
	over
)

// settled reports whether the call has ended.
func (s standing) settled() bool { return s == canceled || s == over }

// cancelable is a call that may be in progress.
type cancelable struct {
	key    uint64
	offset int64
	placed int32 // in milliseconds since the Canceler began, of at most 12 days
	file   uint16
}

// Canceler ends the calls that are in progress. Add and Over are for CancelConfig.Refresh alone.
type Canceler struct {
	cfg   CancelConfig
	pace  *rate.Limiter
	began time.Time
	seed  maphash.Seed

	mu sync.Mutex // guards what follows
	// states has what is known of each call by a hash of its id, and open where those stand that have not ended.
	states map[uint64]standing
	open   []cancelable
	// agents are those whose lists may have the calls; the lists of the first surveyed ones were read in this round.
	agents   []string
	surveyed int
	// What the requests of this round have met: failures without a usable answer between them, how long the API asks to wait, the last
	// error, and one that cannot pass.
	failures int
	asked    time.Duration
	last     error
	fatal    error
}

// NewCanceler returns a Canceler without calls.
func NewCanceler(cfg CancelConfig) *Canceler {
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	return &Canceler{
		cfg: cfg, pace: dialer.NewReadPace(cfg.Speed), began: time.Now(),
		seed: maphash.MakeSeed(), states: map[uint64]standing{}, agents: slices.Clone(cfg.Agents),
	}
}

func (c *Canceler) key(callID string) uint64 { return maphash.String(c.seed, callID) }

// Add adds a call by the place of its result, which was recorded at a moment. A call that is known stays as it is.
func (c *Canceler) Add(callID string, at Place, placed time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := c.key(callID)
	if _, known := c.states[key]; known {
		return
	}
	c.states[key] = notAsked
	c.open = append(c.open, cancelable{key: key, offset: at.Offset, file: at.File, placed: millis(placed.Sub(c.began))})
}

func millis(d time.Duration) int32 {
	return int32(max(-1<<30, min(d.Milliseconds(), 1<<30)))
}

// Over takes the record of a call that has ended.
func (c *Canceler) Over(cdr *dialer.CDR) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended(c.key(cdr.CallID), cdr.Outcome)
}

// ended settles a call that has ended by itself, or by a request of ours without an answer. The Canceler is locked.
func (c *Canceler) ended(key uint64, outcome dialer.Outcome) {
	switch state := c.states[key]; {
	case state.settled():
	case state == doubtful && outcome == dialer.OutcomeCanceled:
		c.states[key] = canceled
	default:
		c.states[key] = over
	}
}

// Count counts the calls by what is known of them.
func (c *Canceler) Count() Cancellation {
	c.mu.Lock()
	defer c.mu.Unlock()
	var n Cancellation
	for _, state := range c.states {
		switch state {
		case notAsked:
			n.NotAsked++
		case ringing:
			n.Ringing++
		case failed, doubtful:
			n.Failed++
		case canceled:
			n.Canceled++
		case over:
			n.Over++
		}
	}
	return n
}

// Run cancels calls in rounds until none is left. What was sent is answered before it returns. The error is that of Refresh or Lookup, or the cause of
// ctx's end; it wraps ErrNotCanceled when the time is over, and dialer.ErrDenied when the API refuses requests of this kind.
func (c *Canceler) Run(ctx context.Context) error {
	var deadline time.Time
	for broken := 0; ; {
		none, err := c.round(ctx)
		switch {
		case err != nil || none:
			return err
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case deadline.IsZero():
			deadline = time.Now().Add(c.cfg.For)
		}
		left := c.Count()
		wait, stopped := c.nextRound(left.Left(), broken)
		if broken = 0; stopped {
			broken++
		}
		if c.cfg.For == 0 || time.Until(deadline) < wait {
			return c.notCanceled(&left)
		}
		sleep(ctx, wait)
	}
}

// nextRound returns the wait for the next round, and whether this one was broken off after some others were.
func (c *Canceler) nextRound(left, broken int) (wait time.Duration, stopped bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.asked > 0:
		return c.asked, true
	case c.brokenOff():
		return min(c.scaled(roundPause)<<min(broken, 10), c.scaled(longestCycle)), true
	case left == 0: // calls may have been placed meanwhile
		return 0, false
	}
	return c.scaled(roundPause), false
}

func (c *Canceler) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / c.cfg.Speed)
}

// sleep returns after a while, or when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// notCanceled is the error for calls that are left; nil for none.
func (c *Canceler) notCanceled(n *Cancellation) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case n.Left() == 0:
		return nil
	case n.Failed+n.NotAsked > 0 && c.last != nil:
		return fmt.Errorf("%w; the last error: %w", ErrNotCanceled, c.last)
	}
	return ErrNotCanceled
}

// round asks once for each call that may be in progress, those that were placed last first. None: there was no such call.
func (c *Canceler) round(ctx context.Context) (none bool, err error) {
	if err := c.cfg.Refresh(); err != nil {
		return false, err
	}
	open := c.begin()
	if len(open) == 0 {
		return true, nil
	}
	var group errgroup.Group
	group.SetLimit(AtOnce)
	for _, call := range open {
		c.survey(ctx, len(open)) // of agents that were learned
		state, goes := c.goesOn(call.key)
		if !goes || ctx.Err() != nil {
			break
		}
		if state.settled() {
			continue
		}
		var result dialer.Result
		if result, err = c.cfg.Lookup(Place{File: call.file, Offset: call.offset}); err != nil || c.pace.Wait(ctx) != nil {
			break
		}
		group.Go(func() error {
			c.cancel(ctx, call.key, &result)
			return nil
		})
	}
	_ = group.Wait() // no function returns an error
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		err = c.fatal
	}
	return false, err
}

// begin begins a round, and returns the calls that may be in progress.
func (c *Canceler) begin() []cancelable {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures, c.asked, c.surveyed = 0, 0, 0
	c.open = slices.DeleteFunc(c.open, func(call cancelable) bool { return c.states[call.key].settled() })
	slices.SortStableFunc(c.open, func(a, b cancelable) int { return cmp.Compare(b.placed, a.placed) })
	return c.open
}

// goesOn returns what is known of a call, and whether the round goes on.
func (c *Canceler) goesOn(key uint64) (standing, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.states[key], c.fatal == nil && !c.brokenOff()
}

// brokenOff reports whether the API gives no usable answers, or asks for time. The Canceler is locked.
func (c *Canceler) brokenOff() bool { return c.failures >= brokenAfter || c.asked > 0 }
