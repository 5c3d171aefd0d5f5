package campaign

import (
	"context"
	"errors"
	"sync"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/calls"
)

// RunConfig says how a run calls the contacts of a campaign.
type RunConfig struct {
	Send engine.Config
	// Holder names the run to others that want the ledger, and Disk is the disk of the ledger.
	Holder ownfile.Holder
	Disk   ownfile.Disk
	// Note is what the runs file says of the run.
	Note RunNote
	// Follows: the calls will be followed (Follow), those of earlier runs included.
	Follows bool
	// TestServer: the API places no real calls, whatever its ids are.
	TestServer bool
}

// Run is a run that holds the lock of its ledger. Its phases are methods, in the order of the package's documentation.
type Run struct {
	campaign *Campaign
	cfg      RunConfig
	ledger   *ledger.Ledger
	plan     *engine.Plan // nil before MakePlan
	report   engine.Report
	opened   time.Time
	tracking *calls.Tracking  // nil where calls are not followed
	lines    *admission.Lines // as tracking
	ends     ownEnds
	// begun: Reconcile has made the ledger ready. noted: the runs file says that the run has begun to call.
	begun, noted bool
	// preflight is what the API has said before the first call; zero where it was not asked.
	preflight preflight
}

// Open takes the lock of the ledger and reads it. The error is one of ledger.Open, or an *ownfile.LockedError when another run has
// changed the settings since they were recalled.
func (c *Campaign) Open(cfg RunConfig) (*Run, error) {
	c.contacts.strict = true
	cfg.Send.NoDuplicates, cfg.Send.NoHidden = c.forbidsDuplicates(), c.forbidsHidden()
	opened := time.Now()
	record, err := ledger.OpenOn(cfg.Disk, c.Own, cfg.Holder, c.learn)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if recalled := c.cfg.Recalled; recalled != nil && !recalled.Unchanged(record.Settings()) {
		_ = record.Close() // it was only read
		return nil, &ownfile.LockedError{Path: c.Own, Holder: ownfile.Holder{}}
	}
	if reading := &c.cfg.Reading; reading.AgentColumn == "" { // here, because Reconcile can begin the ledger before Begin does
		record.NameAgent(reading.Route.AgentID)
	}
	return &Run{
		campaign: c, cfg: cfg, ledger: record, opened: opened, ends: ownEnds{run: cfg.Send.Run},
	}, nil
}

// Join reads the results of the other shards, those of an earlier division included, and how the calls of all have ended. It
// compares the settings with those that the campaign remembers. The error is an *ownfile.LockedError while a shard of another division
// is at work: the two could call the same contacts. It is a *ChangeError for settings with which the run must not begin.
func (r *Run) Join() error {
	c := r.campaign
	look := Look{campaign: c}
	err := look.read(c.Own, func(file ledger.ResultsFile, holder ownfile.Holder) error {
		if file.Shard.Count == c.cfg.Shard.Count {
			return nil
		}
		return &ownfile.LockedError{Path: file.Path, Holder: holder}
	})
	if err == nil {
		err = c.learnCalls()
	}
	if err == nil {
		err = c.learnCaps()
	}
	if err != nil {
		return err
	}
	return c.checkSettings()
}

// CheckIDs returns an error when the ledger has real calls and the run is one of the sandbox, or the other way round.
func (r *Run) CheckIDs() error {
	c := r.campaign
	if settings := r.ledger.Settings(); settings != nil {
		c.sandboxIDs = c.sandboxIDs || settings.Sandbox
	}
	switch {
	case c.cfg.Sandbox && c.realIDs:
		return Usagef("%s holds results of real calls: a sandbox run does not write to it", c.Own)
	case !c.cfg.Sandbox && c.sandboxIDs && !r.cfg.TestServer:
		return fieldError("Results", "%s holds results of a sandbox run, which placed no real calls: remove it, or name another results file", c.Own)
	}
	return nil
}

// MakePlan decides about all contacts and reports whether there is anything to do: a contact to call, or a line to write. A
// shard without contacts to call writes its file all the same, so that none is missing. The error is a *PlanError, a
// *HiddenRowsError or a *UnstableIDsError when no contact may be called. Standard input cannot be planned, because it is read only once.
func (r *Run) MakePlan(ctx context.Context) (work bool, err error) {
	if r.campaign.Piped() {
		return true, nil
	}
	var each func(*dialer.Decision)
	if r.cfg.Follows {
		r.ends.awaited = nil
		each = r.ends.await
	}
	plan, err := r.campaign.planCalls(ctx, r.cfg.Send, r.campaign.contacts.ahead, each)
	r.plan = &plan
	r.ends.awaited.sort()
	unseen := r.campaign.cfg.Shard.Divided() && r.ledger.New()
	work = !plan.Nothing() || r.ledger.Interrupted() > 0 || unseen
	if err = r.refusal(&plan, err); err == nil && !work && !r.ledger.New() {
		err = r.remember(r.campaign.contacts.last)
	}
	return work, err
}

// refusal returns why no contact of a plan may be called, or what has ended the plan before its end; else nil.
func (r *Run) refusal(plan *engine.Plan, end error) error {
	unstable := r.campaign.checkMoved()
	_, duplicates := errors.AsType[*PlanError](end)
	switch {
	case unstable != nil && (end == nil || duplicates): // such ids make duplicates of contacts that are none
		return unstable
	case end != nil:
		return end
	default:
		if err := r.campaign.checkHidden(plan); err != nil {
			return err
		}
		return CheckStrict(plan, r.cfg.Send)
	}
}

// remember saves the settings, and compares them with those of the other shards again: of two that begin at the same time, at
// least the second sees the other.
func (r *Run) remember(header ledger.Header) error {
	c := r.campaign
	if c.cfg.Recalled == nil {
		return nil
	}
	if err := recordError(r.ledger.Remember(c.cfg.Recalled.ToRemember(header, c.cfg.Sandbox))); err != nil {
		return err
	}
	return c.cfg.Recalled.CheckShardsAgain(&c.Files, c.cfg.Shard) //nolint:wrapcheck // it says what has changed
}

// Plan returns the plan; nil when there is none.
func (r *Run) Plan() *engine.Plan { return r.plan }

// ToCall is how many contacts the plan calls, now or later; 0 when there is none.
func (r *Run) ToCall() int {
	if r.plan == nil {
		return 0
	}
	return r.plan.ToCall + r.plan.Held
}

// NotDue returns an error that wraps engine.ErrNotDue if the plan leaves contacts for a later run that are not due before, else nil.
func (r *Run) NotDue() error {
	if r.plan == nil {
		return nil
	}
	return r.plan.NotDue() //nolint:wrapcheck // it says what is left
}

// CallsInProgress reports whether an accepted contact of the plan has a call of which no end is known.
func (r *Run) CallsInProgress() bool { return r.plan != nil && r.plan.Tally.InProgress() > 0 }

// Sent counts the contacts that Dial has sent, by their results.
func (r *Run) Sent() dialer.Tally { return r.report.Live.Results }

// Interrupted is how many contacts an earlier run had in flight when it was cut off.
func (r *Run) Interrupted() int { return r.ledger.Interrupted() }

// Follow has the calls of the campaign followed beside the run, and bounds them where RunConfig.Send.Lines does. It comes before Begin, so
// that nothing is called while another process follows the calls: then the error is a *ownfile.LockedError.
func (r *Run) Follow(cfg calls.TrackConfig) error {
	c := r.campaign
	if c.caps != nil {
		c.caps.Follow()
		cfg.Ended = both(c.caps.Ended, cfg.Ended)
	}
	cfg.Ended = both(r.ends.ended, cfg.Ended)
	cfg.Route = c.cfg.Reading.Route
	cfg.Lines = admission.NewLines(admission.LinesConfig{
		Limit: c.cfg.Shard.Share(r.cfg.Send.Lines), Speed: cfg.Speed,
		Outlived: func(callID string) {
			if callID == "" { // as every unknown contact does, some minutes later: nothing is wrong
				cfg.Logger.Debug().Msg("an unknown contact can be in no call any more; its line counts as free")
				return
			}
			cfg.Logger.Warn().Str("agent_call_id", callID).Msg("a call has taken its line longer than a call can last; the line counts as free")
		},
	})
	var err error
	r.lines = cfg.Lines
	r.tracking, err = calls.Track(&c.Files, c.cfg.Shard, cfg)
	return err //nolint:wrapcheck // it names the file
}

// both calls two functions with each CDR; the second may be nil.
func both(first, second func(*dialer.CDR)) func(*dialer.CDR) {
	return func(c *dialer.CDR) {
		first(c)
		if second != nil {
			second(c)
		}
	}
}

// Tracking is what follows the calls; nil where they are not followed.
func (r *Run) Tracking() *calls.Tracking { return r.tracking }

// Begin makes the ledger ready for results, unless Reconcile has, and says in the runs file that the run begins. The error wraps
// dialer.ErrRecord.
func (r *Run) Begin() error {
	r.campaign.contacts.keep = r.remember
	if !r.begun {
		if err := recordError(r.ledger.Begin()); err != nil {
			return err
		}
	}
	return r.noteBegin()
}

// Dial calls the contacts. It fills in the parts of deps that belong to the campaign: Screen, CallsPlaced, ToCall, ReadOnce, Guards, Caps, Ledger,
// Lines and Follower.
// The error is that of engine.Run, or, of contacts without a plan, a *UnstableIDsError.
func (r *Run) Dial(ctx context.Context, deps engine.Deps) error {
	c, contacts := r.campaign, engine.Source(r.campaign.contacts.all)
	sc := screen.New(c.screening())
	if r.plan == nil {
		contacts = c.watched(sc)
		defer func() { c.moved = *sc.Moved() }()
	} else {
		deps.ToCall = r.plan.ToCall
	}
	deps.Screen, deps.Guards, deps.CallsPlaced, deps.Ledger = sc, c.guards, c.history.CallsPlaced(), r.ledger
	deps.ReadOnce = c.Piped()
	if c.caps != nil {
		deps.Caps = c.caps
	}
	if t := r.tracking; t != nil {
		deps.Lines, deps.Follower = r.lines, t.Follower()
		defer beside(ctx, t.Describe)()
	}
	var err error
	r.report, err = engine.Run(ctx, r.cfg.Send, contacts, deps)
	return err //nolint:wrapcheck // it says what ended the run
}

// beside does something in a goroutine of its own until the function that it returns is called, which waits for its end.
func beside(ctx context.Context, do func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var group sync.WaitGroup
	group.Go(func() { do(ctx) })
	return func() {
		cancel()
		group.Wait()
	}
}

// Finish closes the ledger and returns the state of the campaign, and err, the error that ended the run, or else that of
// closing the ledger.
func (r *Run) Finish(err error) (State, error) {
	if closing := recordError(r.ledger.Close()); err == nil {
		err = closing
	}
	if r.tracking != nil {
		if closing := r.tracking.Close(); err == nil {
			err = closing
		}
	}
	return r.state(err), err
}
