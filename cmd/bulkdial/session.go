package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/progress"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/overview"
)

// session is a run that holds its ledger.
type session struct {
	*runCommand

	campaign *campaign.Campaign
	run      *campaign.Run
	// ask: the operator confirms the plan, by this question.
	ask      bool
	question func(*engine.Plan) string
	// ended sees the CDRs of calls; it may be nil.
	ended func(*dialer.CDR)
	// client is nil before openAPI, and stop closes it.
	client *cartesia.Client
	stop   func()
}

// openAPI returns the client of the run, one for all phases.
func (s *session) openAPI(ctx context.Context) (client *cartesia.Client, err error) {
	if s.client == nil {
		s.client, s.stop, err = s.send.API.Client(ctx, s.sandboxCalls())
	}
	return s.client, err
}

func (s *session) closeAPI() {
	if s.client != nil {
		s.stop()
	}
}

// call runs all phases up to the end of the calls.
func (s *session) call(ctx context.Context) error {
	err := s.reconcile(ctx)
	if err == nil {
		err = s.phases(ctx)
	}
	s.closeAPI()
	return err
}

// phases runs the phases between Join and the end. A plan without work ends them early.
func (s *session) phases(ctx context.Context) error {
	work, err := s.run.MakePlan(ctx)
	if hidden, ok := errors.AsType[*campaign.HiddenRowsError](err); ok && hidden.Undecided && s.ask {
		work, err = s.askHidden(ctx, hidden)
	}
	if err != nil {
		return err
	}
	if s.nothing(work) {
		return s.run.NotDue() //nolint:wrapcheck // it says what is left
	}
	if err := s.checkOverlap(ctx); err != nil {
		return err
	}
	client, err := s.openAPI(ctx)
	if err != nil {
		return err
	}
	if calls := s.run.Plan() == nil || s.run.ToCall() > 0; calls && !s.send.NoPreflight {
		if work, err = s.run.Preflight(ctx, client, s.logger); err != nil {
			return err //nolint:wrapcheck // it says what ended the plan
		}
		if s.nothing(work) {
			return s.run.NotDue() //nolint:wrapcheck // it says what is left
		}
	}
	if s.ask && s.run.ToCall() > 0 {
		if err := s.confirm(ctx); err != nil {
			return err
		}
	}
	return s.dial(ctx, client)
}

// nothing reports whether a run has nothing to do after its plan: no work, and no calls to follow to their ends.
func (s *session) nothing(work bool) bool {
	return !work && (!s.send.Follow.ToEnd || !s.run.CallsInProgress())
}

// runPages bounds the pages that a run reads of each list before it calls.
const runPages = 200

// reconcile finds out what became of contacts that earlier runs have left unknown, as far as one reading shows it. Only a ledger that cannot
// be written, or the end of ctx, ends the run: what stays unknown is not called.
func (s *session) reconcile(ctx context.Context) error {
	if s.send.NoReconcile || !s.run.Doubtful() {
		return nil
	}
	client, err := s.openAPI(ctx)
	if err != nil {
		return err
	}
	cfg := reconcileConfig(client, s.contacts, s.send, s.logger)
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
	if s.contacts.Sandbox {
		return s.campaign.SandboxCalls()
	}
	return ""
}

// checkOverlap stops a campaign without results that looks like an earlier one under another name. Where it may, it asks.
func (s *session) checkOverlap(ctx context.Context) error {
	overlap := s.campaign.Overlap()
	switch {
	case overlap == nil:
		return nil
	case s.send.NewCampaign || !overlap.Same():
		s.logger.Warn().Msg(overlap.String())
		return nil
	case s.ask:
		_, _ = fmt.Fprintln(s.app.Region, overlap)
		return s.confirmed(ctx, "Are these other people, or do you want to call them again?")
	default:
		return &campaign.OverlapError{Overlap: *overlap}
	}
}

// askHidden asks what becomes of hidden rows, and plans again with the answer. An answer that is neither call nor skip declines.
func (s *session) askHidden(ctx context.Context, hidden *campaign.HiddenRowsError) (work bool, err error) {
	what, them := campaign.HiddenRows(hidden.Count, hidden.First), "them"
	if hidden.Count == 1 {
		them = "it"
	}
	answer, err := s.answer(ctx, fmt.Sprintf("%s. Type skip to leave %s alone, or call to call %s too: ", what, them, them))
	if err != nil {
		return false, err
	}
	policy := screen.HiddenRows(answer)
	if policy != screen.SkipHidden && policy != screen.CallHidden {
		return false, exit.ErrDeclined
	}
	s.run.DecideHidden(policy)
	return s.run.MakePlan(ctx) //nolint:wrapcheck // it says what ended the plan
}

// dial starts what the calls need, and calls.
func (s *session) dial(ctx context.Context, client *cartesia.Client) error {
	stats, plan, toCall := &engine.Stats{}, s.run.Plan(), s.run.ToCall()
	form := s.progress
	if toCall == 0 && plan != nil {
		form = progress.FormNone
	}
	bar := progress.NewRunBar(s.app.Region, form, stats.Live, toCall, s.send.Config.BatchSize, s.app.resumption(s.campaign.Contacts))
	defer bar.Close()
	logger, err := s.app.NewLogger(s.send.Output.LogFormat, s.send.Output.LogLevel, s.app.Region)
	if err != nil {
		return err
	}
	if err := s.follow(client, bar, logger); err != nil {
		return err
	}
	bar.Report(logger)
	pause := admission.NewPause()
	defer s.watchPause(ctx, pause, logger)()
	if err := s.run.Begin(); err != nil {
		return err //nolint:wrapcheck // it says what could not be written
	}
	s.logBegin(logger)
	s.watch.Begin(stats, plan, s.send.Config.Shard.Pace(s.send.Config.CPS))
	s.watch.ShowReport(s.overviewNow(stats))
	defer s.watch.End()
	s.app.dialing.Store(true)
	return s.run.Dial(ctx, engine.Deps{ //nolint:wrapcheck // it says what ended the run
		Caller: client, Stats: stats, Logger: logger, Rescue: zerolog.New(zerolog.SyncWriter(s.app.Region)), Observer: s.watch.Observer(),
		Draining: func(d engine.Drain) { s.stopping(d, bar, logger) },
		Tripped: func(why error) {
			bar.Stop()
			s.tripped(why, stats.Live())
		},
		Pause: pause, CallerPace: s.send.CallerPace(s.contacts.Sandbox, func(id string) string { return s.run.Caller(id).Provider }),
	})
}

// logBegin says that the run begins, and what is special about it.
func (s *session) logBegin(logger zerolog.Logger) {
	logger.Info().Str("run", s.send.Config.Run).Str("results", s.campaign.Own).Int("to_call", s.run.ToCall()).
		Int("concurrency", s.send.Config.FirstConcurrency()).
		Int("suppression_entries", s.campaign.SuppressionEntries()).Msg("run begins")
	if n := s.run.Interrupted(); n > 0 {
		logger.Warn().Int("contacts", n).Msg("an earlier run was interrupted; its contacts in flight are unknown and are not called")
	}
	if s.run.Plan() != nil {
		s.logWarnings(logger)
	}
	if name, remote := ownfile.FileSystem(s.campaign.Own); remote {
		logger.Warn().Str("file_system", name).Msg("the results are on a network or FUSE file system: a lock and a sync hold only as far as its server keeps them; " +
			"run one process at a time on this campaign, or move its folder to a local disk")
	}
}

// logWarnings says what there is to know about the contacts that were read.
func (s *session) logWarnings(logger zerolog.Logger) {
	for _, warning := range s.campaign.ContactsWarnings(s.run.Plan()) {
		level := zerolog.WarnLevel
		if warning.Note {
			level = zerolog.InfoLevel
		}
		logger.WithLevel(level).Str("code", warning.Code).Msg(fault.WithFlag(warning.Text, warning.Field))
	}
}

// follow has the calls followed beside the run, where it bounds those in progress or waits for their ends.
func (s *session) follow(calls dialer.Calls, bar *progress.RunBar, logger zerolog.Logger) error {
	if !s.send.Follows() {
		return nil
	}
	cfg := s.send.Follow.Config(s.app.holder(s.send.Config.Run), calls, s.send.Agents())
	cfg.Logger, cfg.Speed, cfg.Ended = logger, s.send.API.Speed(s.contacts.Sandbox), s.callEnded
	if err := s.run.Follow(cfg); err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	bar.Follow(s.run.Tracking().Progress)
	return nil
}

// callEnded takes a CDR that was recorded.
func (s *session) callEnded(c *dialer.CDR) {
	s.watch.Ended(c)
	if s.ended != nil {
		s.ended(c)
	}
}

// finish ends the run, prints the summary, and returns the error that the command ends with.
func (s *session) finish(ended error) error {
	if s.run.Plan() == nil {
		s.logWarnings(s.logger)
	}
	state, err := s.run.Finish(s.app.GoOn(ended))
	for _, note := range show.FileNotes(&state) {
		s.logger.Warn().Msg(note)
	}
	if err == nil && !state.Clean() {
		err = exit.ErrLook
	}
	state.Cost = s.cost()
	if noting := s.noteEnd(err); noting != nil && (err == nil || errors.Is(err, exit.ErrLook)) {
		err = noting
	}
	err = errors.Join(err, s.app.printSummary(&state, err, s.send))
	s.finished(&state, err)
	return err
}

// cost is what the calls of the campaign have cost, where a price says what a minute costs.
func (s *session) cost() *campaign.Cost {
	price := s.send.Assumed.Price
	if price == 0 {
		return nil
	}
	cost, err := s.campaign.Cost(price, s.send.API.Speed(s.contacts.Sandbox))
	if err != nil {
		s.logger.Warn().Err(err).Msg("what the calls have cost cannot be computed")
	}
	return cost
}

// close ends a run that another one of this command follows, without a summary.
func (s *session) close(ended error) error {
	if _, err := s.run.Finish(ended); !errors.Is(err, ended) {
		return err //nolint:wrapcheck // it says what could not be written
	}
	return s.noteEnd(ended)
}

// noteEnd writes how the run has ended into the runs file.
func (s *session) noteEnd(err error) error {
	end := exit.Of(err)
	return s.run.NoteEnd(end.Word, cmp.Or(fault.Text(err), "finished"), end.Code) //nolint:wrapcheck // it names the file
}

// stopping shows what a run that stops waits for: above the progress bar for people, in the log for machines.
func (s *session) stopping(d engine.Drain, bar *progress.RunBar, logger zerolog.Logger) {
	bar.Stop()
	watched := terminal.IsTerminal(s.app.Stderr)
	if watched {
		_, _ = fmt.Fprintln(s.app.Region, terminal.Fold(progress.StoppingText(d), terminal.Columns(s.app.Stderr)))
	}
	if watched && s.app.ForPeople(s.send.Output.LogFormat) {
		return // the log would show the same text again
	}
	message := "stopping: waiting for the requests in flight"
	if d.Requests == 0 {
		message = "stopping: no request is in flight"
	}
	logger.Warn().Int("requests", d.Requests).Int("contacts", d.Contacts).Stringer("timeout", d.Timeout).Msg(message)
}

// overviewNow returns what makes the overview of the run's campaign while the run goes on. Like status it reads the files, and it shares
// nothing with the run. Standard input cannot be read again: its contacts are as the run has counted them.
func (s *session) overviewNow(stats *engine.Stats) func(context.Context) (*overview.Overview, error) {
	files, contacts, send := s.campaign.Files, *s.contacts, *s.send
	files.Own = files.Results // the page is about all shards
	return func(ctx context.Context) (*overview.Overview, error) {
		contacts, send := contacts, send // what is made of them is kept in them
		var counted *dialer.Tally
		if files.Piped() {
			live := stats.Live()
			live.Read.Settle(live.Results)
			counted = &live.Read
		}
		o, _, err := options.Overview(ctx, &s.app.Line, files, &contacts, &send, counted)
		return o, err
	}
}
