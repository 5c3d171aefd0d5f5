package engine

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"
)

// AutoConcurrency as Config.Concurrency has the run choose how many requests may be under way: what the pace needs by the
// time that answers take, and half as many again, from 4 to 256. Without a pace there is nothing to choose by, and it is 4.
const AutoConcurrency = 0

// The bounds of what a run chooses. Each request under way is a batch of people in doubt when the API goes silent.
const (
	leastConcurrency = 4
	mostConcurrency  = 256
)

const (
	// headroom is how many requests are allowed for each that the pace needs: answers do not come evenly.
	headroom = 1.5
	// assumedAnswer is what a request is taken to last before the first answers tell. With the headroom, answers may
	// take 2.25 s without loss of pace, and if none comes at all, that is how long the run has sent.
	assumedAnswer = 1500 * time.Millisecond
	// shortCall is how long a call takes its line at least on average, so that slots without a pace can follow the lines. A call
	// then travels in a request of its own.
	shortCall = 10 * time.Second
	// leastAnswer is what a request is taken to last at least, so that a disk or a network that halts for 0.3 s costs no pace.
	leastAnswer = 200 * time.Millisecond
	// answerWeight is the weight of the latest answer in the mean of all: the last few dozen count.
	answerWeight = 1.0 / 16
)

// InFlight is how many requests are under way on average when answers take so long and the pace is kept: requests per
// second times seconds (Little's law). It is 0 without a pace.
func (c Config) InFlight(answer time.Duration) int {
	return int(math.Ceil(c.perSecond() * answer.Seconds()))
}

// perSecond is how many full requests make up the pace.
func (c Config) perSecond() float64 { return c.Shard.Pace(c.CPS) / float64(c.BatchSize) }

// FirstConcurrency is how many requests may be under way when a run begins.
func (c Config) FirstConcurrency() int {
	switch {
	case c.Concurrency != AutoConcurrency:
		return c.Concurrency
	case c.CPS == 0 && c.Lines > 0:
		return slotsFor(float64(c.Shard.Share(c.Lines))/shortCall.Seconds(), assumedAnswer.Seconds())
	case c.CPS == 0:
		return leastConcurrency
	default:
		return slotsFor(c.perSecond(), assumedAnswer.Seconds())
	}
}

// MostConcurrency is how many requests are under way at most at any time of a run.
func (c Config) MostConcurrency() int {
	if c.Concurrency == AutoConcurrency && c.CPS > 0 {
		return mostConcurrency
	}
	return c.FirstConcurrency()
}

// slotsFor returns the slots for requests that are sent at a rate per second and take some seconds each.
func slotsFor(perSecond, seconds float64) int {
	n := headroom * perSecond * max(seconds, leastAnswer.Seconds())
	return int(math.Ceil(min(max(n, leastConcurrency), mostConcurrency)))
}

// concurrency adapts the slots of a run to the time that its requests take, when it is for the run to choose.
type concurrency struct {
	*slots
	auto   bool
	pace   *rate.Limiter
	logger zerolog.Logger

	mu sync.Mutex
	// seconds and contacts are the means of the last requests that were answered.
	seconds, contacts float64
	// logged is the last number of slots in the log.
	logged int
	// exceeded: the log says that the pace needs more slots than are allowed.
	exceeded bool
}

func newConcurrency(cfg *Config, pace *rate.Limiter, logger zerolog.Logger) *concurrency {
	first := cfg.FirstConcurrency()
	return &concurrency{
		slots: newSlots(first), auto: cfg.Concurrency == AutoConcurrency && cfg.CPS > 0, pace: pace, logger: logger,
		seconds: assumedAnswer.Seconds(), contacts: float64(cfg.BatchSize), logged: first,
	}
}

// answered learns from a request with a good answer how long it has held its slot, from its admission on. Slots beyond
// what the pace needs are taken away; more are given only for want of them: when the API has kept up (no hold of the run
// since the request was let in), a batch waits for a slot, and the pace would let it go. What hangs has no answer, so that
// nothing grows in an outage.
func (c *concurrency) answered(took time.Duration, contacts int, keptUp bool) {
	if !c.auto {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seconds += (took.Seconds() - c.seconds) * answerWeight
	c.contacts += (float64(contacts) - c.contacts) * answerWeight
	perSecond := float64(c.pace.Limit()) / c.contacts
	wanting := keptUp && c.short() && c.pace.Tokens() >= float64(c.pace.Burst())
	if limit := slotsFor(perSecond, c.seconds); limit < c.size() || wanting && limit > c.size() {
		c.resize(limit)
		c.logResized(limit)
	}
	if need := perSecond * c.seconds; wanting && need > mostConcurrency {
		c.logExceeded(need)
	}
}

// logResized logs a change by a factor of two, which few changes are.
func (c *concurrency) logResized(limit int) {
	if limit < 2*c.logged && c.logged < 2*limit {
		return
	}
	c.logger.Info().Int("from", c.logged).Int("to", limit).Stringer("request_takes", c.mean()).
		Msg("concurrency adapted to the time that requests take")
	c.logged = limit
}

// logExceeded logs once that the pace is not reached.
func (c *concurrency) logExceeded(need float64) {
	if c.exceeded {
		return
	}
	c.exceeded = true
	c.logger.Warn().Int("concurrency", mostConcurrency).Int("needed", int(math.Ceil(need))).Stringer("request_takes", c.mean()).
		Msg("the pace needs more concurrent requests than are allowed; use a larger batch size, or set the concurrency")
}

func (c *concurrency) mean() time.Duration {
	return time.Duration(c.seconds * float64(time.Second)).Round(time.Millisecond)
}

// slots bound the requests under way. Other than those of an errgroup or a semaphore, their number may change while some
// are taken. Those who wait for a slot get one in the order in which they came.
type slots struct {
	mu           sync.Mutex
	limit, taken int
	queue        []chan struct{}
}

func newSlots(limit int) *slots { return &slots{limit: limit} }

// take waits for a free slot. The error is the cause of ctx's end.
func (s *slots) take(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.mu.Lock()
	if len(s.queue) == 0 && s.taken < s.limit {
		s.taken++
		s.mu.Unlock()
		return nil
	}
	granted := make(chan struct{})
	s.queue = append(s.queue, granted)
	s.mu.Unlock()
	select {
	case <-granted:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.queue, granted); i >= 0 {
		s.queue = slices.Delete(s.queue, i, i+1)
		return context.Cause(ctx)
	}
	return nil // it was granted at the same moment
}

// grant gives free slots to those who wait. The slots are locked.
func (s *slots) grant() {
	for len(s.queue) > 0 && s.taken < s.limit {
		close(s.queue[0])
		s.queue = s.queue[1:]
		s.taken++
	}
}

// free gives a slot back.
func (s *slots) free() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	s.grant()
}

// short reports whether all slots are taken and one more is waited for.
func (s *slots) short() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue) > 0
}

// size is the number of slots.
func (s *slots) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limit
}

// resize changes the number of slots. Slots beyond a smaller number are used until they are given back.
func (s *slots) resize(limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = limit
	s.grant()
}
