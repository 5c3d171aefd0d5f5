package dialer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"
)

// The reasons for which a run stops before its contacts are all called. Run's error wraps one of them, or is
// ErrLimit, ErrDuplicates, the error of the contacts, or the cause of its context's end.
var (
	// ErrDenied: the API refuses every request alike until somebody changes key, agent, number or plan.
	ErrDenied = errors.New("the API refuses the request")
	// ErrOutage: too many requests in a row had no good answer. A later run may fare better.
	ErrOutage = errors.New("no good answer")
	// ErrRejects: too large a share of the contacts is rejected for it to be the contacts' fault.
	ErrRejects = errors.New("too many contacts are rejected")
	// ErrRecord: the record cannot be written.
	ErrRecord = errors.New("the record cannot be written")
)

// Report says what a run did.
type Report struct {
	// Tally counts the contacts that were judged, by their last word when the run ended.
	Tally Tally
	// Settled is how many of them earlier runs had settled.
	Settled int
	// Live is the run's own work.
	Live Live
	// Causes are the reasons for which contacts were skipped, rejected or left unknown in this run.
	Causes []Cause
	// Repaired says what was put right in the numbers of those who were to be called.
	Repaired []Cause
	// Began and Ended bound the time in which the run sent.
	Began, Ended time.Time
}

// Deps are what a run works with; none but Draining and Observer is nil.
type Deps struct {
	Screen *Screen
	Caller Caller
	Log    Log
	Stats  *Stats
	Logger zerolog.Logger
	// Rescue takes, as lines of JSON whatever form Logger has, the results that the record cannot take.
	Rescue zerolog.Logger
	// Draining is called once when the context of the run ends before the run does: from then on no request is added to
	// those that it is told of, and the run waits for their answers. Run returns after it has. It may be nil.
	Draining func(Drain)
	// Observer is told of what happens; nil: nobody measures.
	Observer Observer
}

// Source gives the contacts of one pass, in the order of their file, as a sequence that gives up when its context ends. A
// *RowError stands for a row that cannot be a contact; any other error is the last element. A contact is good until the
// next.
type Source func(context.Context) iter.Seq2[*Contact, error]

// Run calls the contacts. It stops admitting when ctx ends, lets what was sent be answered and recorded, and then
// returns. The report is right also when there is an error; the error is nil when every contact was judged and, if
// it was to be called, called. The context that contacts are asked for with ends when nobody is admitted any more; they
// are read by a goroutine of their own, which has ended when Run returns.
func Run(ctx context.Context, cfg Config, contacts Source, deps Deps) (Report, error) {
	if err := cfg.Validate(); err != nil {
		return Report{}, err
	}
	// A limiter refuses at once to wait past a deadline, so the context of admission has none of its own.
	admit, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	defer whenEnded(ctx, func() {
		stop(context.Cause(ctx))
		if deps.Draining != nil {
			deps.Draining(deps.Stats.drain(&cfg))
		}
	})()
	sending, abandon := context.WithCancelCause(context.WithoutCancel(ctx))
	defer abandon(nil)
	defer context.AfterFunc(admit, func() { abandonAfter(sending, abandon, cfg.drainTimeout()) })()
	if deps.Observer == nil {
		deps.Observer = unobserved{}
	}
	defer context.AfterFunc(admit, deps.Observer.Stopping)()
	r := &run{
		cfg: cfg, Deps: deps, stop: stop,
		admission: newAdmission(&cfg, deps.Observer), breaker: newBreaker(&cfg, deps.Screen.History.accepted),
	}
	r.concurrency = newConcurrency(&cfg, r.admission.pace, deps.Logger)
	began := time.Now()
	pass := newSteps(&cfg, deps.Screen)
	pass.stop, pass.judged = true, r.judged
	end := r.feed(admit, sending, &pass, contacts(admit))
	report := r.report(&pass)
	report.Began, report.Ended = began, time.Now()
	return report, end
}

// errDrained ends the requests that were not answered in time when a run stops.
var errDrained = errors.New("the run was told to stop and the answer did not come in time (--drain-timeout)")

// abandonAfter gives up on outstanding requests after a while, unless the run has ended by then.
func abandonAfter(sending context.Context, abandon context.CancelCauseFunc, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		abandon(errDrained)
	case <-sending.Done():
	}
}

// freshRows is how many contacts may leave the file before Stats is told.
const freshRows = 256

// run is the state that the workers of a run share.
type run struct {
	cfg Config
	Deps
	stop        context.CancelCauseFunc
	concurrency *concurrency
	admission   admission
	breaker     *breaker
	requests    atomic.Uint64
	// fresh counts the contacts that have left the file since Stats was told, at most freshRows.
	fresh Tally
	// spare holds the room of results that are settled, for others.
	spare sync.Pool

	mu               sync.Mutex // guards causes and repaired
	causes, repaired causes
}

// feed hands out the steps of a pass and waits for what it has handed out. It returns why the run ended early, or nil.
// Nothing new is sent when admit ends; what is outstanding is given up when sending ends.
func (r *run) feed(admit, sending context.Context, pass *steps, contacts iter.Seq2[*Contact, error]) error {
	// A zero group: contacts do not cancel each other, and a failure is a result.
	var workers errgroup.Group
	var end error
	for next := range r.ahead(admit, pass, contacts) {
		switch {
		case admit.Err() != nil: // the pass ends as well
		case next.end != nil:
			end = next.end
		case next.skip != nil:
			if err := r.Log.Append(*next.skip); err != nil {
				r.stop(fmt.Errorf("%w: %w", ErrRecord, err))
			}
		default:
			ready := time.Now()
			if r.concurrency.take(admit) != nil {
				continue // admission has ended
			}
			workers.Go(func() error {
				defer r.concurrency.free()
				r.deliver(admit, sending, next.batch, ready)
				pass.open.reuse(next.batch)
				return nil
			})
		}
	}
	_ = workers.Wait() // deliver returns no errors
	if err := r.appendLate(r.breaker.rest()); err != nil {
		r.stop(err)
	}
	if err := r.Log.Flush(); err != nil {
		r.stop(fmt.Errorf("%w: %w", ErrRecord, err))
	}
	if admit.Err() != nil {
		return context.Cause(admit)
	}
	return end
}

// stepsAhead is how many steps are made ready before they are due.
const stepsAhead = 4

// ahead makes the steps of a pass ready while others are under way, until admit ends: when an answer comes or a sync ends,
// the next batch is there. The channel is closed when the pass is over.
func (r *run) ahead(admit context.Context, pass *steps, contacts iter.Seq2[*Contact, error]) <-chan dueStep {
	ahead := make(chan dueStep, stepsAhead)
	go func() {
		defer close(ahead)
		defer r.showJudged()
		for next, err := range pass.all(contacts) {
			r.showJudged()
			select {
			case ahead <- dueStep{next, err}:
			case <-admit.Done():
				return
			}
		}
	}()
	return ahead
}

// dueStep is a step, or the error that ends the pass.
type dueStep struct {
	step
	end error
}

// showJudged shows how many contacts have left the file.
func (r *run) showJudged() {
	r.Stats.judged(&r.fresh)
	r.fresh = Tally{}
}

// judged follows the contacts as they leave the file.
func (r *run) judged(j *Judgment) {
	r.fresh.Rows++
	r.fresh.count(j.LastWord, 1)
	if r.fresh.Rows == freshRows {
		r.showJudged()
	}
	if j.Code == "" && len(j.Repairs) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if j.Code != "" {
		r.causes.judged(j)
	}
	r.repaired.repairs(j)
}

func (r *run) report(pass *steps) Report {
	live := r.Stats.Live()
	tally := pass.tally
	tally.Add(live)
	return Report{Tally: tally, Settled: pass.settled, Live: live, Causes: r.causes.list(), Repaired: r.repaired.list()}
}
