package calls

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/fileset"
)

// CancelConfig says how the calls of a campaign are canceled.
type CancelConfig struct {
	Calls dialer.Calls
	// Agents are those whose lists may have the calls.
	Agents []string
	// Speed is as in TrackConfig.
	Speed float64
	// For is how long the calls that are still ringing are tried again; 0: each call is tried once.
	For    time.Duration
	Logger zerolog.Logger
}

// canceling is what a campaign's calls are read with while they are canceled.
type canceling struct {
	files    *fileset.Files
	canceler *track.Canceler
	results  placedResults
	// read has how much of each calls file was read.
	read map[string]int64
}

// Cancel ends the calls of the campaign that are in progress, those of all shards, and counts all of its calls. It locks nothing and
// changes no file. The counts are right also when there is an error, which is one of the ledger or of track.Canceler.Run.
func Cancel(ctx context.Context, f *fileset.Files, cfg CancelConfig) (track.Cancellation, error) {
	c := &canceling{files: f, read: map[string]int64{}}
	defer c.results.close()
	c.canceler = track.NewCanceler(track.CancelConfig{
		Calls: cfg.Calls, Refresh: c.refresh, Lookup: c.results.lookup, Agents: cfg.Agents, Speed: cfg.Speed, For: cfg.For, Logger: cfg.Logger,
	})
	err := c.canceler.Run(ctx)
	return c.canceler.Count(), err
}

// refresh reads the calls and results files that have grown.
func (c *canceling) refresh() error {
	calls, err := ledger.CallsFiles(c.files.Results)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	for _, path := range calls {
		if err := c.readCalls(path); err != nil {
			return err
		}
	}
	results, err := ledger.ResultsFiles(c.files.Results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	for _, file := range results {
		if err := c.results.read(file.Path, c.take); err != nil {
			return err
		}
	}
	return nil
}

func (c *canceling) readCalls(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) { // a tracker that recorded nothing has removed it
		return nil
	}
	if err == nil && info.Size() == c.read[path] {
		return nil
	}
	if err == nil {
		c.read[path] = info.Size()
	}
	return ledger.ReadCalls(path, c.canceler.Over) //nolint:wrapcheck // it names the file
}

// take has the call of a result canceled, if it has an id and may be in progress. That of an unknown result may be, too.
func (c *canceling) take(r *dialer.Result, at track.Place) {
	placed := r.Disposition == dialer.Accepted || r.Disposition == dialer.Unknown
	if placed && r.CallID != "" && at.Offset >= 0 {
		c.canceler.Add(r.CallID, at, r.At)
	}
}
