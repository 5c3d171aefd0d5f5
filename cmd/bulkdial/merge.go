package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

func (a *app) mergeCommand() *cobra.Command {
	var contacts contactsFlags
	cmd := &cobra.Command{
		Use:   "merge CONTACTS",
		Short: "Make the results of a campaign's shards into one file",
		Long: `Make the results of all shards of a campaign into one results file, that of the
campaign as a whole, which holds the last word on each contact. The shards'
files stay as they are. It refuses when the file of a shard is missing or one is
still written to.

Status, plan and run read the results of shards as they are; merge is for those
who want one file.`,
		Example: "  bulkdial merge leads.csv",
		Args:    contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			results, _, err := contacts.resultsFiles(args[0], dialer.Shard{})
			if err != nil {
				return err
			}
			defer context.AfterFunc(cmd.Context(), func() {
				_, _ = fmt.Fprintln(a.stderr, "bulkdial: stopping: the merge is completed first; a second signal leaves now and merges nothing")
			})()
			merged, err := csvio.Merge(results)
			if err != nil {
				return fmt.Errorf("merging: %w", err)
			}
			_, err = fmt.Fprintf(a.stdout, "%d results in %d files, %d last words: %s\n", merged.Lines, len(merged.Files), merged.Kept, results)
			return err //nolint:wrapcheck // nothing to add
		},
	}
	contacts.addResults(cmd.Flags())
	return cmd
}
