package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

const cancelHelp = `End the calls of a campaign that are in progress, those of all shards. The API
cancels only calls that were answered: one that is still ringing is tried again
until it was answered or has ended, for --for (2m) after each call was tried
once; --for 0 tries each call once. The calls that were placed last come first,
at most 10 requests per second. A call whose end is recorded is over; it is not
asked for.

It changes no file: bulkdial track records how the calls ended. A run that is at
work goes on placing calls, and those are canceled too: pause it first, with
bulkdial pause.

Exit codes:
  0  none of the calls is in progress
  1  a fault of the machine
  2  usage, unreadable files, or the API refuses the key
  4  calls are still ringing, or could not be canceled; try again after a while`

// cancelFlags are the flags of cancel.
type cancelFlags struct {
	contacts            options.Contacts
	send                options.Send
	rounds              time.Duration // --for
	asJSON              bool
	logFormat, logLevel string
}

func (a *app) cancelCommand() *cobra.Command {
	var f cancelFlags
	cmd := &cobra.Command{
		Use:     "cancel CONTACTS",
		Short:   "End the calls that are in progress",
		Long:    cancelHelp,
		Example: "  bulkdial pause leads.csv && bulkdial cancel leads.csv\n  bulkdial cancel leads.csv --for 5m --json",
		Args:    contactsArg,
		RunE:    func(cmd *cobra.Command, args []string) error { return a.cancel(cmd, args[0], &f) },
	}
	f.contacts.AddResults(cmd.Flags())
	f.send.API.Add(cmd.Flags())
	cmd.Flags().DurationVar(&f.rounds, "for", 2*time.Minute, "try calls that still ring again for this long; 0: once")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the counts as JSON")
	options.AddLogFlags(cmd.Flags(), &f.logFormat, &f.logLevel)
	cmd.Flags().AddFlagSet(hidden(f.contacts.Add, f.contacts.AddShard, f.send.Add))
	return cmd
}

// cancel ends the calls of a campaign, and prints what became of them.
func (a *app) cancel(cmd *cobra.Command, name string, f *cancelFlags) error {
	if f.rounds < 0 {
		return fault.Usagef("--for %v is negative", f.rounds)
	}
	logger, err := a.NewLogger(f.logFormat, f.logLevel, a.Region)
	if err != nil {
		return err
	}
	files, err := f.contacts.Files(name, dialer.Shard{})
	if err != nil {
		return err
	}
	f.send.API.Config.Concurrency = track.AtOnce
	api, stop, err := f.send.OpenAPI(&a.Line, cmd, &files, &f.contacts)
	if err != nil {
		return err
	}
	defer stop()
	if files.Placing() {
		a.Warn("a run is at work and goes on placing calls; pause it with: bulkdial pause " + flags.ShellWord(name) + a.Typed("results", "sandbox"))
	}
	counts, err := calls.Cancel(cmd.Context(), &files, calls.CancelConfig{
		Calls: api, Agents: f.send.Agents(), Speed: f.send.API.Speed(f.contacts.Sandbox), For: f.rounds, Logger: logger,
	})
	return errors.Join(err, a.showCanceled(&files, &counts, f.asJSON))
}

// canceledJSON is what became of the calls, for machines.
type canceledJSON struct {
	// Campaign is the contacts file.
	Campaign string `json:"campaign"`
	// Calls is how many calls of the campaign were placed.
	Calls int `json:"calls"`
	track.Cancellation
}

// showCanceled prints what became of the calls, and what to do next.
func (a *app) showCanceled(files *fileset.Files, n *track.Cancellation, asJSON bool) error {
	if asJSON {
		return a.PrintJSON(canceledJSON{files.Contacts, n.Total(), *n})
	}
	w := &terminal.Text{Out: a.Stdout}
	if n.Total() == 0 {
		w.Printf("%s: no calls were placed\n", files.Contacts)
		return w.Err
	}
	w.Printf("%s: %s\n", files.Contacts, canceledText(n))
	if n.Ringing > 0 {
		w.Printf("  a ringing call cannot be canceled before it is answered\n")
	}
	if n.Left() > 0 {
		w.Printf("  run this command again for the %d that may be in progress\n", n.Left())
	}
	if n.Canceled > 0 {
		w.Printf("  record how the calls ended with: bulkdial track %s%s\n", flags.ShellWord(files.Contacts), a.Typed("results", "sandbox"))
	}
	return w.Err
}

// canceledText says how many calls were canceled, and the other counts that are not zero.
func canceledText(n *track.Cancellation) string {
	return show.CountsText(show.CountOf(n.Canceled, "canceled"), show.CountOf(n.Over, "already over"), show.CountOf(n.Ringing, "still ringing"),
		show.CountOf(n.Failed, "failed"), show.CountOf(n.NotAsked, "not asked for"))
}
