package track

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bulkdial/dialer"
)

const (
	// A cycle is one of cyclesPerCall parts of the mean call, within these bounds.
	cyclesPerCall = 20
	shortestCycle = time.Second
	longestCycle  = 30 * time.Second
	// A call is old after oldAfter mean calls, and at least oldAfter calls of cyclesPerCall shortest cycles. From then on it is read by its
	// id, once in oldEvery.
	oldAfter = 3
	oldEvery = time.Minute
	// missedCycles is how often the lists may lack a call until it is read by its id.
	missedCycles = 2
	// errorsInARow end the lists of a cycle, or its reads.
	errorsInARow = 3
	// warnEvery is how often the log has an error.
	warnEvery = time.Minute
)

// errFatal marks the errors that end the following.
var errFatal = errors.New("no call can be followed")

// cycle is the state of one cycle.
type cycle struct {
	*Tracker

	// wanted counts the calls of each agent that the lists should show, and did not yet; 0 is any agent.
	wanted map[uint16]int
	// pages is how many pages may still be read.
	pages int
	// through are the agents whose lists were read as far as it goes, and all says that no other list was to be asked for.
	through map[uint16]bool
	all     bool
	// good counts the answers, and bad the errors in a row; err is the last error.
	good, bad int
	err       error
}

// round runs one cycle and returns the moment of the next one. The error is fatal.
func (t *Tracker) round(ctx context.Context) (next time.Time, err error) {
	began := time.Now()
	c := t.begin()
	if err := c.look(ctx); errors.Is(err, errFatal) {
		return time.Time{}, err
	}
	if t.failures++; c.good > 0 {
		t.failures = 0
	}
	next = began.Add(t.period())
	if c.err == nil {
		return next, nil
	}
	if wait := time.Now().Add(t.backoff(c.err)); wait.After(next) {
		next = wait
	}
	t.warn(c.err, time.Until(next))
	return next, nil
}

// begin begins a cycle: it counts what the lists should show, and the pages that may be read.
func (t *Tracker) begin() *cycle {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := &cycle{Tracker: t, wanted: map[uint16]int{}, through: map[uint16]bool{}}
	now, old := t.now(), t.old()
	for key, o := range t.calls.open {
		if o.listable(now, old) {
			c.wanted[o.agent]++
		}
		if o.marks&shown != 0 {
			o.marks &^= shown
			t.calls.open[key] = o
		}
	}
	c.pages = (len(t.calls.open)+t.ended)/dialer.MaxListed + 2
	t.ended = 0
	return c
}

// look asks for the lists and then for single calls. The error is fatal, that of ctx, or says that the API asks for time.
func (c *cycle) look(ctx context.Context) error {
	if err := c.list(ctx); err != nil {
		return err
	}
	c.countMissed()
	c.bad = 0
	return c.read(ctx)
}

// ask sends a request as soon as the pace allows it, and reports whether there is an answer, which may be that the id is not known. An
// error may be that of one agent or one call, so that it does not end the cycle, unless no request can fare better.
func (c *cycle) ask(ctx context.Context, request func() error) (answered bool, end error) {
	if err := c.pace.Wait(ctx); err != nil {
		return false, fmt.Errorf("waiting for pace: %w", err)
	}
	err := request()
	e, isAPI := errors.AsType[*dialer.APIError](err)
	switch {
	case err == nil, isAPI && e.NotFound():
		c.good, c.bad = c.good+1, 0
		return true, nil
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	case isAPI && e.Denied():
		return false, fmt.Errorf("%w: %w: %w", errFatal, dialer.ErrDenied, err)
	}
	c.err = err
	c.bad++
	if isAPI && e.RetryAfter > 0 {
		return false, err
	}
	return false, nil
}

// failing reports whether errorsInARow requests in a row had an error. Then the other requests of their kind wait for the next cycle.
func (c *cycle) failing() bool { return c.bad >= errorsInARow }

// backoff is the wait after a cycle with an error: what the API asks for, else more and more where it had no good answer.
func (t *Tracker) backoff(err error) time.Duration {
	if e, ok := errors.AsType[*dialer.APIError](err); ok && e.RetryAfter > 0 {
		return e.RetryAfter
	}
	return min(t.scaled(shortestCycle)<<min(t.failures, 10), t.scaled(longestCycle))
}

// warn logs an error, now and then.
func (t *Tracker) warn(err error, wait time.Duration) {
	if !t.warned.IsZero() && time.Since(t.warned) < warnEvery {
		return
	}
	t.warned = time.Now()
	t.cfg.Logger.Warn().Err(err).Int("in_progress", t.InProgress()).Stringer("wait", wait.Round(time.Millisecond)).
		Msg("calls cannot be read at the moment; following them goes on")
}

// period is how long a cycle takes.
func (t *Tracker) period() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cycleLength()
}

// cycleLength is period while the Tracker is locked.
func (t *Tracker) cycleLength() time.Duration {
	return max(t.scaled(shortestCycle), min(t.mean.duration()/cyclesPerCall, t.scaled(longestCycle)))
}

// old is the age from which calls are read by their ids. The Tracker is locked.
func (t *Tracker) old() tick {
	return t.ticks(oldAfter * max(t.mean.duration(), cyclesPerCall*t.scaled(shortestCycle)))
}

func (t *Tracker) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / t.cfg.Speed)
}
