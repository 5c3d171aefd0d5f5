package fileset

import (
	"context"
	"errors"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// inUse returns an *ownfile.LockedError while another run holds what a run of a shard needs: its own ledger, or that of another
// division.
func (f *Files) inUse(shard dialer.Shard) error {
	files, err := ledger.ResultsFiles(f.Results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	for _, file := range files {
		if file.Path != f.Own && file.Shard.Count == shard.Count {
			continue
		}
		if holder, used := ledger.InUse(file.Path); used {
			return &ownfile.LockedError{Path: file.Path, Holder: holder}
		}
	}
	return nil
}

// Running returns the results files of the runs that are at work on the campaign.
func (f *Files) Running() (results []string) {
	files, err := ledger.ResultsFiles(f.Results)
	if err != nil {
		return nil // who reads the results says so
	}
	for _, file := range files {
		if _, used := ledger.InUse(file.Path); used {
			results = append(results, file.Path)
		}
	}
	return results
}

// TrackedElsewhere returns a *ownfile.LockedError while a process follows calls that a tracker of a shard would follow too, other than the
// one that holds the shard's own calls file: those of another division, or of the whole campaign.
func (f *Files) TrackedElsewhere(shard dialer.Shard) error {
	neighbors := map[string]bool{ledger.CallsPath(f.Own): true}
	for i := 1; shard.Divided() && i <= shard.Count; i++ {
		neighbors[ledger.CallsPath(ledger.ShardResults(f.Results, dialer.Shard{Index: i, Count: shard.Count}))] = true
	}
	paths, err := ledger.CallsFiles(f.Results)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	for _, path := range paths {
		if holder, used := ledger.CallsInUse(path); used && !neighbors[path] {
			return &ownfile.LockedError{Path: path, Holder: holder}
		}
	}
	return nil
}

// tracked is TrackedElsewhere, and one while another process holds the shard's own calls file.
func (f *Files) tracked(shard dialer.Shard) error {
	own := ledger.CallsPath(f.Own)
	if holder, used := ledger.CallsInUse(own); used {
		return &ownfile.LockedError{Path: own, Holder: holder}
	}
	return f.TrackedElsewhere(shard)
}

// AwaitUnused waits until nothing holds what a run of a shard needs, at most for the given time. The error is an *ownfile.LockedError
// while there is one, or the cause of ctx's end.
func (f *Files) AwaitUnused(ctx context.Context, shard dialer.Shard, most time.Duration) error {
	return awaitFree(ctx, most, func() error { return f.inUse(shard) })
}

// AwaitUntracked waits until no other process follows the calls of a shard, as AwaitUnused does.
func (f *Files) AwaitUntracked(ctx context.Context, shard dialer.Shard, most time.Duration) error {
	return awaitFree(ctx, most, func() error { return f.tracked(shard) })
}

func awaitFree(ctx context.Context, most time.Duration, used func() error) error {
	const pause = 250 * time.Millisecond
	for began := time.Now(); ; {
		err := used()
		if _, locked := errors.AsType[*ownfile.LockedError](err); !locked || time.Since(began) >= most {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(min(pause, most)):
		}
	}
}
