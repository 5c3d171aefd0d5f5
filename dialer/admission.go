package dialer

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"
)

// admission decides when a request may be sent. Its stages, in this order: the gate must be open, there must be lines, and
// the pace must allow it. The slot for the request is taken before, the intent written after. Pace is awaited last, so
// that no token is held while something else keeps the request back and then spent in a burst.
type admission struct {
	gate  *gate
	lines lines
	pace  *rate.Limiter
}

// newAdmission allows cfg.CPS calls per second, in bursts of one batch at most; 0 allows any number. A shard has its part
// of the pace. Shards that start together send in turn, and never more together than the pace allows: the first batch
// of the i-th of n leaves after i n-ths of the time that a batch costs a shard.
func newAdmission(cfg *Config, observer Observer) admission {
	limit := rate.Inf
	if cfg.CPS > 0 {
		limit = rate.Limit(cfg.Shard.Pace(cfg.CPS))
	}
	pace := rate.NewLimiter(limit, cfg.BatchSize)
	if cfg.Shard.Divided() && cfg.CPS > 0 {
		period := float64(cfg.BatchSize) / float64(limit)
		ahead := period * (1 - float64(cfg.Shard.Index)/float64(cfg.Shard.Count))
		pace.AllowN(time.Now().Add(-time.Duration(ahead*float64(time.Second))), cfg.BatchSize)
	}
	return admission{gate: newGate(cfg.MaxWait, observer), pace: pace}
}

// admit waits until n calls may be placed by one request. The error is the cause of ctx's end.
func (a admission) admit(ctx context.Context, n int) (pass, error) {
	for {
		p, err := a.gate.enter(ctx)
		if err != nil {
			return pass{}, err
		}
		if err := a.takeLinesAndPace(ctx, n); err != nil {
			a.gate.leave(p)
			return pass{}, err
		}
		// The gate may have closed meanwhile. The tokens are then lost: kept, they would be spent in a burst.
		if a.gate.stands(p) {
			return p, nil
		}
		a.lines.giveBack(n)
	}
}

func (a admission) takeLinesAndPace(ctx context.Context, n int) error {
	if err := a.lines.take(ctx, n); err != nil {
		return err
	}
	if err := a.pace.WaitN(ctx, n); err != nil {
		a.lines.giveBack(n)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("waiting for pace: %w", err)
	}
	return nil
}

// giveBack returns the lines and the pace of n contacts that were admitted and are not sent. A limiter takes a negative
// number as tokens that come back.
func (a admission) giveBack(n int) {
	if n > 0 {
		a.lines.giveBack(n)
		a.pace.ReserveN(time.Now(), -n)
	}
}

// lines is the stage of admission that bounds the calls in progress. A run that does not follow its calls cannot know when
// a line is free, so every call gets one.
type lines struct{}

// take waits for n lines. The error is the cause of ctx's end.
func (lines) take(context.Context, int) error { return nil }

// giveBack frees n lines that were taken for calls that were not placed.
func (lines) giveBack(int) {}
