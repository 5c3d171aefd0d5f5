package main

import (
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
)

func (a *app) statusCommand() *cobra.Command {
	var contacts contactsFlags
	var send sendFlags
	var asJSON, settings bool
	cmd := &cobra.Command{
		Use:   "status CONTACTS",
		Short: "Show the state of a campaign",
		Long: `Count the contacts of a campaign by their last result over all runs, and those
whose calls were placed by how the calls have ended, where that is known. Show
whether a run is at work now. Status locks and changes nothing, so it can be
used during a run. It reads the contacts as the runs did, by the settings that
the campaign remembers, and takes the flags of run too.

--settings shows the settings that a run with the same flags, environment and
--config would have instead, and where each value comes from.

Exit codes:
  0  every contact is settled, none rejected, unknown or invalid
  2  usage or unreadable input
  3  contacts are pending, rejected, unknown or invalid, or are left alone
     because their ids were called at other numbers`,
		Example: "  bulkdial status leads.csv\n  bulkdial status leads.csv --json",
		Args:    contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := contacts.files(args[0], dialer.Shard{})
			if err != nil {
				return err
			}
			if err := a.recall(cmd.Flags(), files, &contacts); err != nil {
				return err
			}
			if settings {
				return a.showSettings(asJSON)
			}
			contacts.redial.speed = send.api.speed(contacts.sandbox)
			contacts.suppress.maxAge = "" // nobody is called
			c, err := a.newCampaign(files, &contacts, dialer.Shard{}, nil)
			if err != nil {
				return err
			}
			defer c.Close()
			look, err := c.Look()
			if err != nil {
				return err //nolint:wrapcheck // it names the file
			}
			state, err := look.Status(cmd.Context())
			if err != nil {
				return err //nolint:wrapcheck // it names the file
			}
			history, err := files.RunHistory()
			if err != nil {
				a.warn("a run would stop: " + errorText(err))
			}
			if err := a.showStatus(&state, history, asJSON); err != nil {
				return err
			}
			for _, change := range look.Changes() {
				a.warn("a run would stop: " + errorText(change))
			}
			if !state.Clean() {
				return errLook
			}
			return nil
		},
	}
	contacts.add(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the state as JSON")
	cmd.Flags().BoolVar(&settings, "settings", false, "show the settings instead, and where each value comes from")
	cmd.Flags().AddFlagSet(hidden(send.add, contacts.addShard))
	return cmd
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

// statusJSON is the state of a campaign for machines.
type statusJSON struct {
	// Campaign and Results are the contacts file and the results file. With its shards there are Files of these.
	Campaign string `json:"campaign"`
	Results  string `json:"results"`
	Files    int    `json:"results_files"`
	// Running: a run is at work. Runs are those.
	Running bool            `json:"running"`
	Runs    []ledger.Holder `json:"runs,omitempty"`
	// InFlight is how many contacts are in requests without an answer; they count as unknown.
	InFlight int `json:"in_flight"`
	// Paused: runs of the campaign call nobody until it goes on.
	Paused bool `json:"paused"`
	// Lines is how many lines the runs at work use, all together.
	Lines dialer.LineUse `json:"lines,omitzero"`
	// Contacts counts the contacts of the file by their last word.
	Contacts dialer.Tally `json:"contacts"`
	// Outcomes counts the accepted contacts by how their last calls have ended; nil where no end is known.
	Outcomes *outcomesJSON `json:"outcomes,omitempty"`
	// Again is how many of the pending contacts were tried before.
	Again int `json:"again"`
	// Redials counts the contacts that are called again after their calls, with --redial; nil: there are none.
	Redials *dialer.Redials `json:"redials,omitempty"`
	// Moved says which ids have another number now than was called for them; their contacts are left alone.
	Moved screen.Moved `json:"moved_ids"`
	// Causes are the reasons for which contacts were skipped, rejected or left unknown.
	Causes []dialer.Cause `json:"causes"`
	// History is what the runs file says; nil: there is none.
	History *campaign.RunHistory `json:"history,omitempty"`
}

func (a *app) showStatus(s *campaign.State, history *campaign.RunHistory, asJSON bool) error {
	name := s.Files.Contacts
	if asJSON {
		return a.printJSON(statusJSON{
			name, s.Results, s.ResultsFiles, len(s.Holders) > 0, s.Holders, s.InFlight, s.Paused, s.Lines, s.Contacts, newOutcomes(s), s.Again, s.Redials, s.Moved, flagged(s.Causes), history,
		})
	}
	w := &textWriter{out: a.stdout}
	switch {
	case s.ResultsFiles == 0:
		w.printf("%s: not begun\n", name)
	case len(s.Holders) == 1:
		w.printf("%s: in use by %s, %d in flight (counted as unknown)\n", name, s.Holders[0], s.InFlight)
	case len(s.Holders) > 1:
		w.printf("%s: in use by %d runs, %d in flight (counted as unknown)\n", name, len(s.Holders), s.InFlight)
	case s.InFlight > 0:
		w.printf("%s: cut off with %d in flight (counted as unknown)\n", name, s.InFlight)
	case s.Contacts.Pending > 0:
		w.printf("%s: not finished\n", name)
	default:
		w.printf("%s: finished\n", name)
	}
	w.paused(s)
	if s.Lines != (dialer.LineUse{}) {
		w.printf("  lines: %s\n", linesText(s.Lines))
	}
	w.tally(s.Contacts)
	w.outcomes(s)
	if s.Again > 0 {
		w.printf("  of the pending, called before and to be called again: %d\n", s.Again)
	}
	w.redials(s.Redials)
	w.moved(&s.Moved)
	w.unstable(&s.Moved)
	w.causes(s.Causes, shownCauses, "see error_code in the results")
	w.history(history)
	w.printf("results: %s", s.Results)
	if s.ResultsFiles > 1 {
		w.printf(" and those of its shards, %d files together", s.ResultsFiles)
	}
	w.printf("\n")
	return w.err
}

// history says how many runs there were, and how the last one has ended.
func (w *textWriter) history(h *campaign.RunHistory) {
	if h == nil {
		return
	}
	w.printf("  runs: %d", h.Runs)
	if h.TestCalls > 0 {
		w.printf(", of them test calls: %d", h.TestCalls)
	}
	w.printf("; the last began %s", h.Last.At.Format(time.RFC3339))
	if h.LastEnd != nil {
		w.printf(" and ended %s: %s (exit code %d)\n", h.LastEnd.At.Format(time.RFC3339), h.LastEnd.Outcome, h.LastEnd.ExitCode)
	} else {
		w.printf(" and has not said how it ended\n")
	}
}
