package dialer

import (
	"context"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"
)

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

// admissionConfig says what an admission goes by.
type admissionConfig struct {
	// CPS is the pace of the campaign in calls per second, of which the shard has its part; 0: there is none. BatchSize is how many calls
	// are placed at once at most, from 1.
	CPS       float64
	BatchSize int
	Shard     Shard
	// CallerPace returns the pace of a number to call from, in calls per second; 0: it has none. It may be nil.
	CallerPace func(fromNumberID string) float64
	// MaxWait is how long the gate may be closed, from one hold to the next, without an accepted call.
	MaxWait time.Duration
	// Lines and Pause may be nil.
	Lines *Lines
	Pause *Pause
	// Observer sees the holds, and Logger is told of the waits.
	Observer Observer
	Logger   zerolog.Logger
}

// newAdmission returns the admission of a run that begins now. Its Waits must be closed when the run has ended.
func newAdmission(cfg admissionConfig) admission {
	waits := newWaits(cfg.Logger)
	return admission{cfg.Pause, newGate(cfg.MaxWait, cfg.Observer, waits), cfg.Lines, newPace(&cfg), waits}
}

// limiter returns the pace of the run.
func (a admission) limiter() *rate.Limiter { return a.pace.run }

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
