package engine

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

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// Further reasons for which a run stops before its contacts are all called. Run's error wraps one of them, ErrDenied, ErrOutage or
// ErrRecord, or is ErrLimit, ErrDuplicates, the error of the contacts, or the cause of its context's end.
var (
	// ErrNoLine: all contacts were called but some that the API has refused for want of a line again and again.
	ErrNoLine = errors.New("no free line for some contacts")
	// ErrRejects: the share of rejected contacts is too large for the contacts to be at fault.
	ErrRejects = errors.New("too many contacts are rejected")
)

// Report says what a run did.
type Report struct {
	// Tally counts the contacts that were read, by their last word when the run ended.
	Tally dialer.Tally
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
	// Waits are the longest times in which the run sent nothing because it waited, in their order.
	Waits []dialer.Wait
}

// Deps are what a run works with; what may be nil says so.
type Deps struct {
	Screen dialer.Screener
	// CallsPlaced: an earlier run of the campaign has placed a call, so that a refusal is not the fault of the configuration.
	CallsPlaced bool
	// ToCall is Plan.ToCall of the run, for which memory is set aside; 0 where there is no plan.
	ToCall int
	// Guards are asked again just before each intent; the screen asks the same ones.
	Guards dialer.Guards
	Caller dialer.Caller
	Ledger dialer.Ledger
	Stats  *Stats
	Logger zerolog.Logger
	// Rescue takes, as lines of JSON whatever form Logger has, the results that the record cannot take.
	Rescue zerolog.Logger
	// ReadOnce: another pass over the contacts may only begin when one has ended.
	ReadOnce bool
	// Draining is called once when the context of the run ends before the run does: from then on no request is added to
	// those that it names, and the run waits for their answers. Run returns after it has. It may be nil.
	Draining func(Drain)
	// Tripped is called once when the answers of the API, or the want of any, stop the run: with an error that wraps ErrOutage, ErrRejects or
	// ErrDenied. No request is added from then on, and the run waits for the answers. Run returns after it has. It may be nil.
	Tripped func(error)
	// Observer sees what happens, for metrics; nil: there are none.
	Observer dialer.Observer
	// Caps count the calls just before each intent; nil: there are none.
	Caps dialer.Caps
	// Lines bounds the calls in progress to the shard's part of Config.Lines; it may be nil where that is 0. Whatever Follower
	// finds to have ended must be told to it.
	Lines *admission.Lines
	// CallerPace returns the pace of a number to call from, in calls per second; 0: it has none. It may be nil.
	CallerPace func(fromNumberID string) float64
	// Pause stops admission while it is set; it may be nil.
	Pause *admission.Pause
	// Follower follows the calls that the run places; nil: they are not followed.
	Follower dialer.Follower
}

// Source gives the contacts of one pass, in the order of their file, as a sequence that gives up when its context ends. A
// *RowError is a row that cannot be a contact; any other error is the last element. A run asks for another pass
// where contacts were held.
type Source func(context.Context) iter.Seq2[*dialer.Contact, error]

// Run calls the contacts. It stops admitting when ctx ends, lets what was sent be answered and recorded, and then
// returns. The report is right also when there is an error; the error is nil when a decision was made about every contact
// and each of those to be called was called; ErrNotDue says that some are not due before the run ends, ErrClosed that some are outside of their
// calling hours, ErrNoTime that no time is known for some. The context that contacts are asked for with ends when admission does; they
// are read by a goroutine of their own, which has ended when Run returns.
func Run(ctx context.Context, cfg Config, contacts Source, deps Deps) (Report, error) {
	if err := cfg.Validate(); err != nil {
		return Report{}, err
	}
	if err := checkLines(deps.Lines, &cfg); err != nil {
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
	defer whenEnded(admit, func() {
		if why := context.Cause(admit); deps.Tripped != nil && trips(why) {
			deps.Tripped(why)
		}
	})()
	r := &run{
		cfg: cfg, Deps: deps, stop: stop, holds: newHolds(cfg.HoursWait),
		admission: admission.New(admission.Config{
			CPS: cfg.CPS, BatchSize: cfg.BatchSize, Shard: cfg.Shard, CallerPace: deps.CallerPace, MaxWait: cfg.MaxWait,
			Lines: deps.Lines, Pause: deps.Pause, Observer: deps.Observer, Logger: deps.Logger,
		}),
		breaker: newBreaker(&cfg, deps.CallsPlaced), ids: newCallIDs(deps.ToCall), repeats: newRepeats(),
	}
	defer r.admission.Waits.Close()
	r.concurrency = newConcurrency(&cfg, r.admission.Limiter(), deps.Logger)
	deps.Stats.watch(r)
	began := time.Now()
	steps := newSteps(&cfg, deps.Screen)
	r.notDue = steps.notDue
	steps.withoutTime = r.withoutTime
	steps.stop, steps.decided, steps.hold, steps.readAgain = true, r.decided, r.holds.hold, r.holds.readAgain
	if cfg.Order != FreshFirst && !deps.ReadOnce {
		steps.due = r.holds.dueAmid
		steps.source = func() iter.Seq2[*dialer.Contact, error] { return contacts(admit) }
	}
	end := r.stages(admit, sending, &steps, contacts)
	if end == nil {
		r.notDue.addClosed(r.holds.left())
		end = r.notDue.errWith(steps.noTime + int(r.noTime.Load()))
	}
	report := r.report(&steps)
	report.Began, report.Ended, report.Waits = began, r.placed, r.admission.Waits.Longest(r.placed)
	return report, end
}

// checkLines reports as a *FieldError that lines, which may be nil, do not hold a run to its shard's part of cfg.Lines.
func checkLines(lines *admission.Lines, cfg *Config) error {
	want, limit := cfg.Shard.Share(cfg.Lines), lines.Use().Limit
	if want != limit {
		return &dialer.FieldError{Field: "Lines", Err: fmt.Errorf("the run is held to %d lines, and its part of %d is %d", limit, cfg.Lines, want)}
	}
	return nil
}

// unobserved is the Observer of a run without metrics.
type unobserved struct{}

func (unobserved) Sent(dialer.Sending)      {}
func (unobserved) Answered(dialer.Exchange) {}
func (unobserved) Held(dialer.Hold)         {}
func (unobserved) Stopping()                {}

// trips reports whether the answers of the API are why a run stops.
func trips(why error) bool {
	return errors.Is(why, dialer.ErrOutage) || errors.Is(why, ErrRejects) || errors.Is(why, dialer.ErrDenied)
}

// errDrained ends the requests that were not answered in time when a run stops.
var errDrained = errors.New("the run was told to stop and the answer did not come in time")

// abandonAfter gives up on outstanding requests after a while, unless the run has ended by then.
func abandonAfter(sending context.Context, abandon context.CancelCauseFunc, wait time.Duration) {
	if waited(sending, wait) {
		abandon(errDrained)
	}
}

// freshRows is how many contacts may leave the file before Stats is updated.
const freshRows = 256

// run is the state that the workers of a run share.
type run struct {
	cfg Config
	Deps
	stop        context.CancelCauseFunc
	concurrency *concurrency
	admission   admission.Admission
	breaker     *breaker
	holds       *holds
	ids         *callIDs
	lineUse     lineUse
	aside       aside
	repeats     *repeats
	requests    atomic.Uint64
	// noTime counts the contacts that have left their batches because there is no time for them.
	noTime atomic.Int64
	// notDue counts the contacts that are left for a later run, and unsettled the requests that the caps have counted.
	notDue    *notDue
	unsettled atomic.Int64
	// workers deliver batches: from a slot, or waiting for one.
	workers sync.WaitGroup
	// placed is when the last call was placed, or nothing more was sent.
	placed time.Time
	// fresh counts the contacts that have left the file since Stats was updated, at most freshRows.
	fresh dialer.Tally

	mu               sync.Mutex // guards what follows
	causes, repaired causes
	// lineless counts the contacts that were given up for want of a line.
	lineless int
}

// stepsAhead is how many steps the reader may be ahead of the workers.
const stepsAhead = 4

// stages runs the stages of a run: a reader, which makes steps of contacts, a dispatcher, which hands them to workers, and a
// follower of the calls. The first error of a stage stops admission and cancels no request that was sent; those are given up when
// sending ends. It returns why the run ended early, or nil.
func (r *run) stages(admit, sending context.Context, steps *steps, contacts Source) error {
	var group errgroup.Group
	stage := func(run func() error) {
		group.Go(func() error {
			err := run()
			r.stopIf(err)
			return err
		})
	}
	ready, placed := make(chan step, stepsAhead), make(chan struct{})
	var last error // of the contacts; the batches before it are still sent
	var lost error // of the ledger
	var open error // says which calls have not ended
	stage(func() error {
		defer close(ready)
		last = r.read(admit, steps, contacts, ready)
		if errors.Is(last, dialer.ErrContactsChanged) {
			return last
		}
		return nil
	})
	stage(func() error {
		defer close(placed)
		r.dispatch(admit, sending, ready)
		r.placed = time.Now()
		lost = r.closeRecord()
		return lost
	})
	stage(func() (err error) {
		open, err = r.followCalls(admit, placed)
		return err
	})
	_ = group.Wait() // its error has stopped admission, unless there was an earlier reason
	return r.end(admit, last, lost, open)
}

// followCalls follows the calls of the run. Calls that have not ended in the time for them are no reason to stop.
func (r *run) followCalls(ctx context.Context, placed <-chan struct{}) (open, err error) {
	if r.Follower == nil {
		return nil, nil
	}
	switch err = r.Follower.Run(ctx, placed); {
	case errors.Is(err, dialer.ErrInProgress):
		return fmt.Errorf("following calls: %w", err), nil
	case err != nil:
		return nil, fmt.Errorf("following calls: %w", err)
	}
	return nil, nil
}

// closeRecord records what was kept back, and waits until all is on disk.
func (r *run) closeRecord() error {
	r.stopIf(r.appendLate(r.breaker.rest()))
	defer r.logLeftOut()
	if err := r.Ledger.Flush(); err != nil {
		return fmt.Errorf("%w: %w", dialer.ErrRecord, err)
	}
	return nil
}

// end is why the run ended early: of the reasons of its stages the one that matters most, or nil.
func (r *run) end(admit context.Context, last, lost, open error) error {
	switch {
	case lost != nil: // this outranks a signal
		return lost
	case admit.Err() != nil:
		return context.Cause(admit)
	case last != nil:
		return last
	}
	if err := r.linelessError(); err != nil {
		return err
	}
	return open
}

// read passes on the steps of the contacts file, then those of held contacts, each time some of them may be called.
func (r *run) read(admit context.Context, steps *steps, contacts Source, ready chan<- step) error {
	defer r.showRead()
	if err := r.readSteps(admit, steps.all(contacts(admit)), ready); err != nil {
		return err
	}
	r.logHeld()
	for !steps.full() {
		due, waited := r.holds.due(admit, r.admission.Waits)
		if waited {
			r.admission.Gate.Excuse()
		}
		if len(due) == 0 {
			return nil
		}
		if err := r.readSteps(admit, steps.recalled(contacts(admit), due), ready); err != nil {
			return err
		}
	}
	if r.holds.rest(admit) > 0 {
		return ErrLimit
	}
	return nil
}

func (r *run) readSteps(admit context.Context, all iter.Seq2[step, error], ready chan<- step) error {
	for next, err := range all {
		if err != nil {
			return err
		}
		r.showRead()
		if next.batch != nil {
			r.holds.sent()
		}
		select {
		case ready <- next:
		case <-admit.Done():
			return context.Cause(admit)
		}
	}
	return nil
}

// dispatch records skips and hands each batch to a worker of its own, as soon as there is a slot. It waits for all of them. A
// failure is a result and no error: contacts do not cancel each other.
func (r *run) dispatch(admit, sending context.Context, ready <-chan step) {
	for next := range ready {
		if admit.Err() != nil {
			continue // the reader ends as well
		}
		if next.skip != nil {
			r.stopIf(r.record(next))
			continue
		}
		since := time.Now()
		if r.concurrency.take(admit) != nil {
			continue // admission has ended
		}
		r.workers.Go(func() {
			defer r.concurrency.free()
			defer r.holds.ended()
			r.deliver(admit, sending, next.batch, since)
		})
	}
	r.tryKept(admit)
	r.workers.Wait()
}

// tryKept sees to the batches that are kept back when everything else was tried. If nothing is left to try, the
// configuration is at fault.
func (r *run) tryKept(admit context.Context) {
	for r.holds.settled(admit); admit.Err() == nil && r.holds.release(); r.holds.settled(admit) {
	}
	r.stopIf(r.breaker.exhausted())
}

// record records a skip. One of a contact that was held changes what was counted when it left the file.
func (r *run) record(next step) error {
	if next.recalled {
		return r.appendLate([]dialer.Result{*next.skip})
	}
	if err := r.Ledger.Append(*next.skip); err != nil {
		return fmt.Errorf("%w: %w", dialer.ErrRecord, err)
	}
	return nil
}

// showRead shows how many contacts have left the file.
func (r *run) showRead() {
	r.Stats.read(&r.fresh)
	r.fresh = dialer.Tally{}
}

// decided follows the contacts as they leave the file.
func (r *run) decided(d *dialer.Decision) {
	countDecision(&r.fresh, d)
	if r.fresh.Rows == freshRows {
		r.showRead()
	}
	if !d.Skipped() && len(d.Repairs) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if d.Skipped() {
		r.causes.skipped(d)
	}
	r.repaired.repairs(d)
}

// withoutTime takes a contact that stays pending because no time is known for it.
func (r *run) withoutTime(d *dialer.Decision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.causes.withoutTime(d)
}

func (r *run) report(steps *steps) Report {
	live := r.Stats.Live()
	tally := steps.tally
	tally.Settle(live.Results)
	return Report{Tally: tally, Settled: steps.settled, Live: live, Causes: r.causes.list(), Repaired: r.repaired.list()}
}
