package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/monitor"
	"bulkdial/cmd/bulkdial/internal/notify"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/progress"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/csvio/ledger/ownfile"
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
	var contacts options.Contacts
	var send options.Send
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
	contacts.Add(cmd.Flags())
	contacts.AddShard(cmd.Flags())
	contacts.AddLockWait(cmd.Flags())
	send.Add(cmd.Flags())
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
func (f *runFlags) apply(send *options.Send) error {
	switch {
	case f.dryRun && send.Test.Number != "":
		return fault.Usagef("--dry-run shows the plan of the contacts, and --to calls another number: leave out one of them")
	case f.asJSON:
		send.PrintJSON = true
	}
	return nil
}

// run runs the phases of a run, from the flags to the exit.
func (a *app) run(cmd *cobra.Command, name string, contacts *options.Contacts, send *options.Send) error {
	ctx := cmd.Context()
	c := &runCommand{app: a, cmd: cmd, name: name, contacts: contacts, send: send}
	if err := send.Check(&a.Line, contacts, name, c.asks(), c.canAsk()); err != nil {
		return err
	}
	var err error
	if c.progress, err = progress.FormOf(a.Process, send.Output.Progress); err != nil {
		return err
	}
	if c.logger, err = a.NewLogger(send.Output.LogFormat, send.Output.LogLevel, a.Region); err != nil {
		return err
	}
	if send.Test.Number != "" {
		return c.testCall(ctx)
	}
	c.notify = a.newNotifier(&send.Output, c.logger)
	if c.watch, err = monitor.New(ctx, a.Version, send.Metrics, c.logger); err != nil {
		return err
	}
	defer c.watch.Close(ctx)
	if send.Canary.Contacts > 0 {
		err = c.canary(ctx)
	} else {
		err = c.whole(ctx)
	}
	if c.began {
		c.notifyFailed(err)
		c.watch.Linger(ctx)
	}
	return err
}

// runCommand is one execution of the run command, which may be several runs.
type runCommand struct {
	app      *app
	cmd      *cobra.Command
	name     string
	contacts *options.Contacts
	send     *options.Send
	progress progress.Form
	watch    *monitor.Monitor
	notify   *notify.Notifier
	logger   zerolog.Logger
	answers  *bufio.Reader // nil before the first question
	// began: a run has taken its ledger. told: the last notice was given.
	began, told bool
}

// asks reports whether the operator confirms the plan.
func (c *runCommand) asks() bool { return !c.send.Yes && !c.contacts.Sandbox }

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
	prepared, err := c.send.PrepareRun(ctx, &a.Line, c.cmd, c.name, c.contacts)
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
		Send: c.send.Config, Holder: a.holder(c.send.Config.Run), Disk: c.watch.Disk(),
		Note: a.runNote(canary), Follows: c.send.Follows(), TestServer: cartesia.Loopback(c.send.API.Config.BaseURL),
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
	return &session{runCommand: c, campaign: prepared, run: r, ask: ask, question: show.UsualQuestion}, nil
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
