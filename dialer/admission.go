package dialer

import (
	"context"
	"fmt"

	"golang.org/x/time/rate"
)

// admission decides when a request may be sent: first the gate must be open, then the pace must allow it. The slot
// for the request is taken before, the intent written after. A token of pace is the last thing to be awaited, so
// that none is held while something else keeps the request back and then spent in a burst.
type admission struct {
	gate *gate
	pace *rate.Limiter
}

// newAdmission allows cps calls per second, in bursts of one batch at most; cps 0 allows any number.
func newAdmission(cps float64, batchSize int, observer Observer) admission {
	limit := rate.Inf
	if cps > 0 {
		limit = rate.Limit(cps)
	}
	return admission{gate: newGate(observer), pace: rate.NewLimiter(limit, batchSize)}
}

// admit waits until n calls may be placed by one request. The error is the cause of ctx's end.
func (a admission) admit(ctx context.Context, n int) (pass, error) {
	for {
		p, err := a.gate.enter(ctx)
		if err != nil {
			return pass{}, err
		}
		if err := a.pace.WaitN(ctx, n); err != nil {
			a.gate.leave(p)
			if ctx.Err() != nil {
				return pass{}, context.Cause(ctx)
			}
			return pass{}, fmt.Errorf("waiting for pace: %w", err)
		}
		// The gate may have closed meanwhile. The tokens are then lost: kept, they would be spent in a burst.
		if a.gate.stands(p) {
			return p, nil
		}
	}
}
