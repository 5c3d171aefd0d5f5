package reconcile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"bulkdial/dialer"
)

// NotPlaced is the error_code of an attempt of which it is proven that no call was placed.
const NotPlaced = "not_placed"

// Found is the error_code of an accepted attempt whose answer was lost, and whose call was found.
const Found = "found"

const (
	// DefaultSettle is how long after an attempt a call is awaited at least; a call was seen queued for 49 minutes.
	DefaultSettle = 2 * time.Hour
	// LeastSettle is the least time that may be chosen instead.
	LeastSettle = time.Hour
	// Apart is the least time between two readings of a list that prove that no call was placed.
	Apart = 5 * time.Minute
	// tries is how often a request is sent, and pause the first wait between; it doubles, up to what mostPause says.
	tries     = 4
	pause     = time.Second
	mostPause = time.Minute
)

// Config says how a Reconciler works.
type Config struct {
	Calls dialer.Calls
	// Agents are those whose lists may have the calls of attempts that name no agent.
	Agents []string
	// RefKey is the key of the reference in the variables of a call. Referenced: the attempts carry one.
	RefKey     string
	Referenced bool
	// MatchNumber takes a call without references by its number and its time.
	MatchNumber bool
	// Settle is how long after an attempt a call can appear in the list, LeastSettle or more.
	Settle time.Duration
	// Speed is how many times faster than the clock calls live: 1, and more with a sandbox; 0 is 1.
	Speed float64
	// Wait is how long Run may wait, by the clock, until time has passed that is missing; 0: it reads each list once.
	Wait time.Duration
	// MaxPages bounds the pages of a reading; 0: none.
	MaxPages int
	// Record makes corrected results durable.
	Record func([]dialer.Result) error
	// Absences are those that earlier processes have kept, and Keep makes the present ones durable. An error of Keep is logged: the
	// next process needs one more reading then.
	Absences []Absence
	Keep     func([]Absence) error
	// Progress is called with a reading after each page, and Waiting with the moment until which Run waits; both may be nil.
	Progress func(Reading)
	Waiting  func(until time.Time)
	Logger   zerolog.Logger
}

// Report is what a Reconciler has found out.
type Report struct {
	// Found attempts are accepted now, and NotPlaced ones rejected.
	Found, NotPlaced []dialer.Result
	// Left are unknown as before.
	Left []Left
	// Doubles are calls that were placed twice by one request.
	Doubles []Double
}

// Left is an attempt that stays unknown.
type Left struct {
	dialer.Result

	// Missing is the first condition that does not hold, and Until is when time alone can have helped; zero: it cannot.
	Missing Condition
	Until   time.Time
}

// Double is a second call of one attempt.
type Double struct {
	dialer.Result // its CallID is that of the call that is kept

	Other string
}

// Reconciler finds out what became of unknown attempts. It is not for use by several goroutines.
type Reconciler struct {
	cfg    Config
	survey *Survey
	doubts []*doubt
	// refs are the doubts by their references, and digits those of their numbers.
	refs   map[string]*doubt
	digits map[string]bool
	// expectedWitnesses are the references of all witnesses, by the ids of their calls.
	expectedWitnesses map[string]string
	absences          map[attemptKey]Absence
	pace              *rate.Limiter
	report            Report
	// corrected are results that are not recorded yet.
	corrected []dialer.Result
	failure   error
}

// New returns a Reconciler of the attempts that a survey has found.
func New(s *Survey, cfg Config) *Reconciler {
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	if cfg.Progress == nil {
		cfg.Progress = func(Reading) {}
	}
	if cfg.Waiting == nil {
		cfg.Waiting = func(time.Time) {}
	}
	r := &Reconciler{
		cfg: cfg, survey: s, doubts: s.open(), refs: map[string]*doubt{}, digits: map[string]bool{},
		expectedWitnesses: map[string]string{}, absences: map[attemptKey]Absence{}, pace: dialer.NewReadPace(cfg.Speed),
	}
	for _, d := range r.doubts {
		r.refs[d.ref], r.digits[digitsOf(d.Number)] = d, true
	}
	for _, all := range s.witnesses {
		for _, w := range all {
			r.expectedWitnesses[w.id] = w.ref
		}
	}
	for _, a := range cfg.Absences {
		r.absences[attemptKey{a.Batch, a.Row}] = a
	}
	return r
}

// Run reads calls until nothing can be found out any more within Config.Wait, and records what it has found out. The report is right also
// where there is an error: the cause of ctx's end, that of Config.Record, one that wraps dialer.ErrOutage, or dialer.ErrDenied.
func (r *Reconciler) Run(ctx context.Context) (Report, error) {
	deadline := time.Now().Add(r.cfg.Wait)
	err := r.readIDs(ctx)
	for err == nil {
		if err = r.round(ctx); err != nil {
			break
		}
		next := r.next(time.Now())
		if next.IsZero() || next.After(deadline) {
			break
		}
		r.cfg.Waiting(next)
		err = wait(ctx, time.Until(next))
	}
	err = cmp.Or(err, r.failure)
	if recording := r.record(); recording != nil {
		err = recording
	}
	for _, d := range r.doubts {
		if d.open() && !d.superseded {
			r.report.Left = append(r.report.Left, Left{d.Result, cmp.Or(d.missing, NotWhole), d.until})
		}
	}
	return r.report, err
}

// wait waits until a duration has passed. The error is the cause of ctx's end.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// round reads each list once, and concludes from it.
func (r *Reconciler) round(ctx context.Context) error {
	var read []*reading
	for _, agent := range r.agents() {
		one, err := r.read(ctx, agent, r.floor())
		if err != nil {
			r.match(append(read, one))
			return err
		}
		read = append(read, one)
	}
	r.match(read)
	for _, d := range r.doubts {
		if d.open() {
			r.conclude(d, read)
		}
	}
	if err := r.record(); err != nil {
		return err
	}
	r.keep()
	return nil
}

// agents returns the agents whose lists are to be read.
func (r *Reconciler) agents() []string {
	var agents []string
	known := map[string]bool{"": true}
	add := func(agent string) {
		if !known[agent] {
			known[agent] = true
			agents = append(agents, agent)
		}
	}
	unnamed := false
	for _, d := range r.doubts {
		if d.open() {
			add(d.AgentID)
			unnamed = unnamed || d.AgentID == ""
		}
	}
	if unnamed {
		for _, agent := range r.cfg.Agents {
			add(agent)
		}
	}
	return agents
}

// floor is the earliest moment at which a doubt can have been sent; zero if that is not known of all.
func (r *Reconciler) floor() time.Time {
	var floor time.Time
	for _, d := range r.doubts {
		if !d.open() {
			continue
		}
		begun := d.begun()
		if begun.IsZero() {
			return begun
		}
		if floor.IsZero() || begun.Before(floor) {
			floor = begun
		}
	}
	return floor
}

// next is when readings can find out more, without anything but time passing; zero: never. Readings are Apart at least.
func (r *Reconciler) next(now time.Time) time.Time {
	var next time.Time
	for _, d := range r.doubts {
		if d.open() && !d.superseded && !d.until.IsZero() && (next.IsZero() || d.until.Before(next)) {
			next = d.until
		}
	}
	if soonest := now.Add(r.scaled(Apart)); !next.IsZero() && next.Before(soonest) {
		return soonest
	}
	return next
}

// readIDs reads the calls that lost answers have named.
func (r *Reconciler) readIDs(ctx context.Context) error {
	for _, d := range r.doubts {
		if d.CallID == "" || r.survey.accounted[d.CallID] {
			continue
		}
		var c dialer.CallRecord
		answered, err := r.ask(ctx, func() (err error) {
			c, err = r.cfg.Calls.Get(ctx, d.CallID)
			return err //nolint:wrapcheck // ask tells errors apart
		})
		if err != nil {
			return err
		}
		foreign := c.Variables[r.cfg.RefKey] != "" && !hasReference(&c, d.ref)
		if answered && sameNumber(d.Number, c.To) && !foreign {
			r.found(d, d.CallID, "found by the id that its answer named")
		}
	}
	return nil
}

// list asks for a page. It reports false where the API has none.
func (r *Reconciler) list(ctx context.Context, q dialer.ListQuery) (page dialer.CallPage, answered bool, err error) {
	answered, err = r.ask(ctx, func() (err error) {
		page, err = r.cfg.Calls.List(ctx, q)
		return err //nolint:wrapcheck // ask tells errors apart
	})
	return page, answered, err
}

// ask sends a request, some times if it must. It reports false where the API refuses this request, as for an id that it does not know.
func (r *Reconciler) ask(ctx context.Context, request func() error) (answered bool, err error) {
	for n := range tries {
		if err := r.pace.Wait(ctx); err != nil {
			if ctx.Err() != nil {
				return false, context.Cause(ctx)
			}
			return false, fmt.Errorf("waiting for pace: %w", err)
		}
		err = request()
		e, isAPI := errors.AsType[*dialer.APIError](err)
		switch {
		case err == nil:
			return true, nil
		case ctx.Err() != nil:
			return false, context.Cause(ctx)
		case isAPI && e.Denied():
			return false, fmt.Errorf("%w: %w", dialer.ErrDenied, err)
		case isAPI && (e.NotFound() || e.HTTPStatus == 400 || e.HTTPStatus == 422):
			r.cfg.Logger.Warn().Err(err).Msg("the API refuses to show calls")
			return false, nil
		}
		pausing := pause << n
		if isAPI && e.RetryAfter > 0 {
			pausing = min(e.RetryAfter, mostPause)
		}
		if n == tries-1 {
			break
		}
		if err := wait(ctx, r.scaled(pausing)); err != nil {
			return false, err
		}
	}
	return false, fmt.Errorf("%w: the calls cannot be read: %w", dialer.ErrOutage, err)
}

func (r *Reconciler) scaled(d time.Duration) time.Duration {
	return max(1, time.Duration(float64(d)/r.cfg.Speed))
}

// record makes the corrected results durable.
func (r *Reconciler) record() error {
	if len(r.corrected) == 0 {
		return nil
	}
	corrected := r.corrected
	r.corrected = nil
	if err := r.cfg.Record(corrected); err != nil {
		return err
	}
	for i := range corrected {
		if corrected[i].Disposition == dialer.Accepted {
			r.report.Found = append(r.report.Found, corrected[i])
		} else {
			r.report.NotPlaced = append(r.report.NotPlaced, corrected[i])
		}
	}
	return nil
}

// found takes a call for that of a doubt.
func (r *Reconciler) found(d *doubt, callID, how string) {
	result := d.Result
	result.Disposition, result.CallID, result.ErrorCode, result.Error = dialer.Accepted, callID, Found, "the answer was lost; "+how
	d.settled, r.survey.accounted[callID] = true, true
	r.corrected = append(r.corrected, result)
	delete(r.absences, keyOf(&d.Result))
	r.cfg.Logger.Debug().Int("row", d.Row).Str("batch", string(d.Batch)).Str("agent_call_id", callID).Msg("an unknown call was placed")
}

// double reports a second call of an attempt that was found.
func (r *Reconciler) double(d *doubt, other string) {
	kept := d.Result
	for i := range r.corrected {
		if keyOf(&r.corrected[i]) == keyOf(&d.Result) {
			kept = r.corrected[i]
		}
	}
	r.report.Doubles = append(r.report.Doubles, Double{kept, other})
	r.cfg.Logger.Error().Int("row", d.Row).Str("batch", string(d.Batch)).Str("agent_call_id", kept.CallID).Str("other", other).
		Msg("one request has placed two calls to this contact")
}
