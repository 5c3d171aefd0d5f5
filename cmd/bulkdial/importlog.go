package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"bulkdial/internal/campaign"
)

func (a *app) importLogCommand() *cobra.Command {
	var contacts contactsFlags
	cmd := &cobra.Command{
		Use:   "import-log CONTACTS LOG",
		Short: "Add results that only the log has to the results file",
		Long: `When the results file can no longer be written (a full disk), a run writes the
answers that are outstanding to its log, as one line of JSON for each contact,
and stops. This command reads such a log (- for standard input) and adds those
results to the results file, so that their contacts do not stay unknown. Other
lines are ignored. A result that the file already has is not added again.`,
		Example: "  bulkdial import-log leads.csv run.log\n  kubectl logs job/campaign | bulkdial import-log leads.csv -",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("import-log takes the contacts file and the log, not %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			files, shard, err := a.shardFiles(args[0], &contacts)
			if err != nil {
				return err
			}
			if err := contacts.awaitLock(cmd.Context(), files, shard); err != nil {
				return err
			}
			log, err := a.openLog(args[1])
			if err != nil {
				return err
			}
			defer func() { _ = log.Close() }() // it was only read
			n, err := campaign.ImportLog(cmd.Context(), files, a.holder("import-log"), log)
			if err != nil {
				return err //nolint:wrapcheck // it names the file
			}
			_, err = fmt.Fprintf(a.stdout, "%d of %d results in the log were added to %s\n", n.Added, n.Found, files.Own)
			return err //nolint:wrapcheck // nothing to add
		},
	}
	contacts.addResults(cmd.Flags())
	contacts.addShard(cmd.Flags())
	contacts.addLockWait(cmd.Flags())
	return cmd
}

// openLog opens a log; `-` is standard input.
func (a *app) openLog(name string) (io.ReadCloser, error) {
	if name == campaign.Stdin {
		return io.NopCloser(a.stdin), nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, usagef("opening the log: %w", err)
	}
	return file, nil
}
