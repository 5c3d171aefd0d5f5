package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
)

const statusHelp = `Count the contacts of a campaign by their last result over all runs, and those
whose calls were placed by how the calls have ended, where that is known. Show
whether a run is at work now, why contacts have no call, with a few rows of
each, what is held and until when, and how many calls were sent over time.
Status locks and changes nothing, so it can be used during a run. It reads the
contacts as the runs did, by the settings that the campaign remembers, and takes
the flags of run too.

--watch shows the state again and again until Ctrl-C: on a terminal in its
place, every two seconds, or more slowly where the files are large; elsewhere
whenever it has changed, with --json as one line each.

--settings shows the settings that a run with the same flags, environment and
--config would have instead, and where each value comes from.

Exit codes:
  0    every contact is settled, none rejected, unknown or invalid
  2    usage or unreadable input
  3    contacts are pending, rejected, unknown or invalid, or are left alone
       because their ids were called at other numbers
  130  --watch was ended by Ctrl-C (143 by SIGTERM, 129 by SIGHUP)`

// statusFlags are the flags of status.
type statusFlags struct {
	contacts options.Contacts
	send     options.Send
	asJSON   bool
	settings bool
	watch    bool
	// showNumbers: numbers are not masked.
	showNumbers bool
}

func (a *app) statusCommand() *cobra.Command {
	var f statusFlags
	cmd := &cobra.Command{
		Use:     "status CONTACTS",
		Short:   "Show the state of a campaign",
		Long:    statusHelp,
		Example: "  bulkdial status leads.csv\n  bulkdial status leads.csv --json",
		Args:    contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			collectEarly(a.Getenv, exportGCPercent)
			files, err := f.contacts.Files(args[0], dialer.Shard{})
			if err != nil {
				return err
			}
			if err := f.contacts.Recall(&a.Line, cmd.Flags(), files); err != nil {
				return err
			}
			switch {
			case f.settings:
				return show.Settings(&a.Line, f.asJSON)
			case f.watch:
				return a.watchStatus(cmd.Context(), files, &f)
			default:
				return a.status(cmd.Context(), files, &f)
			}
		},
	}
	flags := cmd.Flags()
	f.contacts.Add(flags)
	flags.BoolVar(&f.asJSON, "json", false, "print the state as JSON")
	flags.BoolVar(&f.watch, "watch", false, "show the state again and again until Ctrl-C")
	flags.BoolVar(&f.showNumbers, "show-numbers", false, "show whole phone numbers")
	flags.BoolVar(&f.settings, "settings", false, "show the settings instead, and where each value comes from")
	flags.AddFlagSet(hidden(f.send.Add, f.contacts.AddShard))
	return cmd
}

// status shows the state of a campaign once.
func (a *app) status(ctx context.Context, files fileset.Files, f *statusFlags) error {
	o, notes, err := options.Overview(ctx, &a.Line, files, &f.contacts, &f.send, nil)
	if err != nil {
		return err
	}
	if f.asJSON {
		err = a.PrintJSON(show.NewStatusJSON(o, f.showNumbers))
	} else {
		_, err = io.WriteString(a.Stdout, show.StatusText(&a.Line, o, f.showNumbers, false))
	}
	if err != nil {
		return err //nolint:wrapcheck // nothing to add
	}
	for _, note := range notes {
		a.Warn(note)
	}
	if !o.Clean() {
		return exit.ErrLook
	}
	return nil
}

// hidden returns flags that a command takes, so that it can be given those of run, and does not show.
func hidden(add ...func(*pflag.FlagSet)) *pflag.FlagSet {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	for _, each := range add {
		each(flags)
	}
	flags.VisitAll(func(f *pflag.Flag) { f.Hidden = true })
	return flags
}
