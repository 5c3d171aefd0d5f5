package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/notify"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/reconcile"
	"bulkdial/internal/campaign"
)

const reconcileHelp = `Find out what became of the contacts that are unknown, and record it in the
results. The calls of their agents are listed at the API, and each contact's
call is looked for by its reference (--ref-key) and its number. What is found is
accepted, as if the answer had not been lost. Of two calls of one request the
earlier is kept, and the other is reported.

That a contact was not called is claimed only when all of this holds; then it is
rejected (not_placed), and a run calls it again, up to --max-attempts:
  - the whole list was read twice, 5 minutes or more apart, without its call;
  - the list shows a call that was sent later by the same agent and from the
    same number;
  - --settle has passed since it was sent, or twice the time that the calls of
    this campaign can have waited at that number, if that is longer;
  - no call in the list may be the one that is looked for.
Else it stays unknown, and what is missing is said. The first of the two
readings is remembered beside the results; the command waits (--wait) for the
second one, and for calls that can still appear in the list.

What you have found out yourself is recorded with --placed and --not-placed, for
which the API is not asked.

A run makes one reading by itself before it calls anybody, unless it is given
--no-reconcile.

Exit codes:
  0  nothing is unknown any more
  1  the results are in use by another run, or could not be written; try again
  2  usage, unreadable files, or the API refuses the key
  3  contacts are still unknown, or one was called twice
  4  the API does not show the calls; try again after a while`

// defaultWait is long enough for the second reading.
const defaultWait = 15 * time.Minute

// reconcileFlags are the flags of reconcile.
type reconcileFlags struct {
	contacts          options.Contacts
	send              options.Send
	settle, wait      time.Duration
	matchNumber       bool
	placed, notPlaced []string
	reason            string
	asJSON            bool
}

func (a *app) reconcileCommand() *cobra.Command {
	var f reconcileFlags
	cmd := &cobra.Command{
		Use:   "reconcile CONTACTS",
		Short: "Find out what became of the unknown contacts",
		Long:  reconcileHelp,
		Example: `  bulkdial reconcile leads.csv
  bulkdial reconcile leads.csv --placed +14155550101=ac_123
  bulkdial reconcile leads.csv --not-placed +14155550102 --reason "not listed"`,
		Args: contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error { return a.reconcile(cmd, args[0], &f) },
	}
	set := cmd.Flags()
	f.contacts.AddResults(set)
	f.contacts.AddShard(set)
	f.contacts.AddLockWait(set)
	f.send.API.Add(set)
	set.DurationVar(&f.settle, "settle", reconcile.DefaultSettle, "how long after a contact was sent its call can still appear; at least 1h")
	set.DurationVar(&f.wait, "wait", defaultWait, "longest wait for what takes only time; 0: read each list once")
	set.BoolVar(&f.matchNumber, "match-number", false, "with --ref-key '': take a call to the number at about that time for the contact's")
	set.StringArrayVar(&f.placed, "placed", nil, "record that this unknown contact was called; repeatable")
	set.StringArrayVar(&f.notPlaced, "not-placed", nil, "record that this unknown contact was not called; needs --reason; repeatable")
	set.StringVar(&f.reason, "reason", "", "how you know, for --placed and --not-placed")
	set.BoolVar(&f.asJSON, "json", false, "print what was found out about each contact as JSON")
	options.AddLogFlags(set, &f.send.Output.LogFormat, &f.send.Output.LogLevel)
	f.send.Output.AddNotify(set)
	set.AddFlagSet(hidden(f.contacts.Add, f.send.Add))
	return cmd
}

// check checks the flags that belong to this command.
func (f *reconcileFlags) check() error {
	switch byHand := len(f.placed)+len(f.notPlaced) > 0; {
	case f.settle < reconcile.LeastSettle:
		return fault.Usagef("--settle %v is less than %v, in which calls were seen to wait for their turn", f.settle, reconcile.LeastSettle)
	case f.wait < 0:
		return fault.Usagef("--wait %v is negative", f.wait)
	case f.matchNumber && f.contacts.RefKey != "":
		return fault.Usagef("--match-number is for calls without a reference (--ref-key ''): these have one, by which they are found")
	case len(f.notPlaced) > 0 && strings.TrimSpace(f.reason) == "":
		return fault.Usagef("--not-placed needs --reason: say how you know that nobody was called")
	case f.reason != "" && !byHand:
		return fault.Usagef("--reason belongs to --placed or --not-placed")
	}
	return nil
}

// reconcile finds out what became of the unknown contacts, and prints it.
func (a *app) reconcile(cmd *cobra.Command, name string, f *reconcileFlags) error {
	logger, err := a.NewLogger(f.send.Output.LogFormat, f.send.Output.LogLevel, a.Region)
	if err != nil {
		return err
	}
	files, shard, err := f.contacts.ShardFiles(&a.Line, name)
	if err != nil {
		return err
	}
	if err := f.contacts.Await(cmd.Context(), shard, files.AwaitUnused); err != nil {
		return err
	}
	if err := f.contacts.Recall(&a.Line, cmd.Flags(), files); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	f.contacts.Suppress.Files = nil // nobody is called
	c, err := f.contacts.NewCampaign(&a.Line, files, shard, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	if len(f.placed)+len(f.notPlaced) > 0 {
		return a.recordByHand(c, f)
	}
	api, stop, err := f.send.OpenAPI(&a.Line, cmd, &files, &f.contacts)
	if err != nil {
		return err
	}
	defer stop()
	cfg := reconcileConfig(api, &f.contacts, &f.send, logger)
	cfg.Settle, cfg.Wait, cfg.MatchNumber = f.settle, f.wait, f.matchNumber
	cfg.Waiting = func(until time.Time) {
		logger.Info().Str("until", until.UTC().Format(time.RFC3339)).Msg("waiting: the calls are read again then; what was read is remembered, so this can be stopped")
	}
	return a.showReconciled(cmd.Context(), c, cfg, f.asJSON, a.newNotifier(&f.send.Output, logger))
}

// reconcileConfig returns how unknown contacts are found out about.
func reconcileConfig(api dialer.Calls, contacts *options.Contacts, send *options.Send, logger zerolog.Logger) campaign.ReconcileConfig {
	return campaign.ReconcileConfig{
		Calls: api, Agents: send.Agents(), RefKey: contacts.RefKey, Speed: send.API.Speed(contacts.Sandbox), Disk: ownfile.OSDisk{}, Logger: logger,
		Progress: func(r reconcile.Reading) {
			if r.Pages%100 == 0 {
				logger.Info().Str("agent_id", r.Agent).Int("pages", r.Pages).Msg("reading the list of calls")
			}
		},
	}
}

func (a *app) showReconciled(ctx context.Context, c *campaign.Campaign, cfg campaign.ReconcileConfig, asJSON bool, notify *notify.Notifier) error {
	report, err := c.Reconcile(ctx, a.holder("reconcile"), cfg)
	if err == nil || len(report.Found)+len(report.NotPlaced)+len(report.Left) > 0 {
		err = errors.Join(err, a.printReconciled(c, &report, asJSON))
	}
	if err == nil && len(report.Left)+len(report.Doubles) > 0 {
		err = exit.ErrLook
	}
	notify.Reconciled(c.Contacts, &report, err)
	return err
}

// reconcilingJSON is what was found out about the unknown attempts of a campaign, for machines.
type reconcilingJSON struct {
	// Campaign and Results are the contacts file and the results file.
	Campaign string `json:"campaign"`
	Results  string `json:"results"`
	// Placed attempts have turned out to be calls, NotPlaced ones to be none, and Unknown ones are unknown still.
	Placed    int `json:"placed"`
	NotPlaced int `json:"not_placed"`
	Unknown   int `json:"unknown"`
	// Doubles are attempts for which the API has two calls.
	Doubles int `json:"doubles"`
	// Attempts are all of these.
	Attempts []reconciledJSON `json:"attempts"`
}

// reconciledJSON is what became of one attempt that was unknown.
type reconciledJSON struct {
	// Row and ID are those of the contact in the results. The number is masked.
	Row    int    `json:"row"`
	ID     string `json:"id,omitempty"`
	Number string `json:"to_number"`
	// Attempt and Batch are those of the results.
	Attempt int              `json:"attempt"`
	Batch   dialer.BatchName `json:"batch"`
	// Disposition is what the attempt is now, CallID is its call, and Evidence says what shows that.
	Disposition dialer.Disposition `json:"disposition"`
	CallID      string             `json:"agent_call_id,omitempty"`
	Evidence    string             `json:"evidence,omitempty"`
	// Missing is what a claim that nobody was called still lacks, and Until the time from which on it may be there.
	Missing reconcile.Condition `json:"missing,omitempty"`
	Until   *time.Time          `json:"until,omitempty"`
	// Double is the second call of the attempt.
	Double string `json:"double_call_id,omitempty"`
}

func newReconciled(r *dialer.Result) reconciledJSON {
	return reconciledJSON{
		Row: r.Row, ID: r.ID, Number: dialer.MaskNumber(r.Number), Attempt: r.Attempt, Batch: r.Batch, Disposition: r.Disposition,
		CallID: r.CallID, Evidence: r.Error,
	}
}

func (a *app) printReconciled(c *campaign.Campaign, report *reconcile.Report, asJSON bool) error {
	if !asJSON {
		w := &terminal.Text{Out: a.Stdout}
		writeReconciled(w, c, report, a.Typed("config", "results", "shard", "sandbox"))
		return w.Err
	}
	rows := []reconciledJSON{}
	for _, results := range [][]dialer.Result{report.Found, report.NotPlaced} {
		for i := range results {
			rows = append(rows, newReconciled(&results[i]))
		}
	}
	for i := range report.Left {
		l := &report.Left[i]
		row := newReconciled(&l.Result)
		if row.Missing = l.Missing; !l.Until.IsZero() {
			row.Until = new(l.Until.UTC())
		}
		rows = append(rows, row)
	}
	for i := range report.Doubles {
		row := newReconciled(&report.Doubles[i].Result)
		row.Double = report.Doubles[i].Other
		rows = append(rows, row)
	}
	return a.PrintJSON(reconcilingJSON{c.Contacts, c.Own, len(report.Found), len(report.NotPlaced), len(report.Left), len(report.Doubles), rows})
}

// writeReconciled writes what became of the unknown contacts, and what there is to do. Again are the flags that the next command needs.
func writeReconciled(w *terminal.Text, c *campaign.Campaign, report *reconcile.Report, again string) {
	placed, notPlaced, left := len(report.Found), len(report.NotPlaced), len(report.Left)
	if placed+notPlaced+left == 0 {
		w.Printf("%s: nothing is unknown\n", c.Contacts)
		return
	}
	w.Printf("%s: %d unknown: %s\n", c.Contacts, placed+notPlaced+left, show.CountsText(
		show.CountOf(placed, "placed"), show.CountOf(notPlaced, "not placed"), show.CountOf(left, "still unknown")))
	var next time.Time
	for _, condition := range reconcile.Conditions() {
		n := 0
		for i := range report.Left {
			l := &report.Left[i]
			if l.Missing != condition {
				continue
			}
			n++
			if !l.Until.IsZero() && (next.IsZero() || l.Until.Before(next)) {
				next = l.Until
			}
		}
		if n > 0 {
			w.Printf("  %d × %s\n", n, condition.Text())
		}
	}
	for i := range report.Doubles {
		d := &report.Doubles[i]
		w.Printf("  row %d (counted without the header) was called twice by one request: %s is in the results, %s is not\n", d.Row, d.CallID, d.Other)
	}
	w.Printf("results: %s\n", c.Own)
	writeNextReconciled(w, c, report, next, again)
}

// writeNextReconciled writes what there is to do.
func writeNextReconciled(w *terminal.Text, c *campaign.Campaign, report *reconcile.Report, next time.Time, again string) {
	name := flags.ShellWord(c.Contacts)
	if len(report.Found) > 0 {
		w.Printf("next: follow the calls that were found: bulkdial track %s%s\n", name, again)
	}
	if len(report.NotPlaced) > 0 {
		w.Printf("next: a run calls the %d that were not placed, up to --max-attempts\n", len(report.NotPlaced))
	}
	if !next.IsZero() {
		w.Printf("next: more can be known from %s on: bulkdial reconcile %s%s\n", next.UTC().Format(time.RFC3339), name, again)
	}
	if slices.ContainsFunc(report.Left, func(l reconcile.Left) bool { return l.Missing == reconcile.NoWitness }) {
		w.Printf("next: once a run has called others, more can be known: bulkdial reconcile %s%s\n", name, again)
	}
	if len(report.Left) > 0 {
		w.Printf("next: what you find out yourself: bulkdial reconcile %s%s --placed NUMBER=agent_call_id, or --not-placed NUMBER --reason TEXT\n", name, again)
	}
}

// recordByHand records what the operator has found out.
func (a *app) recordByHand(c *campaign.Campaign, f *reconcileFlags) error {
	var statements []campaign.Statement
	for _, text := range f.placed {
		number, id, ok := strings.Cut(text, "=")
		if number, id = strings.TrimSpace(number), strings.TrimSpace(id); !ok || number == "" || id == "" {
			return fault.Usagef("--placed %q is not number=agent_call_id", text)
		}
		statements = append(statements, campaign.Statement{Number: number, CallID: dialer.OneLine(id), Reason: f.reason})
	}
	for _, number := range f.notPlaced {
		statements = append(statements, campaign.Statement{Number: strings.TrimSpace(number), Reason: f.reason})
	}
	results, left, err := c.State(a.holder("reconcile"), ownfile.OSDisk{}, statements)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was about
	}
	if f.asJSON {
		rows := []reconciledJSON{}
		for i := range results {
			rows = append(rows, newReconciled(&results[i]))
		}
		err = a.PrintJSON(rows)
	} else {
		_, err = fmt.Fprintf(a.Stdout, "%d recorded in %s, %d still unknown\n", len(results), c.Own, left)
	}
	if err == nil && left > 0 {
		return exit.ErrLook
	}
	return err //nolint:wrapcheck // nothing to add
}
