package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/progress"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

const trackHelp = `Follow the placed calls of a campaign until all have ended, and write how each
one ended to a file beside the results: leads.calls.csv for leads.csv. Run it
again to go on where it was stopped; no call is in the file twice.

Calls are listed and read at a bounded rate, at most 10 requests per second.
While a run places calls, those are followed too.

With --transcripts what was said is saved too: one file for each call that may
have a transcript, named by its agent_call_id. Files that are there are never
replaced, so run it again to get those that are missing.

Exit codes:
  0  all calls have ended
  1  another process follows the calls, or a fault of the machine
  2  usage, unreadable files, or the API does not show the calls
  4  transcripts could not be read (--transcripts); try again after a while
  5  calls are still in progress (--track-timeout)`

// trackFlags are the flags of track.
type trackFlags struct {
	contacts options.Contacts
	send     options.Send
	since    sinceFlag
	// transcripts is the folder for them; empty: none are saved.
	transcripts string
	asJSON      bool
}

func (a *app) trackCommand() *cobra.Command {
	var f trackFlags
	cmd := &cobra.Command{
		Use:     "track CONTACTS",
		Short:   "Follow the placed calls to their end",
		Long:    trackHelp,
		Example: "  bulkdial track leads.csv\n  bulkdial track leads.csv --since 24h --with-summary",
		Args:    contactsArg,
		RunE:    func(cmd *cobra.Command, args []string) error { return a.track(cmd, args[0], &f) },
	}
	f.contacts.AddResults(cmd.Flags())
	f.contacts.AddLockWait(cmd.Flags())
	f.send.API.Add(cmd.Flags())
	f.send.Follow.Add(cmd.Flags())
	cmd.Flags().Var(&f.since, "since", "only calls placed since, as in 2026-11-23T08:00:00Z or 24h (default: all)")
	cmd.Flags().StringVar(&f.transcripts, "transcripts", "", "save the transcripts of the calls that have ended")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print how many calls have ended, and how, as JSON")
	f.send.Output.Add(cmd.Flags())
	cmd.Flags().AddFlagSet(hidden(f.contacts.Add, f.contacts.AddShard, f.send.Add))
	return cmd
}

// track follows the calls of a campaign.
func (a *app) track(cmd *cobra.Command, name string, f *trackFlags) error {
	collectEarly(a.Getenv, trackGCPercent)
	form, err := progress.FormOf(a.Process, f.send.Output.Progress)
	if err != nil {
		return err
	}
	if err := f.send.Follow.Check(); err != nil {
		return err
	}
	files, err := f.contacts.Files(name, dialer.Shard{})
	if err != nil {
		return err
	}
	if err := f.contacts.Await(cmd.Context(), dialer.Shard{}, files.AwaitUntracked); err != nil {
		return err
	}
	f.send.API.Config.Concurrency = track.AtOnce
	api, stop, err := f.send.OpenAPI(&a.Line, cmd, &files, &f.contacts)
	if err != nil {
		return err
	}
	defer stop()
	t := progress.NewTrackBar(a.Region, form)
	defer t.Close()
	f.send.Follow.ToEnd = true
	cfg := f.send.Follow.Config(a.holder("track"), api, f.send.Agents())
	if cfg.Logger, err = a.NewLogger(f.send.Output.LogFormat, f.send.Output.LogLevel, a.Region); err != nil {
		return err
	}
	t.Report(cfg.Logger)
	notify := a.newNotifier(&f.send.Output, cfg.Logger)
	cfg.Since, cfg.Speed = f.since.Time, f.send.API.Speed(f.contacts.Sandbox)
	if f.transcripts == "" {
		err = a.follow(cmd.Context(), &files, cfg, t, f.asJSON)
		notify.Tracked(&files, t.Followed(), err)
		return err
	}
	s := &transcriptSaver{app: a, files: &files, output: &f.send.Output, form: form, asJSON: f.asJSON, reading: track.TranscriptConfig{Transcripts: api, Speed: cfg.Speed}}
	if s.transcripts, err = calls.OpenTranscripts(calls.TranscriptsConfig{Dir: f.transcripts, Since: cfg.Since, Disk: cfg.Disk}); err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	err = a.follow(cmd.Context(), &files, cfg, t, f.asJSON)
	if err == nil || errors.Is(err, dialer.ErrInProgress) {
		err = errors.Join(err, s.save(cmd.Context(), f.transcripts))
	}
	notify.Tracked(&files, t.Followed(), err)
	return err
}

// follow follows calls, and prints what came of them.
func (a *app) follow(ctx context.Context, files *fileset.Files, cfg calls.TrackConfig, t *progress.TrackBar, asJSON bool) error {
	tracking, err := calls.Track(files, dialer.Shard{}, cfg)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	t.Follow(tracking)
	ended := tracking.Follow(ctx)
	t.Close()
	if closing := tracking.Close(); ended == nil {
		ended = closing
	}
	return errors.Join(ended, a.showTracked(files, tracking, asJSON))
}

// showTracked prints the outcomes of the calls.
func (a *app) showTracked(files *fileset.Files, t *calls.Tracking, asJSON bool) error {
	p, w := t.Progress(), &terminal.Text{Out: a.Stdout}
	total := p.Outcomes.Total() + p.InProgress
	if asJSON {
		return a.PrintJSON(show.NewTracked(files, t))
	}
	switch {
	case total == 0:
		w.Printf("%s: no calls were placed\n", files.Contacts)
		return w.Err
	case p.InProgress == 0:
		w.Printf("%s: %s, all ended\n", files.Contacts, dialer.Plural(total, "call"))
	default:
		w.Printf("%s: %s, %d still in progress: run this command again to follow them\n", files.Contacts, dialer.Plural(total, "call"), p.InProgress)
	}
	w.Printf("  %s\n", show.OutcomesText(p.Outcomes, p.InProgress))
	w.Printf("calls: %s\n", t.Path())
	return w.Err
}

// sinceFlag is a moment: RFC 3339, or a duration before now. It implements pflag.Value.
type sinceFlag struct{ time.Time }

func (f *sinceFlag) String() string {
	if f.IsZero() {
		return ""
	}
	return f.Format(time.RFC3339)
}

// Set implements pflag.Value.
func (f *sinceFlag) Set(text string) error {
	if before, err := time.ParseDuration(text); err == nil && before >= 0 {
		f.Time = time.Now().Add(-before)
		return nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return errors.New("give a time of RFC 3339, as in 2026-11-23T08:00:00Z, or a duration, as in 24h")
	}
	f.Time = at
	return nil
}

// Type implements pflag.Value.
func (f *sinceFlag) Type() string { return "time" }
