package main

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/forecast"
	"bulkdial/internal/cartesia"
)

func (a *app) planCommand() *cobra.Command {
	var contacts contactsFlags
	var send sendFlags
	var plan planFlags
	cmd := &cobra.Command{
		Use:   "plan CONTACTS",
		Short: "Check every row without calling",
		Long: `Check every row of a contacts file as run does, without calling: how many
contacts would be called, in how many requests, how long that takes, the
maximum cost, the skipped rows with their reasons, warnings, the first request,
and what a run needs more: a key, an agent, a number to call from. It takes the
flags of run, reads the results of earlier runs, and changes nothing.

--rejects writes the rows that cannot be called to a separate file, with the
reason and the remedy in front, in the encoding and with the delimiter of the
contacts file. An apostrophe keeps a cell from being a formula; a run removes
it. Correct that file and run it as part of the same campaign, with the same
flags and the results of the first file:

  bulkdial plan leads.csv --rejects bad.csv
  bulkdial run bad.csv --results leads.results.csv

Exit codes:
  0  every row can be called or is settled
  2  usage, configuration, unreadable input or a list without rows; or the rows
     would stop a run before the first call. A key, an agent or a number that
     is missing is named, and does not count
  3  some rows are invalid, or may be called at no time that is known, or their
     ids were called at other numbers`,
		Example: `  bulkdial plan leads.csv
  bulkdial plan leads.csv --region US --cps 2 --batch-size 10
  bulkdial plan leads.xlsx --lines 20 --mean-call 90s --price-per-minute 0.074`,
		Args: contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.plan(cmd, args[0], &contacts, &send, &plan)
		},
	}
	contacts.add(cmd.Flags())
	contacts.addShard(cmd.Flags())
	send.add(cmd.Flags())
	plan.add(cmd.Flags())
	return cmd
}

func (a *app) plan(cmd *cobra.Command, name string, contacts *contactsFlags, send *sendFlags, flags *planFlags) error {
	files, shard, err := a.shardFiles(name, contacts)
	if err != nil {
		return err
	}
	send.send.Shard = shard
	if err := contacts.recall(&a.Line, cmd.Flags(), files); err != nil {
		return err
	}
	if contacts.sandbox {
		send.useSandbox()
	}
	send.fillRoute()
	a.setHoursWait(cmd.Flags(), send)
	send.send.Run = "plan"
	send.assumed.Lines = send.send.Lines
	if send.paceByLines(cmd.Flags()) {
		send.send.CPS = float64(max(1, len(send.callers)))
	}
	if err := send.prepare(contacts); err != nil {
		return err
	}
	if err := checkAssumed(send.assumed); err != nil {
		return err
	}
	c, err := a.newCampaign(files, contacts, shard, send)
	if err != nil {
		return err
	}
	defer c.Close()
	look, err := c.Look()
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	plan, err := look.Plan(cmd.Context(), send.send, campaign.Rejects{Path: flags.rejects, Remedy: fault.Remedy})
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	f := c.Forecast(&plan, send.send, send.assumed, time.Now())
	if err := a.showPlan(name, &f, contacts, send, flags); err != nil {
		return err
	}
	for _, note := range a.SettingsNotes() {
		a.Note(note)
	}
	if changes := look.Changes(); len(changes) > 0 {
		return errors.Join(changes...)
	}
	if overlap := c.Overlap(); overlap != nil {
		if overlap.Same() && !send.newCampaign {
			return &campaign.OverlapError{Overlap: *overlap}
		}
		a.Note(overlap.String())
	}
	if err := campaign.CheckStrict(&plan, send.send); err != nil {
		return err //nolint:wrapcheck // it says what the plan has
	}
	if plan.Tally.Invalid > 0 || plan.NoTime > 0 || f.Moved.Count > 0 {
		return exit.ErrLook
	}
	return nil
}

// showPlan prints a plan with its first request.
func (a *app) showPlan(name string, f *forecast.Forecast, contacts *contactsFlags, send *sendFlags, flags *planFlags) error {
	var first json.RawMessage
	if f.First != nil {
		first = cartesia.Body(contacts.apiVersion, contacts.refKey, *f.First)
	}
	lacks := ""
	if f.ToCall+f.Held > 0 {
		lacks = a.lacks(contacts, send)
	}
	if flags.asJSON {
		shown := *f.Plan
		shown.Causes = fault.Flagged(shown.Causes)
		return a.PrintJSON(planJSON{&shown, f.Estimate, f.Cost, f.Caps, newPlacesJSON(f), f.Moved, warningsJSON(f.Warnings), first, lacks})
	}
	w := newShowText(a.Stdout)
	w.forecast(name, f, send.assumed, send.send, send.hours.guard())
	if first != nil {
		w.firstRequest(send.api.config.BaseURL, first)
	}
	if lacks != "" {
		w.Printf("%s\n", lacks)
	}
	return w.Err
}
