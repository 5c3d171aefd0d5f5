package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/sandbox"
)

const runHelp = `Call the contacts of a file. The results go to a file beside it, one line for
each attempt and each row that is skipped; run the same command again and it
goes on where it stopped.

On a terminal the plan is shown and confirmed first; elsewhere --yes is
required. With --sandbox a fake of the API is called and nobody's phone rings.

The first SIGINT, SIGTERM or SIGHUP stops sending, says what is outstanding, waits
for those answers, and writes them down; another one, a second or more later,
leaves at once. A signal that the run was started to ignore, as with nohup, stays
ignored.`

func (a *app) runCommand() *cobra.Command {
	var contacts contactsFlags
	var send sendFlags
	cmd := &cobra.Command{
		Use:   "run CONTACTS",
		Short: "Call the contacts of a file; resumes by itself",
		Long:  runHelp + "\n\n" + exitHelp,
		Example: `  bulkdial run leads.csv --sandbox --cps 50
  bulkdial run leads.csv --agent-id agent_abc --from-number-id ap_123
  bulkdial run leads.csv.gz --config campaign.yaml --yes --summary summary.json
  generate-leads | bulkdial run - --results leads.results.csv --yes`,
		Args: contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.run(cmd.Context(), args[0], &contacts, &send)
		},
	}
	contacts.add(cmd.Flags())
	contacts.addShard(cmd.Flags())
	send.add(cmd.Flags())
	return cmd
}

// run is the course of a run from the flags to the exit.
func (a *app) run(ctx context.Context, name string, contacts *contactsFlags, send *sendFlags) error {
	show, err := a.showProgress(send.progress)
	if err != nil {
		return err
	}
	logger, err := a.newLogger(send.logFormat, send.logLevel, a.stderr)
	if err != nil {
		return err
	}
	watch, err := newMonitor(ctx, send.metrics, logger)
	if err != nil {
		return err
	}
	defer watch.close(ctx)
	c, err := a.prepare(ctx, name, contacts, send)
	if err != nil {
		return err
	}
	defer c.close()
	if err := c.spares("--summary", send.summaryFile); err != nil {
		return err
	}
	ask := !send.yes && !contacts.sandbox
	if ask && (c.piped() || !a.interactive()) {
		return usagef("there is no terminal to confirm the plan on: look at it with `bulkdial plan`, then give --yes")
	}
	record, err := csvio.OpenRecord(c.results, a.holder(send.send.Run), c.learn)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	watch.record(record)
	defer watch.linger(ctx)
	s := &session{app: a, campaign: c, send: send, record: record, sandboxed: contacts.sandbox, progress: show, watch: watch}
	err = s.run(ctx, ask)
	if closing := record.Close(); closing != nil && err == nil {
		err = fmt.Errorf("%w: %w", dialer.ErrRecord, closing)
	}
	return s.finish(err, logger)
}

// prepare checks all that can be checked before anything is taken or changed.
func (a *app) prepare(ctx context.Context, name string, contacts *contactsFlags, send *sendFlags) (*campaign, error) {
	if contacts.sandbox {
		var err error
		if send.injected, err = sandbox.ParseFaults(send.faults); err != nil {
			return nil, usagef("--sandbox-faults: %w", err)
		}
		send.useSandbox()
	} else {
		key, err := a.apiKey(send.apiKeyFile)
		if err != nil {
			return nil, err
		}
		send.api.APIKey = key
		if send.faults != "" {
			return nil, usagef("--sandbox-faults goes with --sandbox")
		}
	}
	send.settle()
	if err := send.checkRoute(contacts); err != nil {
		return nil, err
	}
	send.api.Version, send.api.RefKey = contacts.apiVersion, contacts.refKey
	send.api.Concurrency = send.send.MostConcurrency()
	send.api.UserAgent = "bulkdial/" + version()
	send.send.Run = runName(time.Now())
	if err := send.send.Validate(); err != nil {
		return nil, usageError{err}
	}
	if _, err := cartesia.New(send.api); err != nil {
		return nil, usageError{err}
	}
	shard, err := a.shard(contacts.shard)
	if err != nil {
		return nil, err
	}
	send.send.Shard = shard
	c, err := a.newCampaign(name, contacts, shard, send.route, send.callers)
	if err != nil {
		return nil, err
	}
	return c, c.check(ctx)
}

// runName makes the name of a run: when it began, and eight characters that tell apart what began together, as the
// shards of a campaign do.
func runName(now time.Time) string {
	var tail [4]byte
	_, _ = rand.Read(tail[:]) // never fails
	return now.UTC().Format("20060102T150405") + "-" + hex.EncodeToString(tail[:])
}

func (a *app) holder(run string) csvio.Holder {
	return csvio.Holder{Run: run, PID: os.Getpid(), Host: host(), Started: time.Now()}
}

// session is a run that holds its record.
type session struct {
	app       *app
	campaign  *campaign
	send      *sendFlags
	record    *csvio.Record
	sandboxed bool
	progress  bool
	watch     *monitor
	plan      *dialer.Plan // nil when the contacts can be read only once
	report    dialer.Report
	began     time.Time
}

func (s *session) run(ctx context.Context, ask bool) error {
	s.began = time.Now()
	if err := s.campaign.join(); err != nil {
		return err
	}
	if err := s.checkIDs(); err != nil {
		return err
	}
	if !s.campaign.piped() {
		plan, err := s.campaign.survey(ctx, s.send.send, nil)
		if err != nil || s.send.send.Strict || ask || s.nothing(&plan) { // else the run's own pass finds out what rows repeat
			plan, err = s.campaign.detailed(ctx, s.send.send, plan, err)
		}
		s.plan = &plan
		if err == nil {
			err = strictly(&plan, s.send.send)
		}
		if err != nil {
			return err
		}
		if s.nothing(&plan) {
			return nil
		}
	}
	if ask && s.plan.ToCall > 0 {
		if err := s.app.confirm(ctx, s); err != nil {
			return err
		}
	}
	if err := s.record.Begin(); err != nil {
		return fmt.Errorf("%w: %w", dialer.ErrRecord, err)
	}
	s.campaign.keepHeader = true
	return s.dial(ctx)
}

// nothing reports whether a plan leaves nothing to do and nothing to write. A shard that has nobody to call writes a file
// all the same, so that none is missing.
func (s *session) nothing(plan *dialer.Plan) bool {
	unseen := s.campaign.shard.Divided() && s.record.New()
	return plan.Nothing() && s.record.Interrupted() == 0 && !unseen
}

// checkIDs keeps the calls of the sandbox and those of people apart.
func (s *session) checkIDs() error {
	switch {
	case s.sandboxed && s.campaign.realIDs:
		return usagef("%s holds results of real calls: a sandbox run does not write to it", s.campaign.results)
	case !s.sandboxed && s.campaign.sandboxIDs && !cartesia.Loopback(s.send.api.BaseURL):
		return usagef("%s holds results of a sandbox run, in which nobody was called: remove it, or name another file with --results", s.campaign.results)
	}
	return nil
}

// dial starts what a run needs, and runs.
func (s *session) dial(ctx context.Context) error {
	client, stop, err := s.app.client(ctx, s.send, s.sandboxed)
	if err != nil {
		return err
	}
	defer stop()
	stats := &dialer.Stats{}
	toCall := 0
	if s.plan != nil {
		toCall = s.plan.ToCall
	}
	bar := newProgress(s.app.stderr, s.progress && (toCall > 0 || s.plan == nil), stats, toCall)
	defer bar.close()
	logger, err := s.app.newLogger(s.send.logFormat, s.send.logLevel, bar)
	if err != nil {
		return err
	}
	logger.Info().Str("run", s.send.send.Run).Str("results", s.campaign.results).Int("to_call", toCall).
		Int("concurrency", s.send.send.FirstConcurrency()).
		Int("suppression_entries", s.campaign.suppression.Entries()).Msg("run begins")
	if n := s.record.Interrupted(); n > 0 {
		logger.Warn().Int("contacts", n).Msg("an earlier run was cut off; contacts in flight then are unknown and left alone")
	}
	s.watch.begin(stats, s.plan, s.campaign.shard.Pace(s.send.send.CPS))
	defer s.watch.end()
	s.app.dialing.Store(true)
	ctx, halt := context.WithCancelCause(ctx)
	defer halt(nil)
	s.report, err = dialer.Run(ctx, s.send.send, s.campaign.calling(halt), dialer.Deps{
		Screen: s.campaign.screen(), Caller: client, Log: s.record, Stats: stats, Logger: logger,
		Rescue: zerolog.New(zerolog.SyncWriter(bar)), Observer: s.watch.observer(),
		Draining: func(d dialer.Drain) { s.stopping(d, bar, logger) },
	})
	return err //nolint:wrapcheck // it says what ended the run
}

// finish prints the summary and decides how the command ends.
func (s *session) finish(err error, logger zerolog.Logger) error {
	sum := s.summarize(err)
	for _, note := range fileNotes(sum.File, sum.Campaign) {
		logger.Warn().Msg(note)
	}
	if err == nil && !sum.Contacts.Clean() {
		err = errLook
	}
	sum.ExitCode = exitCode(err)
	writing := s.app.printSummary(sum, s.send.summaryFile)
	if writing != nil && !errors.Is(writing, syscall.EPIPE) { // who does not listen does not change how it went
		return errors.Join(err, writing)
	}
	return err
}
