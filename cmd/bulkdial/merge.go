package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/settings"
)

func (a *app) mergeCommand() *cobra.Command {
	var contacts options.Contacts
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "merge CONTACTS",
		Short: "Merge the results of a campaign's shards into one file",
		Long: `Merge the results of all shards of a campaign into the results file of the
campaign as a whole, which then has every result of every contact, each once.
The files of the shards do not change. Merge fails when the file of a shard is
missing or in use.

Status, plan and run read the results of all shards without a merge.

Exit codes:
  0  the results are merged
  1  a file of the campaign is in use, or could not be written: try again
  2  usage, or the file of a shard is missing or not whole`,
		Example: "  bulkdial merge leads.csv\n  bulkdial merge leads.csv --lock-wait 5m --json",
		Args:    contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := contacts.Files(args[0], dialer.Shard{})
			if err != nil {
				return err
			}
			if contacts.LockWait > 0 { // else the merge says first which shards are missing
				if err := contacts.Await(cmd.Context(), dialer.Shard{}, files.AwaitUnused); err != nil {
					return err
				}
			}
			defer context.AfterFunc(cmd.Context(), func() {
				a.Warn("stopping: the merge is completed first; a second signal exits at once and merges nothing")
			})()
			merged, err := settings.Merge(&files, flags.Classes())
			if err != nil {
				return err //nolint:wrapcheck // it says that it was merging
			}
			if asJSON {
				return a.PrintJSON(mergedJSON{files.Contacts, files.Results, len(merged.Files), merged.Lines, merged.Kept})
			}
			_, err = fmt.Fprintf(a.Stdout, "%s in %s, %d without repeats: %s\n", dialer.Plural(merged.Lines, "result"), dialer.Plural(len(merged.Files), "file"), merged.Kept, files.Results)
			return err //nolint:wrapcheck // nothing to add
		},
	}
	contacts.AddResults(cmd.Flags())
	contacts.AddLockWait(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the counts as JSON")
	return cmd
}

// mergedJSON is what a merge has done, for machines.
type mergedJSON struct {
	// Campaign is the contacts file, Results the file that has all results now, and Files how many files these come from.
	Campaign string `json:"campaign"`
	Results  string `json:"results"`
	Files    int    `json:"results_files"`
	// Lines are the results in all files, and Kept those without repeats.
	Lines int `json:"lines"`
	Kept  int `json:"kept"`
}
