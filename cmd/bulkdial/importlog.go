package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
)

func (a *app) importLogCommand() *cobra.Command {
	var contacts options.Contacts
	var send options.Send
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "import-log CONTACTS LOG",
		Short: "Add results that only the log has to the results file",
		Long: `When the results file can no longer be written (a full disk), a run writes the
answers that are outstanding to its log, as one line of JSON for each contact,
and stops. This command reads such a log (- for standard input) and adds those
results to the results file, so that their contacts do not stay unknown. Other
lines are ignored. A result that the file already has is not added again.

The intents file names the contacts. Where it is gone, the contacts file does:
its row must still have the number and the id of the result. The contacts are
read by the settings that the campaign remembers, or by the flags of run. A
result that is not certainly of the contact in its row is not added but shown,
since that contact could be another. Its own contact could be called again: do
not run the campaign before you have done what is said there. Where only the
number of an id has changed, the contact becomes unknown and is not called.

Exit codes:
  0  each result in the log is in the results now
  1  the results are in use by another run, or could not be written; try again
  2  usage or unreadable input
  3  whom some results are about is not certain`,
		Example: "  bulkdial import-log leads.csv run.log\n  kubectl logs job/campaign | bulkdial import-log leads.csv -",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fault.Usagef("import-log takes the contacts file and the log, not %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			files, shard, err := contacts.ShardFiles(&a.Line, args[0])
			if err != nil {
				return err
			}
			if err := contacts.Recall(&a.Line, cmd.Flags(), files); err != nil {
				return err
			}
			if err := contacts.Await(cmd.Context(), shard, files.AwaitUnused); err != nil {
				return err
			}
			contacts.Suppress.Files = nil // nobody is called
			c, err := contacts.NewCampaign(&a.Line, files, shard, nil)
			if err != nil {
				return err
			}
			defer c.Close()
			return a.importLog(cmd.Context(), c, args[1], asJSON)
		},
	}
	contacts.AddResults(cmd.Flags())
	contacts.AddShard(cmd.Flags())
	contacts.AddLockWait(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was added as JSON")
	cmd.Flags().AddFlagSet(hidden(contacts.AddReading, contacts.AddColumns, contacts.AddNumbers, contacts.AddRules, send.Add))
	return cmd
}

func (a *app) importLog(ctx context.Context, c *campaign.Campaign, name string, asJSON bool) error {
	log, err := a.openLog(name)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }() // it was only read
	n, err := c.ImportLog(ctx, a.holder("import-log"), log)
	if err == nil || n.Added > 0 {
		err = errors.Join(err, a.showImported(&n, c, asJSON))
	}
	if err == nil && len(n.Unsure) > 0 {
		return exit.ErrLook
	}
	return err
}

// importedJSON is what was imported from a log, for machines.
type importedJSON struct {
	// Campaign and Results are the contacts file and the results file.
	Campaign string `json:"campaign"`
	Results  string `json:"results"`
	// Found results are in the log, and Added of them were added to the results.
	Found int `json:"found"`
	Added int `json:"added"`
	// Unsure are those of which it is not certain whom they are about. None of them is added as it is.
	Unsure []unsureJSON `json:"unsure"`
}

// unsureJSON is a result of which it is not certain whom it is about.
type unsureJSON struct {
	// Row is the row of the contact, and Number its number, masked, as the log has them.
	Row    int    `json:"row"`
	Number string `json:"number"`
	// Disposition, CallID and Batch are what the log says of it.
	Disposition dialer.Disposition `json:"disposition"`
	CallID      string             `json:"agent_call_id"`
	Batch       dialer.BatchName   `json:"batch"`
	// Why says what is not certain.
	Why string `json:"why"`
}

// showImported prints what was imported.
func (a *app) showImported(n *campaign.Imported, c *campaign.Campaign, asJSON bool) error {
	if !asJSON {
		w := &terminal.Text{Out: a.Stdout}
		w.Printf("%d of %d results in the log were added to %s\n", n.Added, n.Found, c.Own)
		writeUnsure(w, n.Unsure, c.Contacts)
		return w.Err
	}
	machine := importedJSON{c.Contacts, c.Own, n.Found, n.Added, []unsureJSON{}}
	for i := range n.Unsure {
		l := &n.Unsure[i]
		machine.Unsure = append(machine.Unsure, unsureJSON{l.Row, l.Masked, l.Disposition, l.CallID, l.Batch, l.Why})
	}
	return a.PrintJSON(machine)
}

// writeUnsure says of which results in a log it is not certain whom they are about, and what to do.
func writeUnsure(w *terminal.Text, lines []campaign.Unsure, contacts string) {
	if len(lines) == 0 {
		return
	}
	w.Printf("%d need a look, because whom they are about is not certain; unless rejected, these people may have been called, and a run could call them "+
		"again (rows are counted without the header):\n", len(lines))
	for i := range lines {
		l := &lines[i]
		w.Printf("  row %d, number %s, %s, call %s, batch %s: %s\n",
			l.Row, cmp.Or(l.Masked, "-"), l.Disposition, cmp.Or(l.CallID, "-"), l.Batch, l.Why)
	}
	w.Printf("next: put %s back as it was when the run called them, and import the log again; else look up the calls at the API, and put their numbers "+
		"on a suppression list before the next run\n", flags.ShellWord(contacts))
}

// openLog opens a log; `-` is standard input.
func (a *app) openLog(name string) (io.ReadCloser, error) {
	if name == fileset.Stdin {
		return io.NopCloser(a.Stdin), nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fault.Usagef("opening the log: %w", err)
	}
	return file, nil
}
