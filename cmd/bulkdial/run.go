package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/cartesia"
)

const runHelp = `Call the contacts of a file. The results go to a file beside it, with one line
for each attempt and each skipped row. Run the same command again to resume.

--redial calls contacts again by how their calls have ended (follow them with
--follow or track), up to --max-attempts; a number that was answered is never
called again. A run waits --redial-wait for those that are not due yet.

On a terminal the plan is shown and confirmed first; elsewhere --yes is
required, and --hidden-rows where a workbook has hidden rows. --sandbox sends
the requests to a built-in fake of the API: no phone rings, and --yes is not
needed.

--to calls one number instead, with the metadata of a row, and changes nothing
for the contacts. --canary calls a few contacts first and goes on with the
others when you, or --canary-min-answered, say so.

Before the first call the run asks the API for its agents and numbers. A refused
key stops it; a row that lacks a variable of its agent's welcome message is
invalid, because its call would fail. --no-preflight leaves this out.

The first SIGINT, SIGTERM or SIGHUP stops sending, prints what is outstanding,
waits for those answers, and records them. A second signal, at least a second
later, exits at once. A signal that the parent process ignores, as with nohup,
stays ignored.`

func (a *app) runCommand() *cobra.Command {
	var contacts contactsFlags
	var send sendFlags
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "run CONTACTS",
		Short: "Call the contacts of a file; resumes by itself",
		Long:  runHelp + "\n\n" + exit.Help,
		Example: `  bulkdial run leads.csv --sandbox --cps 50
  bulkdial run leads.csv --agent-id agent_abc --from-number-id ap_123
  bulkdial run leads.csv --to +14155550100 --row 2
  bulkdial run leads.csv --canary 10 --canary-min-answered 0.3
  bulkdial run leads.csv.gz --config campaign.yaml --yes --summary summary.json
  generate-leads | bulkdial run - --results leads.results.csv --yes`,
		Args: contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.apply(&send); err != nil {
				return err
			}
			if flags.dryRun {
				return a.plan(cmd, args[0], &contacts, &send, &planFlags{asJSON: flags.asJSON})
			}
			return a.run(cmd, args[0], &contacts, &send)
		},
	}
	contacts.add(cmd.Flags())
	contacts.addShard(cmd.Flags())
	contacts.addLockWait(cmd.Flags())
	send.add(cmd.Flags())
	flags.add(cmd.Flags())
	return cmd
}

// runFlags are those that run alone has. No other command takes them: cancel or reconcile would not keep the promise of --dry-run.
type runFlags struct{ dryRun, asJSON bool }

func (f *runFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&f.dryRun, "dry-run", false, "call nobody, and show the plan as bulkdial plan does")
	flags.BoolVar(&f.asJSON, "json", false, "print the summary as JSON, as --summary - does")
}

// apply checks the flags, and passes on what they mean for those of all commands.
func (f *runFlags) apply(send *sendFlags) error {
	switch {
	case f.dryRun && send.test.number != "":
		return fault.Usagef("--dry-run shows the plan of the contacts, and --to calls another number: leave out one of them")
	case f.asJSON:
		send.printJSON = true
	}
	return nil
}

// run runs the phases of a run, from the flags to the exit.
func (a *app) run(cmd *cobra.Command, name string, contacts *contactsFlags, send *sendFlags) error {
	ctx := cmd.Context()
	c := &runCommand{app: a, cmd: cmd, name: name, contacts: contacts, send: send}
	if err := c.check(); err != nil {
		return err
	}
	var err error
	if c.progress, err = formOf(a.Process, send.output.progress); err != nil {
		return err
	}
	if c.logger, err = a.NewLogger(send.output.logFormat, send.output.logLevel, a.Region); err != nil {
		return err
	}
	if send.test.number != "" {
		return c.testCall(ctx)
	}
	c.notify = a.newNotifier(&send.output, c.logger)
	if c.watch, err = newMonitor(ctx, send.metrics, c.logger); err != nil {
		return err
	}
	defer c.watch.close(ctx)
	if send.canary.contacts > 0 {
		err = c.canary(ctx)
	} else {
		err = c.whole(ctx)
	}
	if c.began {
		c.notifyFailed(err)
		c.watch.linger(ctx)
	}
	return err
}

// runCommand is one execution of the run command, which may be several runs.
type runCommand struct {
	app      *app
	cmd      *cobra.Command
	name     string
	contacts *contactsFlags
	send     *sendFlags
	progress progressForm
	watch    *monitor
	notify   *notifier
	logger   zerolog.Logger
	answers  *bufio.Reader // nil before the first question
	// began: a run has taken its ledger. told: the last notice was given.
	began, told bool
}

// check returns an error for flags that do not fit together.
func (c *runCommand) check() error {
	if err := c.send.test.check(c); err != nil {
		return err
	}
	if err := checkAssumed(c.send.assumed); err != nil {
		return err
	}
	return c.send.canary.check(c)
}

// asks reports whether the operator confirms the plan.
func (c *runCommand) asks() bool { return !c.send.yes && !c.contacts.sandbox }

// canAsk reports whether there is a terminal to ask on.
func (c *runCommand) canAsk() bool { return c.name != fileset.Stdin && c.app.Interactive() }

// whole is the usual run: one session to the end.
func (c *runCommand) whole(ctx context.Context) error {
	s, err := c.open(ctx, c.asks(), false)
	if err != nil {
		return err
	}
	defer s.campaign.Close()
	return s.finish(s.call(ctx))
}

// open prepares a session and takes its ledger. Ask: the operator confirms the plan. Canary: the run is the canary of another one.
func (c *runCommand) open(ctx context.Context, ask, canary bool) (s *session, err error) {
	a := c.app
	prepared, err := a.prepare(ctx, c.cmd, c.name, c.contacts, c.send)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			prepared.Close()
		}
	}()
	if ask && !c.canAsk() {
		return nil, fault.Usagef("there is no terminal to confirm the plan: check it with `bulkdial plan`, then give --yes")
	}
	r, err := prepared.Open(campaign.RunConfig{
		Send: c.send.send, Holder: a.holder(c.send.send.Run), Disk: c.watch.disk(),
		Note: a.runNote(canary), Follows: c.send.follows(), TestServer: cartesia.Loopback(c.send.api.config.BaseURL),
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if err := errors.Join(r.Join(), r.CheckIDs()); err != nil {
		_, _ = r.Finish(err) // nothing was written
		return nil, err
	}
	c.began = true
	for _, note := range a.SettingsNotes() {
		c.logger.Info().Msg(note)
	}
	if prepared.WithoutSettings() {
		c.logger.Info().Msg("these results are of an earlier version, which remembered no flags; this run remembers its own for later ones")
	}
	for _, name := range a.Ignored {
		c.logger.Debug().Str("variable", name).Msg("a variable that Kubernetes has set for a Service is no flag")
	}
	return &session{runCommand: c, campaign: prepared, run: r, ask: ask, question: usualQuestion}, nil
}

// runNote returns what the runs file says of a run of this process.
func (a *app) runNote(canary bool) campaign.RunNote {
	note := campaign.RunNote{Version: version(), Canary: canary, Flags: map[string][]string{}}
	for name, values := range a.Given {
		if name == "notify-command" { // it says nothing of the calls, and may hold an address with a secret
			continue
		}
		for _, v := range values {
			note.Flags[name] = append(note.Flags[name], v.Text)
		}
	}
	for _, s := range a.Recalled.Settings {
		if slices.Contains(a.Recalled.Supplied, s.Name) {
			note.Flags[s.Name] = s.Texts()
		}
	}
	return note
}

// prepare checks all that can be checked before anything is locked or changed.
func (a *app) prepare(ctx context.Context, cmd *cobra.Command, name string, contacts *contactsFlags, send *sendFlags) (*campaign.Campaign, error) {
	files, shard, err := a.shardFiles(name, contacts)
	if err != nil {
		return nil, err
	}
	send.send.Shard = shard
	if err := contacts.await(ctx, shard, files.AwaitUnused); err != nil {
		return nil, err
	}
	if send.follows() {
		if err := contacts.await(ctx, shard, files.AwaitUntracked); err != nil {
			return nil, err
		}
	}
	return a.prepareFiles(ctx, cmd, files, shard, contacts, send)
}

// prepareFiles is prepare for a command that waits for no lock.
func (a *app) prepareFiles(ctx context.Context, cmd *cobra.Command, files fileset.Files, shard dialer.Shard, contacts *contactsFlags, send *sendFlags) (*campaign.Campaign, error) {
	if err := contacts.recall(&a.Line, cmd.Flags(), files); err != nil {
		return nil, err
	}
	if contacts.sandbox {
		send.useSandbox()
	}
	if err := checkSandboxFlags(cmd.Flags(), contacts.sandbox); err != nil {
		return nil, err
	}
	if needs := a.missing(contacts, send); len(needs) > 0 {
		return nil, fault.Usage(errors.New(needsText(needs)))
	}
	if err := send.api.prepare(a, contacts); err != nil {
		return nil, err
	}
	send.fillRoute()
	a.setHoursWait(cmd.Flags(), send)
	if err := send.checkRoute(contacts); err != nil {
		return nil, err
	}
	send.byLines = send.paceByLines(cmd.Flags())
	send.send.Run = runName(time.Now())
	if err := send.prepare(contacts); err != nil {
		return nil, err
	}
	send.api.config.Concurrency = send.send.MostConcurrency() + 1 // the last one follows calls
	c, err := a.newCampaign(files, contacts, shard, send)
	if err != nil {
		return nil, err
	}
	if err := c.Check(ctx); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if err := c.CheckOutput(send.summaryFile); err != nil {
		return nil, &dialer.FieldError{Field: "Summary", Err: err}
	}
	return c, nil
}

// runName makes the name of a run: the time, and eight random characters that distinguish runs of one second, such as shards.
func runName(now time.Time) string {
	var tail [4]byte
	_, _ = rand.Read(tail[:]) // never fails
	return now.UTC().Format("20060102T150405") + "-" + hex.EncodeToString(tail[:])
}

func (a *app) holder(run string) ownfile.Holder {
	return ownfile.Holder{Run: run, PID: os.Getpid(), Host: host(), Started: time.Now()}
}

// host is the name of this machine, as part of the holder of a ledger.
func host() string {
	name, err := os.Hostname()
	if err != nil {
		return "this machine"
	}
	return name
}
