package dialer

import "context"

// admission decides when a request may be sent. Its stages, in this order: the run must not be paused, the gate must be open, there
// must be lines, and the pace must allow it. The slot for the request is taken before, the intent written after. Pace is awaited
// last, so that no token is held while something else keeps the request back and then spent in a burst.
type admission struct {
	pause *Pause
	gate  *gate
	lines *Lines
	pace  *pace
	waits *waits
}

// admit waits until up to n calls on a route may be placed by one request, and returns how many: as many as there are free lines,
// so that a batch never waits for more. The error is the cause of ctx's end.
func (a admission) admit(ctx context.Context, n int, route *Route) (leave pass, got int, err error) {
	for {
		paused, err := a.pause.wait(ctx, a.waits)
		if err != nil {
			return pass{}, 0, err
		}
		if paused {
			a.gate.excuse()
		}
		p, err := a.gate.enter(ctx)
		if err != nil {
			return pass{}, 0, err
		}
		got, err := a.takeLinesAndPace(ctx, n, route)
		if err != nil {
			a.gate.leave(p)
			return pass{}, 0, err
		}
		// Meanwhile the gate may have closed, or a pause begun. The tokens are then lost: kept, they would be spent in a burst.
		if a.gate.stands(p) && !a.pause.Paused() {
			return p, got, nil
		}
		a.gate.leave(p)
		a.lines.giveBack(got)
	}
}

func (a admission) takeLinesAndPace(ctx context.Context, n int, route *Route) (got int, err error) {
	if got, err = a.lines.take(ctx, n, a.waits); err != nil {
		return 0, err
	}
	if err := a.pace.wait(ctx, got, route); err != nil {
		a.lines.giveBack(got)
		return 0, err
	}
	return got, nil
}

// giveBack returns the lines and the pace of n contacts that were admitted and are not sent.
func (a admission) giveBack(n int, route *Route) {
	if n > 0 {
		a.lines.giveBack(n)
		a.pace.giveBack(n, route)
	}
}
