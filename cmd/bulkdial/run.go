package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/cartesia"
)

const runHelp = `Call the contacts of a file. The results go to a file beside it, with one line
for each attempt and each skipped row. Run the same command again to resume.

--redial calls contacts again by how their calls have ended (follow them with
--follow or track), up to --max-attempts; a number that was answered is never
called again. A run waits --redial-wait for those that are not due yet.

On a terminal the plan is shown and confirmed first; elsewhere --yes is
required. --sandbox sends the requests to a built-in fake of the API: no phone
rings.

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
			return a.run(cmd, args[0], &contacts, &send)
		},
	}
	contacts.add(cmd.Flags())
	contacts.addShard(cmd.Flags())
	contacts.addLockWait(cmd.Flags())
	send.add(cmd.Flags())
	return cmd
}

// run runs the phases of a run, from the flags to the exit.
func (a *app) run(cmd *cobra.Command, name string, contacts *contactsFlags, send *sendFlags) error {
	ctx := cmd.Context()
	show, err := a.showProgress(send.output.progress)
	if err != nil {
		return err
	}
	logger, err := a.newLogger(send.output.logFormat, send.output.logLevel, a.stderr)
	if err != nil {
		return err
	}
	watch, err := newMonitor(ctx, send.metrics, logger)
	if err != nil {
		return err
	}
	defer watch.close(ctx)
	c, err := a.prepare(cmd, name, contacts, send)
	if err != nil {
		return err
	}
	defer c.Close()
	ask := !send.yes && !contacts.sandbox
	if ask && (c.Piped() || !a.interactive()) {
		return usagef("there is no terminal to confirm the plan: check it with `bulkdial plan`, then give --yes")
	}
	r, err := c.Open(campaign.RunConfig{
		Send: send.send, Holder: a.holder(send.send.Run), Disk: watch.disk(),
		TestServer: cartesia.Loopback(send.api.config.BaseURL),
	})
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	if err := errors.Join(r.Join(), r.CheckIDs()); err != nil {
		_, _ = r.Finish(err) // nothing was written
		return err
	}
	defer watch.linger(ctx)
	for _, note := range a.settingsNotes() {
		logger.Info().Msg(note)
	}
	if c.WithoutSettings() {
		logger.Info().Msg("these results are of an earlier version, which remembered no flags; this run remembers its own for later ones")
	}
	for _, name := range a.ignored {
		logger.Debug().Str("variable", name).Msg("a variable that Kubernetes has set for a Service is no flag")
	}
	s := &session{app: a, campaign: c, run: r, send: send, sandboxed: contacts.sandbox, progress: show, watch: watch, logger: logger}
	err = s.reconcile(ctx, contacts)
	if err == nil {
		err = s.phases(ctx, ask)
	}
	s.closeAPI()
	return s.finish(err)
}

// prepare checks all that can be checked before anything is locked or changed.
func (a *app) prepare(cmd *cobra.Command, name string, contacts *contactsFlags, send *sendFlags) (*campaign.Campaign, error) {
	files, shard, err := a.shardFiles(name, contacts)
	if err != nil {
		return nil, err
	}
	send.send.Shard = shard
	if err := contacts.await(cmd.Context(), shard, files.AwaitUnused); err != nil {
		return nil, err
	}
	if send.follows() {
		if err := contacts.await(cmd.Context(), shard, files.AwaitUntracked); err != nil {
			return nil, err
		}
	}
	if err := a.recall(cmd.Flags(), files, contacts); err != nil {
		return nil, err
	}
	if contacts.sandbox {
		send.useSandbox()
	}
	if err := send.api.prepare(a, cmd.Flags(), contacts); err != nil {
		return nil, err
	}
	send.fillRoute()
	if err := send.checkRoute(contacts); err != nil {
		return nil, err
	}
	send.byLines = send.paceByLines(cmd.Flags())
	send.send.Run = runName(time.Now())
	if err := send.prepare(contacts); err != nil {
		return nil, err
	}
	send.api.config.Concurrency = send.send.MostConcurrency() + 1 // the last one follows calls
	c, err := a.newCampaign(files, contacts, shard, send.route, send.callers)
	if err != nil {
		return nil, err
	}
	if err := c.Check(cmd.Context()); err != nil {
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

func (a *app) holder(run string) ledger.Holder {
	return ledger.Holder{Run: run, PID: os.Getpid(), Host: host(), Started: time.Now()}
}

// session is a run that holds its ledger.
type session struct {
	app       *app
	campaign  *campaign.Campaign
	run       *campaign.Run
	send      *sendFlags
	sandboxed bool
	progress  bool
	watch     *monitor
	logger    zerolog.Logger
	answers   *bufio.Reader // nil before the first question
	// client is nil before openAPI, and stop closes it.
	client *cartesia.Client
	stop   func()
}

// openAPI returns the client of the run, one for all phases.
func (s *session) openAPI(ctx context.Context) (client *cartesia.Client, err error) {
	if s.client == nil {
		s.client, s.stop, err = s.send.api.client(ctx, s.sandboxCalls())
	}
	return s.client, err
}

func (s *session) closeAPI() {
	if s.client != nil {
		s.stop()
	}
}

// phases runs the phases between Join and the end. A plan without work ends them early.
func (s *session) phases(ctx context.Context, ask bool) error {
	work, err := s.run.MakePlan(ctx)
	if err != nil {
		return err //nolint:wrapcheck // it says what ended the plan
	}
	if s.nothing(work) {
		return s.run.NotDue() //nolint:wrapcheck // it says what is left
	}
	if err := s.checkOverlap(ctx, ask); err != nil {
		return err
	}
	client, err := s.openAPI(ctx)
	if err != nil {
		return err
	}
	if calls := s.run.Plan() == nil || s.run.ToCall() > 0; calls && !s.send.noPreflight {
		if work, err = s.run.Preflight(ctx, client, s.logger); err != nil {
			return err //nolint:wrapcheck // it says what ended the plan
		}
		if s.nothing(work) {
			return s.run.NotDue() //nolint:wrapcheck // it says what is left
		}
	}
	if ask && s.run.ToCall() > 0 {
		if err := s.confirm(ctx); err != nil {
			return err
		}
	}
	return s.dial(ctx, client)
}

// nothing reports whether a run has nothing to do after its plan: no work, and no calls to follow to their ends.
func (s *session) nothing(work bool) bool {
	return !work && (!s.send.follow.toEnd || !s.run.CallsInProgress())
}

// runPages bounds the pages that a run reads of each list before it calls.
const runPages = 200

// reconcile finds out what became of contacts that earlier runs have left unknown, as far as one reading shows it. Only a ledger that cannot
// be written, or the end of ctx, ends the run: what stays unknown is not called.
func (s *session) reconcile(ctx context.Context, contacts *contactsFlags) error {
	if s.send.noReconcile || !s.run.Doubtful() {
		return nil
	}
	client, err := s.openAPI(ctx)
	if err != nil {
		return err
	}
	cfg := reconcileConfig(client, contacts, s.send, s.logger)
	cfg.MaxPages = runPages
	report, err := s.run.Reconcile(ctx, cfg)
	if placed, not, left := len(report.Found), len(report.NotPlaced), len(report.Left); placed+not+left > 0 {
		s.logger.Info().Int("placed", placed).Int("not_placed", not).Int("unknown", left).Msg("looked for the calls of unknown contacts")
	}
	switch {
	case err == nil:
	case errors.Is(err, dialer.ErrRecord), ctx.Err() != nil:
		return err //nolint:wrapcheck // it says what could not be written
	default:
		s.logger.Warn().Err(err).Msg("what became of the unknown contacts cannot be found out at the moment; they are not called")
	}
	return nil
}

// sandboxCalls is the file in which the built-in sandbox keeps its calls; empty without it.
func (s *session) sandboxCalls() string {
	if s.sandboxed {
		return s.campaign.SandboxCalls()
	}
	return ""
}

// confirm shows the plan and asks whether to call.
func (s *session) confirm(ctx context.Context) error {
	w := &textWriter{out: s.app.stderr}
	assumed := campaign.Assumptions{MeanCall: campaign.DefaultMeanCall}
	f := s.campaign.Forecast(s.run.Plan(), s.send.send, assumed, time.Now())
	w.forecast(s.campaign.Contacts, &f, assumed, s.send.send)
	w.printf("\n")
	question := fmt.Sprintf("Call %d people now?", s.run.Plan().ToCall)
	if held := s.run.Plan().Held; held > 0 {
		question = fmt.Sprintf("Call %d people now and %d later?", s.run.Plan().ToCall, held)
	}
	return s.ask(ctx, question)
}

// checkOverlap stops a campaign without results that looks like an earlier one under another name. Where it may, it asks.
func (s *session) checkOverlap(ctx context.Context, ask bool) error {
	overlap := s.campaign.Overlap()
	switch {
	case overlap == nil:
		return nil
	case s.send.newCampaign || !overlap.Same():
		s.logger.Warn().Msg(overlap.String())
		return nil
	case ask:
		_, _ = fmt.Fprintln(s.app.stderr, overlap)
		return s.ask(ctx, "Are these other people, or do you want to call them again?")
	default:
		return &campaign.OverlapError{Overlap: *overlap}
	}
}

// ask asks a question, and returns errDeclined unless the answer is yes.
func (s *session) ask(ctx context.Context, question string) error {
	w := &textWriter{out: s.app.stderr}
	w.printf("%s Type yes to go on: ", question)
	if s.answers == nil { // one for all questions, because it reads ahead
		s.answers = bufio.NewReader(campaign.Interruptible(ctx, s.app.stdin))
	}
	answer, err := s.answers.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		w.printf("\n")
		return err //nolint:wrapcheck // the cause of the context's end
	}
	if strings.ToLower(strings.TrimSpace(answer)) != "yes" {
		return errDeclined
	}
	return nil
}

// dial starts what the calls need, and calls.
func (s *session) dial(ctx context.Context, client *cartesia.Client) error {
	stats, plan, toCall := &dialer.Stats{}, s.run.Plan(), s.run.ToCall()
	bar := newProgress(s.app.stderr, s.progress && (toCall > 0 || plan == nil), stats, toCall)
	defer bar.close()
	logger, err := s.app.newLogger(s.send.output.logFormat, s.send.output.logLevel, bar)
	if err != nil {
		return err
	}
	if err := s.follow(client, bar, logger); err != nil {
		return err
	}
	pause := dialer.NewPause()
	defer s.watchPause(ctx, pause, logger)()
	if err := s.run.Begin(); err != nil {
		return err //nolint:wrapcheck // it says what could not be written
	}
	s.logBegin(logger)
	s.watch.begin(stats, plan, s.send.send.Shard.Pace(s.send.send.CPS))
	defer s.watch.end()
	s.app.dialing.Store(true)
	return s.run.Dial(ctx, dialer.Deps{ //nolint:wrapcheck // it says what ended the run
		Caller: client, Stats: stats, Logger: logger, Rescue: zerolog.New(zerolog.SyncWriter(bar)), Observer: s.watch.observer(),
		Draining: func(d dialer.Drain) { s.stopping(d, bar, logger) }, Pause: pause, CallerPace: s.callerPace(),
	})
}

// logBegin says that the run begins, and what is special about it.
func (s *session) logBegin(logger zerolog.Logger) {
	logger.Info().Str("run", s.send.send.Run).Str("results", s.campaign.Own).Int("to_call", s.run.ToCall()).
		Int("concurrency", s.send.send.FirstConcurrency()).
		Int("suppression_entries", s.campaign.SuppressionEntries()).Msg("run begins")
	if n := s.run.Interrupted(); n > 0 {
		logger.Warn().Int("contacts", n).Msg("an earlier run was interrupted; its contacts in flight are unknown and are not called")
	}
	if name, remote := ledger.FileSystem(s.campaign.Own); remote {
		logger.Warn().Str("file_system", name).Msg("the results are on a network or FUSE file system: a lock and a sync hold only as far as its server keeps them; " +
			"run one process at a time on this campaign, or move its folder to a local disk")
	}
}

// follow has the calls followed beside the run, where it bounds those in progress or waits for their ends.
func (s *session) follow(calls dialer.Calls, bar *progress, logger zerolog.Logger) error {
	if !s.send.follows() {
		return nil
	}
	cfg := s.send.follow.config(s.app.holder(s.send.send.Run), calls, s.send.agents())
	cfg.Logger, cfg.Speed, cfg.Ended = logger, s.send.api.speed(s.sandboxed), s.watch.ended
	if err := s.run.Follow(cfg); err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	bar.outcomes = s.run.Tracking().Progress
	return nil
}

// finish ends the run, prints the summary, and returns the error that the command ends with.
func (s *session) finish(ended error) error {
	state, err := s.run.Finish(s.app.goOn(ended))
	for _, note := range fileNotes(&state) {
		s.logger.Warn().Msg(note)
	}
	if err == nil && !state.Clean() {
		err = errLook
	}
	writing := s.app.printSummary(&state, err, s.send.summaryFile)
	if writing != nil && !errors.Is(writing, syscall.EPIPE) { // a reader that is gone does not change the result
		return errors.Join(err, writing)
	}
	return err
}
