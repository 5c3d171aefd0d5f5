package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/internal/cartesia"
)

func (a *app) planCommand() *cobra.Command {
	var contacts contactsFlags
	var send sendFlags
	var plan planFlags
	cmd := &cobra.Command{
		Use:   "plan CONTACTS",
		Short: "Judge every row and call nobody",
		Long: `Judge every row of a contacts file as run would, and call nobody: who would be
called, in how many requests, how long that takes and what it can cost, which
rows are skipped and why, what to think about first, and the first request as
it would be sent. It takes the flags of run, reads the results of earlier runs,
and changes nothing.

--rejects writes the rows that cannot be called to a file of their own, with the
reason and the remedy before them. Correct it and run it as part of the same
campaign, with the results of the first file:

  bulkdial plan leads.csv --rejects bad.csv
  bulkdial run bad.csv --results leads.results.csv

Exit codes:
  0  every row can be called or is settled
  2  usage, configuration or unreadable input; or run would stop before it calls
  3  some rows are invalid`,
		Example: `  bulkdial plan leads.csv
  bulkdial plan leads.csv --region US --cps 2 --batch-size 10
  bulkdial plan leads.xlsx --lines 20 --mean-call 90s --price-per-minute 0.074 --json`,
		Args: contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.plan(cmd.Context(), args[0], &contacts, &send, &plan)
		},
	}
	contacts.add(cmd.Flags())
	contacts.addShard(cmd.Flags())
	send.add(cmd.Flags())
	plan.add(cmd.Flags())
	return cmd
}

func (a *app) plan(ctx context.Context, name string, contacts *contactsFlags, send *sendFlags, flags *planFlags) error {
	if contacts.sandbox {
		send.useSandbox()
	}
	send.settle()
	send.send.Run = "plan"
	if err := send.send.Validate(); err != nil {
		return usageError{err}
	}
	if err := flags.check(); err != nil {
		return err
	}
	shard, err := a.shard(contacts.shard)
	if err != nil {
		return err
	}
	send.send.Shard = shard
	c, err := a.newCampaign(name, contacts, shard, send.route, send.callers)
	if err != nil {
		return err
	}
	defer c.close()
	if _, err := c.read(); err != nil {
		return err
	}
	bad, err := newRejects(flags.rejects)
	if err != nil {
		return err
	}
	plan, err := c.plan(ctx, send.send, bad.take)
	if err := bad.close(err); err != nil {
		return err
	}
	o := newOutlook(&plan, send.send, flags, c.region, time.Now())
	if err := a.showPlan(c, &o, contacts, send, flags); err != nil {
		return err
	}
	if err := strictly(&plan, send.send); err != nil {
		return err
	}
	if plan.Tally.Invalid > 0 {
		return errLook
	}
	return nil
}

// showPlan prints a plan with its first request.
func (a *app) showPlan(c *campaign, o *outlook, contacts *contactsFlags, send *sendFlags, flags *planFlags) error {
	var first json.RawMessage
	if o.First != nil {
		first = cartesia.Body(contacts.apiVersion, contacts.refKey, *o.First)
	}
	if flags.asJSON {
		return writeJSON(a.stdout, struct {
			*outlook
			First json.RawMessage `json:"first_request,omitempty"`
		}{o, first})
	}
	w := &lines{out: a.stdout}
	w.outlook(c, o, flags, send.send)
	if first != nil {
		w.firstRequest(contacts, send, first)
	}
	return w.err
}
