package main

import (
	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

func (a *app) repairCommand() *cobra.Command {
	var contacts options.Contacts
	var yes, asJSON bool
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
			files, _, err := contacts.ShardFiles(&a.Line, args[0])
			if err != nil {
				return err
			}
			return a.repair(files.Own, yes, asJSON)
		},
	}
	contacts.AddResults(cmd.Flags())
	contacts.AddShard(cmd.Flags())
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "put the copy in the place of the results")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the difference as JSON")
	return cmd
}

// repairJSON is what was found in the results and done about it, for machines.
type repairJSON struct {
	// Results is the results file.
	Results string `json:"results"`
	// Needed: the results were not as they should be.
	Needed bool `json:"needed"`
	// Lines is how many lines the right copy has, and Changed how many of them differ from those of the results.
	Lines   int `json:"lines"`
	Changed int `json:"changed"`
	// Examples are some of these.
	Examples []lineChangeJSON `json:"examples"`
	// Repaired: the copy is in the place of the results, and Kept is where the file as it was is now.
	Repaired bool   `json:"repaired"`
	Kept     string `json:"kept,omitempty"`
}

// lineChangeJSON is a line of the results as it was and as it is right.
type lineChangeJSON struct {
	// Line is its number in the right copy.
	Line int `json:"line"`
	// Was and Right are its texts.
	Was   string `json:"was"`
	Right string `json:"right"`
}

func (a *app) repair(results string, yes, asJSON bool) error {
	r, err := ledger.NewRepair(results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	found := repairJSON{Results: results, Examples: []lineChangeJSON{}}
	if r != nil {
		defer r.Close()
		found.Needed, found.Lines, found.Changed = true, r.Lines, r.Changed
		for _, e := range r.Examples {
			found.Examples = append(found.Examples, lineChangeJSON{e.Line, e.Before, e.After})
		}
		if yes {
			if found.Kept, err = r.Swap(); err != nil {
				return err //nolint:wrapcheck // it names the file
			}
			found.Repaired = true
		}
	}
	if err := a.showRepair(&found, asJSON); err != nil {
		return err
	}
	if r != nil && !yes {
		return exit.ErrLook
	}
	return nil
}

func (a *app) showRepair(f *repairJSON, asJSON bool) error {
	if asJSON {
		return a.PrintJSON(f)
	}
	w := &terminal.Text{Out: a.Stdout}
	if !f.Needed {
		w.Printf("%s: nothing to repair\n", f.Results)
		return w.Err
	}
	w.Printf("%s: the form of %d of %s was changed; no line is missing\n", f.Results, f.Changed, dialer.Plural(f.Lines, "line"))
	for _, e := range f.Examples {
		w.Printf("line %d\n  was    %q\n  right  %q\n", e.Line, e.Was, e.Right)
	}
	if f.Repaired {
		w.Printf("repaired; the file as it was is kept as %s\n", f.Kept)
	} else {
		w.Printf("next: %s\n", a.CommandLine("--yes"))
	}
	return w.Err
}
