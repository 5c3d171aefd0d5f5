package calls

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/fileset"
)

// TrackConfig says how the calls of a campaign are followed.
type TrackConfig struct {
	Calls dialer.Calls
	// Agents are those whose lists may have the calls of earlier runs.
	Agents []string
	// Speed is how many times faster than the clock calls live: more than 1 with the built-in sandbox.
	Speed float64
	// Summary keeps what was said in each call.
	Summary bool
	// Timeout is how long calls are followed once none is added any more; 0: until all have ended.
	Timeout time.Duration
	// Leave: a run that has placed all of its calls does not wait for their ends.
	Leave bool
	// Since: calls that were recorded earlier are left out; zero: none.
	Since time.Time
	// Lines are those of the run that places the calls; nil without one. Route is that of attempts which may be in a call without an id.
	Lines *admission.Lines
	Route dialer.Route
	// Ended is called with each CDR once it is on disk; it may be nil.
	Ended func(*dialer.CDR)
	// Holder names the process to others that want to follow the calls, and Disk is the disk of the calls file.
	Holder ownfile.Holder
	Disk   ownfile.Disk
	Logger zerolog.Logger
}

// Tracking follows the calls of a campaign, or of a shard. It holds the calls file until Close.
type Tracking struct {
	cfg     TrackConfig
	files   fileset.Files
	shard   dialer.Shard
	record  *ledger.Calls
	tracker *track.Tracker
	results placedResults

	mu   sync.Mutex // guards what follows
	seed maphash.Seed
	// recorded has each call with a CDR, by a hash of its id.
	recorded map[uint64]struct{}
	outcomes dialer.OutcomeTally
}

// Track takes the calls file of a shard, or of the whole campaign, and reads which calls have no CDR. The error is an *ownfile.LockedError
// while another process follows calls of the campaign, unless it is a shard of the same division.
func Track(f *fileset.Files, shard dialer.Shard, cfg TrackConfig) (*Tracking, error) {
	t, err := openTracking(f, shard, cfg)
	if err != nil {
		return nil, err
	}
	if err := t.load(); err != nil {
		_ = t.Close() // the error says more
		return nil, err
	}
	return t, nil
}

func openTracking(f *fileset.Files, shard dialer.Shard, cfg TrackConfig) (*Tracking, error) {
	t := &Tracking{cfg: cfg, files: *f, shard: shard, seed: maphash.MakeSeed(), recorded: map[uint64]struct{}{}}
	var err error
	own := ledger.CallsPath(f.Own)
	if t.record, err = ledger.OpenCalls(cfg.Disk, own, cfg.Holder, t.remember); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	err = t.files.TrackedElsewhere(shard)
	if err == nil {
		err = EachCDR(&t.files, own, t.remember)
	}
	if err != nil {
		_ = t.record.Close() // the error says more
		return nil, err
	}
	t.tracker = track.New(track.Config{
		Calls: cfg.Calls, Append: t.record.Append, Lookup: t.results.lookup, Agents: cfg.Agents, MeanCall: DefaultMeanCall, Speed: cfg.Speed,
		Summary: cfg.Summary, Timeout: cfg.Timeout, Leave: cfg.Leave, Ended: t.ended, Logger: cfg.Logger,
	})
	return t, nil
}

// remember takes a CDR that is on disk.
func (t *Tracking) remember(c *dialer.CDR) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := maphash.String(t.seed, c.CallID)
	if _, known := t.recorded[key]; !known {
		t.recorded[key] = struct{}{}
		t.outcomes.Ended(c.Outcome)
	}
}

// ended takes a CDR that the tracker has recorded.
func (t *Tracking) ended(c *dialer.CDR) {
	t.remember(c)
	if t.cfg.Lines != nil {
		t.cfg.Lines.Ended(c.CallID)
	}
	if t.cfg.Ended != nil {
		t.cfg.Ended(c)
	}
}

// load reads the results that have grown since they were last read, and has the calls in them followed.
func (t *Tracking) load() error {
	files, err := ledger.ResultsFiles(t.files.Results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	for _, file := range files {
		whole := !t.shard.Divided() || file.Path == t.files.Own
		if !whole && file.Shard.Count == t.shard.Count {
			continue // another shard follows its calls
		}
		if err := t.results.read(file.Path, func(r *dialer.Result, at track.Place) { t.take(r, at, whole) }); err != nil {
			return err
		}
	}
	return nil
}

// take has the call of a result followed, if it may be in progress. Whole: all calls of its file are followed; else those of which the shard
// owns the id, so that each call of another division is followed by one shard.
func (t *Tracking) take(r *dialer.Result, at track.Place, whole bool) {
	switch {
	case r.At.Before(t.cfg.Since):
	case r.Disposition == dialer.Unknown && t.cfg.Lines != nil && whole:
		t.cfg.Lines.Resume("", t.cfg.Route, r.At)
	case r.Disposition != dialer.Accepted, r.CallID == "", at.Offset < 0, !whole && !t.shard.Owns(r.CallID), t.hasRecord(r.CallID):
	default:
		t.tracker.Add(r.CallID, at, r.At)
		if t.cfg.Lines != nil {
			t.cfg.Lines.Resume(r.CallID, t.cfg.Route, r.At)
		}
	}
}

func (t *Tracking) hasRecord(callID string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, recorded := t.recorded[maphash.String(t.seed, callID)]
	return recorded
}

// Follow follows the calls until all have ended and no run places more. The error is that of track.Tracker.Run, one of the ledger, or
// the cause of ctx's end.
func (t *Tracking) Follow(ctx context.Context) error {
	group, following := errgroup.WithContext(ctx)
	placed := make(chan struct{})
	group.Go(func() error {
		defer close(placed)
		return t.watch(following)
	})
	group.Go(func() error { return t.tracker.Run(following, placed) })
	err := group.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err //nolint:wrapcheck // it says what it was doing
}

// watchEvery is how often results are looked at while a run writes them.
const watchEvery = 5 * time.Second

// watch adds the calls that runs place, until none is at work.
func (t *Tracking) watch(ctx context.Context) error {
	for ctx.Err() == nil {
		running := len(t.files.Running()) > 0
		began := time.Now()
		if err := t.load(); err != nil || !running {
			return err
		}
		timer := time.NewTimer(max(watchEvery, 10*time.Since(began))) // a large file takes a while
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	return nil
}

// Progress is how far following has come.
type Progress struct {
	// Outcomes counts the calls with a CDR.
	Outcomes dialer.OutcomeTally
	// InProgress calls have not ended, as far as they were read.
	InProgress int
}

// Progress returns the present state.
func (t *Tracking) Progress() Progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Progress{Outcomes: t.outcomes, InProgress: t.tracker.InProgress()}
}

// describeEvery is how often a run tells others how many lines it uses.
const describeEvery = 2 * time.Second

// Describe tells others how many lines the run uses, until ctx ends.
func (t *Tracking) Describe(ctx context.Context) {
	tick := time.NewTicker(describeEvery)
	defer tick.Stop()
	var told dialer.LineUse
	for {
		if use := t.cfg.Lines.Use(); use != told {
			_ = t.record.Describe(use) // nothing depends on it
			told = use
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Follower is what follows the calls that a run places, beside that run. Follow needs none.
func (t *Tracking) Follower() dialer.Follower { return t.tracker }

// Path is the calls file.
func (t *Tracking) Path() string { return ledger.CallsPath(t.files.Own) }

// Close releases the calls file. The error wraps dialer.ErrRecord.
func (t *Tracking) Close() error {
	t.results.close()
	if err := t.record.Close(); err != nil {
		return fmt.Errorf("%w: %w", dialer.ErrRecord, err)
	}
	return nil
}

// DefaultMeanCall is a usual value of Assumptions.MeanCall.
const DefaultMeanCall = 2 * time.Minute
