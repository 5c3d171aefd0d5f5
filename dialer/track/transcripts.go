package track

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"bulkdial/dialer"
)

const (
	// transcriptsAtOnce is how many transcripts are read at the same time: each may take 16 MiB, and its copy as much again.
	transcriptsAtOnce = 4
	// mostNamed is how many calls without a transcript are named.
	mostNamed = 10
)

// TranscriptConfig says how transcripts are read.
type TranscriptConfig struct {
	Transcripts dialer.Transcripts
	// Save makes the transcript of a call durable. Several goroutines call it, each for another call.
	Save func(callID string, transcript []byte) error
	// Speed is as in Config.
	Speed  float64
	Logger zerolog.Logger
}

// TranscriptTally counts the calls whose transcripts were asked for.
type TranscriptTally struct {
	Saved int
	// None: the API has no transcript of them, or none yet. Named are the ids of the first few.
	None  int
	Named []string
	// Failed: they could not be read.
	Failed int
}

// Done is how many calls were asked for.
func (t *TranscriptTally) Done() int { return t.Saved + t.None + t.Failed }

// TranscriptReader reads the transcripts of calls that have ended, at the rate of a Tracker.
type TranscriptReader struct {
	cfg   TranscriptConfig
	pace  *rate.Limiter
	group errgroup.Group

	mu    sync.Mutex // guards what follows
	tally TranscriptTally
	// failures counts those in a row, last is the last one, and stop ends the reading.
	failures   int
	last, stop error
}

// NewTranscriptReader returns a TranscriptReader that has read nothing.
func NewTranscriptReader(cfg TranscriptConfig) *TranscriptReader {
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	r := &TranscriptReader{cfg: cfg, pace: dialer.NewReadPace(cfg.Speed)}
	r.group.SetLimit(transcriptsAtOnce)
	return r
}

// Read begins to read the transcript of a call, once it is its turn. An error ends the reading: that of Save, or the cause of ctx's end; it wraps
// dialer.ErrDenied when the API refuses to show transcripts, and dialer.ErrOutage after five errors in a row. One goroutine calls it.
func (r *TranscriptReader) Read(ctx context.Context, callID string) error {
	if err := r.pace.Wait(ctx); err != nil {
		return context.Cause(ctx)
	}
	if err := r.stopped(); err != nil {
		return err
	}
	r.group.Go(func() error {
		r.read(ctx, callID)
		return nil
	})
	return nil
}

// Wait waits for what was begun. The error is that of Read, or wraps dialer.ErrOutage when single transcripts could not be read.
func (r *TranscriptReader) Wait() error {
	_ = r.group.Wait() // no function returns an error
	if err := r.stopped(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tally.Failed > 0 {
		return fmt.Errorf("%w: %s could not be read; the last: %w", dialer.ErrOutage, dialer.Plural(r.tally.Failed, "transcript"), r.last)
	}
	return nil
}

// Tally returns the present counts.
func (r *TranscriptReader) Tally() TranscriptTally {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.tally
	t.Named = slices.Clone(t.Named)
	return t
}

func (r *TranscriptReader) stopped() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stop
}

// read reads and saves the transcript of a call.
func (r *TranscriptReader) read(ctx context.Context, callID string) {
	transcript, err := r.cfg.Transcripts.Transcript(ctx, callID)
	if ctx.Err() != nil {
		r.end(context.Cause(ctx))
		return
	}
	e, answered := errors.AsType[*dialer.APIError](err)
	switch {
	case err == nil && transcript == nil, answered && e.NotFound():
		r.none(callID)
	case err != nil:
		r.failed(callID, err)
	default:
		r.saved(callID, r.cfg.Save(callID, transcript))
	}
}

func (r *TranscriptReader) none(callID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = 0
	if r.tally.None++; len(r.tally.Named) < mostNamed {
		r.tally.Named = append(r.tally.Named, callID)
	}
}

func (r *TranscriptReader) saved(callID string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = 0
	if err == nil {
		r.tally.Saved++
	} else if r.stop == nil {
		r.stop = fmt.Errorf("saving the transcript of call %s: %w", callID, err)
	}
}

// end ends the reading, unless something else has.
func (r *TranscriptReader) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		r.stop = err
	}
}

func (r *TranscriptReader) failed(callID string, err error) {
	r.cfg.Logger.Debug().Err(err).Str("agent_call_id", callID).Msg("the transcript cannot be read")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tally.Failed++
	r.failures++
	r.last = err
	if r.stop != nil {
		return
	}
	if e, ok := errors.AsType[*dialer.APIError](err); ok && e.Denied() {
		r.stop = fmt.Errorf("transcripts cannot be read: %w: %w", dialer.ErrDenied, err)
	} else if r.failures >= brokenAfter {
		r.stop = fmt.Errorf("%w: %d transcripts in a row could not be read; the last: %w", dialer.ErrOutage, r.failures, err)
	}
}
