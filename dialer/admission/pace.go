package admission

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"bulkdial/dialer"
)

// pace bounds the calls per second: of the whole run, and of each number to call from.
type pace struct {
	run *rate.Limiter
	// caller returns the pace of a number to call from, in calls per second, 0 for none; nil: none has one.
	caller func(fromNumberID string) float64
	shard  dialer.Shard
	burst  int
	began  time.Time

	mu      sync.Mutex
	callers map[string]*callerPace
}

// callerPace is the pace of one number to call from. Who has the turn is the only one to wait for it.
type callerPace struct {
	*rate.Limiter

	turn chan struct{}
}

// newPace allows cfg.CPS calls per second, in bursts of one batch at most; 0 allows any number.
func newPace(cfg *Config) *pace {
	p := &pace{caller: cfg.CallerPace, shard: cfg.Shard, burst: cfg.BatchSize, began: time.Now(), callers: map[string]*callerPace{}}
	p.run = p.limiter(cfg.CPS)
	return p
}

// limiter returns a limiter of the shard's part of a pace. Shards that start together send in turn, and never more together than the
// pace allows: the first batch of the i-th of n leaves after i n-ths of the time that a batch costs a shard.
func (p *pace) limiter(cps float64) *rate.Limiter {
	if cps <= 0 {
		return rate.NewLimiter(rate.Inf, p.burst)
	}
	l := rate.NewLimiter(rate.Limit(p.shard.Pace(cps)), p.burst)
	if p.shard.Divided() {
		period := float64(p.burst) / float64(l.Limit())
		ahead := period * (1 - float64(p.shard.Index)/float64(p.shard.Count))
		l.AllowN(p.began.Add(-time.Duration(ahead*float64(time.Second))), p.burst)
	}
	return l
}

// of returns the pace of the number that a route calls from; nil: it has none.
func (p *pace) of(route *dialer.Route) *callerPace {
	if p.caller == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	own, known := p.callers[route.FromNumberID]
	if !known {
		if cps := p.caller(route.FromNumberID); cps > 0 {
			own = &callerPace{p.limiter(cps), make(chan struct{}, 1)}
		}
		p.callers[route.FromNumberID] = own
	}
	return own
}

// wait waits until n calls on a route may be placed. The error is the cause of ctx's end.
func (p *pace) wait(ctx context.Context, n int, route *dialer.Route) error {
	own := p.of(route)
	if own == nil {
		return waitN(ctx, p.run, n)
	}
	select {
	case own.turn <- struct{}{}:
		defer func() { <-own.turn }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err := waitN(ctx, own.Limiter, n); err != nil {
		return err
	}
	return p.waitBoth(ctx, own, n)
}

// waitBoth waits for the pace of the run where that of a number was awaited. When that takes time, the calls count for the number from
// the moment on at which they may be placed: else calls that have waited for different times would leave in one burst.
func (p *pace) waitBoth(ctx context.Context, own *callerPace, n int) error {
	began := time.Now()
	if err := waitN(ctx, p.run, n); err != nil {
		return err
	}
	if now := time.Now(); now.Sub(began) > time.Millisecond {
		own.ReserveN(now, -n)
		own.ReserveN(now, n)
	}
	return nil
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
func (p *pace) giveBack(n int, route *dialer.Route) {
	now := time.Now()
	p.run.ReserveN(now, -n)
	if own := p.of(route); own != nil {
		own.ReserveN(now, -n)
	}
}
