package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/spf13/pflag"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// openedCampaign is a campaign over a file of rows, with the flags as they are without any.
func openedCampaign(t *testing.T, rows [][]string) *campaign {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.csv")
	rewrite(t, path, csvRows(t, rows))
	var flags contactsFlags
	flags.add(pflag.NewFlagSet("test", pflag.ContinueOnError))
	c, err := (&app{}).newCampaign(path, &flags, dialer.Shard{}, dialer.Route{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c
}

// TestPlanChanged: a plan whose second pass meets a change is an error, and what its first has counted is not lost.
func TestPlanChanged(t *testing.T) {
	t.Parallel()
	const n = 1500
	rows := wideRows(oldNumbers, n)
	rows[n] = rows[1] // so that a second pass names it
	c := openedCampaign(t, rows)
	plan, err := c.plan(t.Context(), dialer.Config{Run: "plan", BatchSize: 1}, func(_ *csvio.Contacts, j *dialer.Judgment) {
		if j.Contact.Row == n {
			rewrite(t, c.contacts, csvRows(t, wideRows(newNumbers, n)))
		}
	})
	if !isChanged(err) || exitCode(err) != exitUsage {
		t.Errorf("the plan ends with %v and exit code %d, want a change and %d", err, exitCode(err), exitUsage)
	}
	if plan.Tally.Rows != n || plan.ToCall != n-1 || plan.Tally.Duplicate != 1 {
		t.Errorf("the plan counts %+v, want the %d rows of the first pass", plan.Tally, n)
	}
}

// TestCallingStopsAtOnce: a run is stopped as soon as a change is met, while batches of earlier rows wait.
func TestCallingStopsAtOnce(t *testing.T) {
	t.Parallel()
	const n = 1500
	c := openedCampaign(t, wideRows(oldNumbers, n))
	if _, err := c.survey(t.Context(), dialer.Config{Run: "plan", BatchSize: 1}, nil); err != nil {
		t.Fatal(err)
	}
	truncate(t, c.contacts, 3<<19)
	ctx, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	read := 0
	for _, err := range c.calling(stop)(ctx) {
		if err == nil {
			read++
			continue
		}
		if !isChanged(err) || !isChanged(context.Cause(ctx)) {
			t.Errorf("after %d contacts: %v, and the run ends with %v; want a change for both", read, err, context.Cause(ctx))
		}
	}
	if read == 0 || read >= n/2 || ctx.Err() == nil {
		t.Errorf("%d of %d contacts were read, and the run goes on: %v", read, n, ctx.Err() == nil)
	}
}
