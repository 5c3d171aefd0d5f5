package options

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
)

// PrepareRun returns the campaign of a run of a contacts file. It checks all that can be checked before anything is locked or changed, and
// waits for other processes as the flags say.
func (f *Send) PrepareRun(ctx context.Context, l *flags.Line, cmd *cobra.Command, name string, contacts *Contacts) (*campaign.Campaign, error) {
	files, shard, err := contacts.ShardFiles(l, name)
	if err != nil {
		return nil, err
	}
	f.Config.Shard = shard
	if err := contacts.Await(ctx, shard, files.AwaitUnused); err != nil {
		return nil, err
	}
	if f.Follows() {
		if err := contacts.Await(ctx, shard, files.AwaitUntracked); err != nil {
			return nil, err
		}
	}
	return f.PrepareFiles(ctx, l, cmd, files, shard, contacts)
}

// PrepareFiles is PrepareRun for a command that waits for no lock.
func (f *Send) PrepareFiles(ctx context.Context, l *flags.Line, cmd *cobra.Command, files fileset.Files, shard dialer.Shard, contacts *Contacts) (*campaign.Campaign, error) {
	if err := contacts.Recall(l, cmd.Flags(), files); err != nil {
		return nil, err
	}
	if contacts.Sandbox {
		f.useSandbox()
	}
	if err := checkSandboxFlags(cmd.Flags(), contacts.Sandbox); err != nil {
		return nil, err
	}
	if needs := f.missing(l, contacts); len(needs) > 0 {
		return nil, fault.Usage(errors.New(needsText(needs)))
	}
	if err := f.API.prepare(l, contacts); err != nil {
		return nil, err
	}
	f.fillRoute()
	f.setHoursWait(l.Process, cmd.Flags())
	if err := f.checkRoute(contacts); err != nil {
		return nil, err
	}
	f.byLines = f.paceByLines(cmd.Flags())
	f.Config.Run = runName(time.Now())
	if err := f.complete(contacts); err != nil {
		return nil, err
	}
	f.API.Config.Concurrency = f.Config.MostConcurrency() + 1 // the last one follows calls
	c, err := contacts.NewCampaign(l, files, shard, f)
	if err != nil {
		return nil, err
	}
	if err := c.Check(ctx); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if err := c.CheckOutput(f.summaryFile); err != nil {
		return nil, &dialer.FieldError{Field: "Summary", Err: err}
	}
	return c, nil
}

// PreparePlan returns the campaign of a contacts file as a run would call it. It needs no key, waits for nothing and changes nothing.
func (f *Send) PreparePlan(l *flags.Line, cmd *cobra.Command, name string, contacts *Contacts) (*campaign.Campaign, error) {
	files, shard, err := contacts.ShardFiles(l, name)
	if err != nil {
		return nil, err
	}
	f.Config.Shard = shard
	if err := contacts.Recall(l, cmd.Flags(), files); err != nil {
		return nil, err
	}
	if contacts.Sandbox {
		f.useSandbox()
	}
	f.fillRoute()
	f.setHoursWait(l.Process, cmd.Flags())
	f.Config.Run = "plan"
	f.Assumed.Lines = f.Config.Lines
	if f.paceByLines(cmd.Flags()) {
		f.Config.CPS = float64(max(1, len(f.callers)))
	}
	if err := f.complete(contacts); err != nil {
		return nil, err
	}
	if err := checkAssumed(f.Assumed); err != nil {
		return nil, err
	}
	return contacts.NewCampaign(l, files, shard, f)
}

// runName makes the name of a run: the time, and eight random characters that distinguish runs of one second, such as shards.
func runName(now time.Time) string {
	var tail [4]byte
	_, _ = rand.Read(tail[:]) // never fails
	return now.UTC().Format("20060102T150405") + "-" + hex.EncodeToString(tail[:])
}
