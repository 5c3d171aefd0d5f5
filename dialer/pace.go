package dialer

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace bounds the calls per second: of the whole run, and of each number to call from.
type pace struct {
	run *rate.Limiter
	// caller returns the pace of a number to call from, in calls per second, 0 for none; nil: none has one.
	caller func(fromNumberID string) float64
	shard  Shard
	burst  int

	mu      sync.Mutex
	callers map[string]*rate.Limiter
}

// newPace allows cfg.CPS calls per second, in bursts of one batch at most; 0 allows any number. A shard has its part
// of the pace. Shards that start together send in turn, and never more together than the pace allows: the first batch
// of the i-th of n leaves after i n-ths of the time that a batch costs a shard.
func newPace(cfg *Config, caller func(string) float64) *pace {
	p := &pace{caller: caller, shard: cfg.Shard, burst: cfg.BatchSize, callers: map[string]*rate.Limiter{}}
	if p.run = p.limiter(cfg.CPS, cfg.BatchSize); cfg.Shard.Divided() && cfg.CPS > 0 {
		period := float64(cfg.BatchSize) / float64(p.run.Limit())
		ahead := period * (1 - float64(cfg.Shard.Index)/float64(cfg.Shard.Count))
		p.run.AllowN(time.Now().Add(-time.Duration(ahead*float64(time.Second))), cfg.BatchSize)
	}
	return p
}

// limiter returns a limiter of the shard's part of a pace.
func (p *pace) limiter(cps float64, burst int) *rate.Limiter {
	limit := rate.Inf
	if cps > 0 {
		limit = rate.Limit(p.shard.Pace(cps))
	}
	return rate.NewLimiter(limit, burst)
}

// of returns the limiter of the number that a route calls from; nil: it has none.
func (p *pace) of(route *Route) *rate.Limiter {
	if p.caller == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	own := p.callers[route.FromNumberID]
	if own == nil {
		own = p.limiter(p.caller(route.FromNumberID), p.burst)
		p.callers[route.FromNumberID] = own
	}
	return own
}

// wait waits until n calls on a route may be placed. The error is the cause of ctx's end.
func (p *pace) wait(ctx context.Context, n int, route *Route) error {
	if err := waitN(ctx, p.run, n); err != nil {
		return err
	}
	own := p.of(route)
	if own == nil {
		return nil
	}
	return waitN(ctx, own, n)
}

func waitN(ctx context.Context, l *rate.Limiter, n int) error {
	err := l.WaitN(ctx, n)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	default:
		return fmt.Errorf("waiting for pace: %w", err)
	}
}

// giveBack returns the pace of n calls. A limiter takes a negative number as tokens that come back.
func (p *pace) giveBack(n int, route *Route) {
	now := time.Now()
	p.run.ReserveN(now, -n)
	if own := p.of(route); own != nil {
		own.ReserveN(now, -n)
	}
}
