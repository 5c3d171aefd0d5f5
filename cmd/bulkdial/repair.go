package main

import (
	"github.com/spf13/cobra"

	"bulkdial/csvio/ledger"
	"bulkdial/internal/campaign"
)

func (a *app) repairCommand() *cobra.Command {
	var contacts contactsFlags
	var yes bool
	cmd := &cobra.Command{
		Use:   "repair CONTACTS",
		Short: "Undo what an editor did to the form of the results",
		Long: `A spreadsheet or an editor that saves the results changes their form: line
ends, delimiter, quotes, a byte order mark, the + of the numbers. Repair makes a
copy in the right form, and checks with the other files of the ledger that no
line is missing and none was changed. It shows the difference. With --yes it
puts the copy in the place of the results, and keeps the old file beside it.

Results from which something is lost cannot be repaired: restore them.

Exit codes:
  0  the results are right, or were repaired
  1  another run uses the results
  2  usage, or the results cannot be repaired
  3  they can be repaired: look at the difference, then give --yes`,
		Example: "  bulkdial repair leads.csv\n  bulkdial repair leads.csv --yes",
		Args:    contactsArg,
		RunE: func(_ *cobra.Command, args []string) error {
			files, _, err := a.shardFiles(args[0], &contacts)
			if err != nil {
				return err
			}
			return a.repair(files.Own, yes)
		},
	}
	contacts.addResults(cmd.Flags())
	contacts.addShard(cmd.Flags())
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "put the copy in the place of the results")
	return cmd
}

func (a *app) repair(results string, yes bool) error {
	r, err := ledger.NewRepair(results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	w := &textWriter{out: a.stdout}
	if r == nil {
		w.printf("%s: nothing to repair\n", results)
		return w.err
	}
	defer r.Close()
	w.printf("%s: the form of %d of %s was changed; no line is missing\n", results, r.Changed, campaign.Plural(r.Lines, "line"))
	for _, e := range r.Examples {
		w.printf("line %d\n  was    %q\n  right  %q\n", e.Line, e.Before, e.After)
	}
	if !yes {
		w.printf("next: %s\n", a.commandLine("--yes"))
		if w.err != nil {
			return w.err
		}
		return errLook
	}
	kept, err := r.Swap()
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	w.printf("repaired; the file as it was is kept as %s\n", kept)
	return w.err
}
