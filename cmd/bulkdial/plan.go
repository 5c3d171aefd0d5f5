package main

import (
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

func (a *app) planCommand() *cobra.Command {
	var contacts contactsFlags
	var send sendFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "plan CONTACTS",
		Short: "Judge every row and call nobody",
		Long: `Judge every row of a contacts file as run would, and call nobody: who would be
called, in how many requests, how long that takes, and which rows are skipped
and why. It takes the flags of run, reads the results of earlier runs, and
writes nothing.

Exit codes:
  0  every row can be called or is settled
  2  usage, configuration or unreadable input
  3  some rows are invalid`,
		Example: `  bulkdial plan leads.csv
  bulkdial plan leads.csv --region US --cps 2 --batch-size 10`,
		Args: contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if contacts.sandbox {
				send.useSandbox()
			}
			send.send.Run = "plan"
			if err := send.send.Validate(); err != nil {
				return usageError{err}
			}
			c, err := a.newCampaign(args[0], &contacts, send.route)
			if err != nil {
				return err
			}
			if _, err := csvio.ReadRecord(c.results, c.learn); err != nil {
				return err //nolint:wrapcheck // it names the file
			}
			plan, err := dialer.MakePlan(send.send, c.each(cmd.Context()), c.screen())
			if err != nil {
				return err //nolint:wrapcheck // it names the file
			}
			if err := a.showPlan(c, &plan, &send, asJSON); err != nil {
				return err
			}
			if plan.Tally.Invalid > 0 {
				return errLook
			}
			return nil
		},
	}
	contacts.add(cmd.Flags())
	send.add(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the plan as JSON")
	return cmd
}

// showPlan prints a plan with its first request.
func (a *app) showPlan(c *campaign, plan *dialer.Plan, send *sendFlags, asJSON bool) error {
	var first json.RawMessage
	if plan.First != nil {
		first = cartesia.Body(send.api.Version, send.api.RefKey, *plan.First)
	}
	if asJSON {
		return writeJSON(a.stdout, struct {
			*dialer.Plan
			First json.RawMessage `json:"first_request,omitempty"`
		}{plan, first})
	}
	w := &lines{out: a.stdout}
	printPlan(w, c, plan)
	if first == nil {
		return w.err
	}
	w.printf("first request: POST %s/agents/calls\n%s\n", send.api.BaseURL, first)
	if err := cartesia.CheckRoute(send.route); err != nil {
		w.printf("a run needs more: %v\n", err)
	}
	return w.err
}

// printPlan writes a plan for people.
func printPlan(w *lines, c *campaign, plan *dialer.Plan) {
	w.printf("%s: the plan\n", c.contacts)
	w.tally(plan.Tally)
	if plan.Settled > 0 {
		w.printf("  settled by earlier runs: %d\n", plan.Settled)
	}
	w.causes(plan.Causes)
	if plan.ToCall == 0 {
		w.printf("nobody is left to call\n")
		return
	}
	w.printf("to call: %d in %d requests", plan.ToCall, plan.Batches)
	if plan.Again > 0 {
		w.printf(", %d of them again", plan.Again)
	}
	if plan.Seconds > 0 {
		w.printf(", about %s at this pace", plan.Duration().Round(time.Second))
	}
	w.printf("\n")
}
