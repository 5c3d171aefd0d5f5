package admission

import (
	"context"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"bulkdial/dialer"
)

// Admission decides when a request may be sent. Its stages, in this order: the run must not be paused, the gate must be open, there
// must be lines, and the pace must allow it. The slot for the request is taken before, the intent written after. Pace is awaited
// last, so that no token is held while something else keeps the request back and then spent in a burst.
type Admission struct {
	// Gate takes what answers say of the API's room, and Lines whose calls are in progress; Lines may be nil.
	Gate  *Gate
	Lines *Lines
	// Waits are told what else keeps the run from calling.
	Waits *Waits

	pause *Pause
	pace  *pace
}

// Config says what the admission of a run goes by.
type Config struct {
	// CPS is the pace of the campaign in calls per second, of which the shard has its part; 0: there is none. BatchSize is how many calls
	// are placed at once at most, from 1.
	CPS       float64
	BatchSize int
	Shard     dialer.Shard
	// CallerPace returns the pace of a number to call from, in calls per second; 0: it has none. It may be nil.
	CallerPace func(fromNumberID string) float64
	// MaxWait is how long the gate may be closed, from one hold to the next, without an accepted call.
	MaxWait time.Duration
	// Lines and Pause may be nil.
	Lines *Lines
	Pause *Pause
	// Observer sees the holds of the gate, and Logger the waits.
	Observer dialer.Observer
	Logger   zerolog.Logger
}

// New returns the admission of a run that begins now. Its Waits must be closed when the run has ended.
func New(cfg Config) Admission {
	waits := newWaits(cfg.Logger)
	return Admission{
		Gate: newGate(cfg.MaxWait, cfg.Observer, waits), Lines: cfg.Lines, Waits: waits, pause: cfg.Pause, pace: newPace(&cfg),
	}
}

// Limiter returns the pace of the run, from which the engine sees how many calls may be placed now.
func (a Admission) Limiter() *rate.Limiter { return a.pace.run }

// Admit waits until up to n calls on a route, from 1, may be placed by one request, and returns how many: as many as there are free
// lines, so that a batch never waits for more. The pass must be given back by one of Gate.Open, Gate.Hold and Gate.Leave, and what is
// not sent of the calls by GiveBack. The error is the cause of ctx's end.
func (a Admission) Admit(ctx context.Context, n int, route *dialer.Route) (leave Pass, got int, err error) {
	for {
		paused, err := a.pause.wait(ctx, a.Waits)
		if err != nil {
			return Pass{}, 0, err
		}
		if paused {
			a.Gate.Excuse()
		}
		p, err := a.Gate.enter(ctx)
		if err != nil {
			return Pass{}, 0, err
		}
		got, err := a.takeLinesAndPace(ctx, n, route)
		if err != nil {
			a.Gate.Leave(p)
			return Pass{}, 0, err
		}
		// Meanwhile the gate may have closed, or a pause begun. The tokens are then lost: kept, they would be spent in a burst.
		if a.Gate.stands(p) && !a.pause.Paused() {
			return p, got, nil
		}
		a.Gate.Leave(p)
		a.Lines.GiveBack(got)
	}
}

func (a Admission) takeLinesAndPace(ctx context.Context, n int, route *dialer.Route) (got int, err error) {
	if got, err = a.Lines.take(ctx, n, a.Waits); err != nil {
		return 0, err
	}
	if err := a.pace.wait(ctx, got, route); err != nil {
		a.Lines.GiveBack(got)
		return 0, err
	}
	return got, nil
}

// GiveBack returns the lines and the pace of n calls that were admitted and are not sent.
func (a Admission) GiveBack(n int, route *dialer.Route) {
	if n > 0 {
		a.Lines.GiveBack(n)
		a.pace.giveBack(n, route)
	}
}
