package main

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/forecast"
	"bulkdial/internal/cartesia"
)

// planFlags are what a plan is estimated with, besides the flags of run.
type planFlags struct {
	rejects string
	asJSON  bool
}

func (f *planFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.rejects, "rejects", "", "write the rows that cannot be called, with reason and remedy")
	flags.BoolVar(&f.asJSON, "json", false, "print the plan as JSON")
}

func (a *app) planCommand() *cobra.Command {
	var contacts options.Contacts
	var send options.Send
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
	contacts.Add(cmd.Flags())
	contacts.AddShard(cmd.Flags())
	send.Add(cmd.Flags())
	plan.add(cmd.Flags())
	return cmd
}

func (a *app) plan(cmd *cobra.Command, name string, contacts *options.Contacts, send *options.Send, flags *planFlags) error {
	c, err := send.PreparePlan(&a.Line, cmd, name, contacts)
	if err != nil {
		return err
	}
	defer c.Close()
	look, err := c.Look()
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	plan, err := look.Plan(cmd.Context(), send.Config, campaign.Rejects{Path: flags.rejects, Remedy: fault.Remedy})
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	f := c.Forecast(&plan, send.Config, send.Assumed, time.Now())
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
		if overlap.Same() && !send.NewCampaign {
			return &campaign.OverlapError{Overlap: *overlap}
		}
		a.Note(overlap.String())
	}
	if err := campaign.CheckStrict(&plan, send.Config); err != nil {
		return err //nolint:wrapcheck // it says what the plan has
	}
	if plan.Tally.Invalid > 0 || plan.NoTime > 0 || f.Moved.Count > 0 {
		return exit.ErrLook
	}
	return nil
}

// showPlan prints a plan with its first request.
func (a *app) showPlan(name string, f *forecast.Forecast, contacts *options.Contacts, send *options.Send, flags *planFlags) error {
	var first json.RawMessage
	if f.First != nil {
		first = cartesia.Body(contacts.APIVersion, contacts.RefKey, *f.First)
	}
	lacks := ""
	if f.ToCall+f.Held > 0 {
		lacks = send.Lacks(&a.Line, contacts)
	}
	if flags.asJSON {
		return a.PrintJSON(show.NewPlanJSON(f, first, lacks))
	}
	w := show.NewWriter(a.Stdout)
	w.Forecast(name, f, send.Assumed, send.Config, send.Hours.Guard())
	if first != nil {
		w.FirstRequest(send.API.Config.BaseURL, first)
	}
	if lacks != "" {
		w.Printf("%s\n", lacks)
	}
	return w.Err
}
