package main

import (
	"github.com/spf13/cobra"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

func (a *app) statusCommand() *cobra.Command {
	var contacts contactsFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status CONTACTS",
		Short: "Say where a campaign stands",
		Long: `Count the contacts of a campaign by their last word, over all its runs, and say
whether one is at work now. It takes and changes nothing, so it can be used
beside a run. Give it the flags by which run reads the contacts.

Exit codes:
  0  every contact is settled, none rejected, unknown or invalid
  2  usage or unreadable input
  3  contacts are pending, rejected, unknown or invalid`,
		Example: "  bulkdial status leads.csv\n  bulkdial status leads.csv --json",
		Args:    contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.newCampaign(args[0], &contacts, dialer.Shard{}, dialer.Route{}, nil)
			if err != nil {
				return err
			}
			defer c.close()
			state, err := c.read()
			if err != nil {
				return err
			}
			plan, err := c.plan(cmd.Context(), dialer.Config{Run: "status", BatchSize: 1}, nil)
			if err != nil {
				return err
			}
			if err := a.showStatus(c, state, &plan, asJSON); err != nil {
				return err
			}
			if !plan.Tally.Clean() {
				return errLook
			}
			return nil
		},
	}
	contacts.add(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the state as JSON")
	return cmd
}

func (a *app) showStatus(c *campaign, state standing, plan *dialer.Plan, asJSON bool) error {
	if asJSON {
		return writeJSON(a.stdout, struct {
			Campaign string         `json:"campaign"`
			Results  string         `json:"results"`
			Files    int            `json:"results_files"`
			Running  bool           `json:"running"`
			Runs     []csvio.Holder `json:"runs,omitempty"`
			InFlight int            `json:"in_flight"`
			Contacts dialer.Tally   `json:"contacts"`
			Again    int            `json:"again"`
			Causes   []dialer.Cause `json:"causes"`
		}{c.contacts, c.results, state.files, len(state.holders) > 0, state.holders, state.inFlight, plan.Tally, plan.Again, plan.Causes})
	}
	w := &lines{out: a.stdout}
	switch {
	case state.files == 0:
		w.printf("%s: not begun\n", c.contacts)
	case len(state.holders) == 1:
		w.printf("%s: in use by %s, %d in flight (counted as unknown)\n", c.contacts, state.holders[0], state.inFlight)
	case len(state.holders) > 1:
		w.printf("%s: in use by %d runs, %d in flight (counted as unknown)\n", c.contacts, len(state.holders), state.inFlight)
	case state.inFlight > 0:
		w.printf("%s: cut off with %d in flight (counted as unknown)\n", c.contacts, state.inFlight)
	case plan.Tally.Pending > 0:
		w.printf("%s: not finished\n", c.contacts)
	default:
		w.printf("%s: finished\n", c.contacts)
	}
	w.tally(plan.Tally)
	if plan.Again > 0 {
		w.printf("  of the pending, called before and to be called again: %d\n", plan.Again)
	}
	w.causes(plan.Causes, shownCauses, "see error_code in the results")
	w.printf("results: %s", c.results)
	if state.files > 1 {
		w.printf(" and those of its shards, %d files together", state.files)
	}
	w.printf("\n")
	return w.err
}
