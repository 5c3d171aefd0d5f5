package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/export"
	"bulkdial/internal/xlsx"
)

const exportHelp = `Write each contact of a campaign in its order, with all columns of its own and
what became of it: disposition, agent_call_id, error, attempts, outcome,
end_reason, duration_seconds and last_attempt_at. A column of your own with such
a name stays, and the added one begins with bulkdial_. Two more columns name the
row and the campaign. Export locks nothing and changes no file of the campaign,
so it can be used during a run.

The name of the output says its format: .csv, in the encoding and with the
delimiter of the contacts file; .xlsx, with every cell as text; or .jsonl.
Without -o it is CSV on standard output. In CSV an apostrophe keeps a cell from
being a formula, unless it is a number; --raw leaves it out.

--only selects contacts by disposition (accepted, rejected, unknown, invalid,
duplicate, suppressed, expired, pending) or by outcome (answered, no_answer,
busy, failed, canceled, other). A contact that is rejected, and that a run would
call again, is rejected here and pending in the status.

A corrected export is run as part of its campaign, and nobody is called twice:

  bulkdial export leads.csv --only rejected,invalid -o fix.csv
  bulkdial run fix.csv

Leave its last two columns as they are, and its rows in their order. Of a
workbook a run reads the first sheet.

--billing writes the placed calls instead, one line for each over all shards,
with how it has ended where that is known.

Exit codes:
  0  written
  1  a fault of the machine, such as a full disk; the old output is still there
  2  usage or unreadable input; the old output is still there`

// exportFlags are the flags of export.
type exportFlags struct {
	contacts options.Contacts
	send     options.Send
	output   string
	only     []string
	raw      bool
	billing  bool
}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export CONTACTS",
		Short: "Write the contacts with what became of each",
		Long:  exportHelp,
		Example: `  bulkdial export leads.csv -o done.xlsx
  bulkdial export leads.csv --only rejected,invalid -o fix.csv
  bulkdial export leads.csv --only no_answer,busy > again.csv
  bulkdial export leads.csv --billing -o billing.csv`,
		Args: contactsArg,
		RunE: func(cmd *cobra.Command, args []string) error { return a.export(cmd, args[0], &f) },
	}
	set := cmd.Flags()
	set.StringVarP(&f.output, "output", "o", "", "write .csv, .xlsx or .jsonl (default: CSV on standard output)")
	set.StringSliceVar(&f.only, "only", nil, "only contacts with these dispositions or outcomes, as in rejected,no_answer (default: all)")
	set.BoolVar(&f.raw, "raw", false, "leave cells of a CSV that a spreadsheet takes for formulas as they are")
	set.BoolVar(&f.billing, "billing", false, "write the placed calls, one line for each, instead of the contacts")
	f.contacts.Add(set)
	set.AddFlagSet(hidden(f.send.Add, f.contacts.AddShard))
	return cmd
}

// export writes what an export of a campaign has.
func (a *app) export(cmd *cobra.Command, name string, f *exportFlags) error {
	collectEarly(a.Getenv, exportGCPercent)
	format, err := f.format()
	if err != nil {
		return err
	}
	only, err := export.ParseOnly(f.only)
	if err != nil {
		return fault.Usagef("--only: %w", err)
	}
	if f.billing && len(only) > 0 {
		return fault.Usagef("--billing writes all placed calls: give no --only")
	}
	files, err := f.contacts.Files(name, dialer.Shard{})
	if err != nil {
		return err
	}
	if err := f.contacts.Recall(&a.Line, cmd.Flags(), files); err != nil {
		return err
	}
	table := export.TableConfig{Format: format, Raw: f.raw, Workbook: func(w io.Writer) export.SheetWriter {
		return xlsx.NewWriter(w, cmp.Or(f.contacts.Table.Sheet, "contacts"))
	}}
	if f.billing {
		return a.exportBilling(&files, f, table)
	}
	return a.exportContacts(cmd.Context(), files, f, only, table)
}

// format is the format of the output.
func (f *exportFlags) format() (export.Format, error) {
	if f.output == "" || f.output == fileset.Stdin {
		return export.CSV, nil
	}
	format, err := export.FormatOf(f.output)
	if err != nil {
		return "", fault.Usagef("--output: %w", err)
	}
	return format, nil
}

func (a *app) exportBilling(files *fileset.Files, f *exportFlags, table export.TableConfig) error {
	if err := files.CheckOutput(f.output); err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	var calls int
	err := a.writeOutput(f.output, func(w io.Writer) (err error) {
		calls, err = export.Billing(w, files, table)
		return err //nolint:wrapcheck // it names the file
	})
	if err == nil {
		f.note(a, dialer.Plural(calls, "placed call"))
	}
	return err
}

func (a *app) exportContacts(ctx context.Context, files fileset.Files, f *exportFlags, only export.Only, table export.TableConfig) error {
	f.contacts.Redial.Speed = f.send.API.Speed(f.contacts.Sandbox)
	c, err := f.contacts.NewCampaign(&a.Line, files, dialer.Shard{}, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.CheckOutput(f.output); err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	look, records, err := c.LookAtRecords()
	defer records.Close()
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	folder := "."
	if f.output != fileset.Stdin {
		folder = filepath.Dir(cmp.Or(f.output, folder))
	}
	cfg := export.ContactsConfig{Table: table, Only: only, Remedy: fault.Remedy}
	if cfg.Origin, err = campaign.Origin(&files, folder, f.contacts.Sandbox); err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	var count export.Count
	if err := a.writeOutput(f.output, func(w io.Writer) (err error) {
		count, err = export.Contacts(ctx, w, look, records, cfg)
		return err //nolint:wrapcheck // it names the file
	}); err != nil {
		return err
	}
	f.note(a, fmt.Sprintf("%d of %s", count.Exported, dialer.Plural(count.Rows, "contact")))
	if correct := slices.Contains(only, "rejected") || slices.Contains(only, "invalid"); correct && count.Exported > 0 && f.named() {
		results := ""
		if look.Files() == 0 { // the first run makes them
			results = " --results " + flags.ShellWord(files.Results)
		}
		_, _ = fmt.Fprintf(a.Region, "next: correct the rows of %s and run it, as part of this campaign:\n  bulkdial run %s%s%s\n",
			f.output, flags.ShellWord(f.output), results, a.Typed("config", "sandbox"))
	}
	for _, change := range look.Changes() {
		a.Warn("a run would stop: " + fault.Text(change))
	}
	return nil
}

// named reports whether the output is a file with a name.
func (f *exportFlags) named() bool { return f.output != "" && f.output != fileset.Stdin }

// note says how much was written.
func (f *exportFlags) note(a *app, what string) {
	where := "standard output"
	if f.named() {
		where = f.output
	}
	_, _ = fmt.Fprintf(a.Region, "%s: %s\n", where, what)
}

// writeOutput lets write fill the output, which has its name only when it is whole.
func (a *app) writeOutput(path string, write func(io.Writer) error) error {
	if path == "" || path == fileset.Stdin {
		out := bufio.NewWriterSize(a.Stdout, outputBuffer)
		if err := write(out); err != nil {
			return err
		}
		return out.Flush() //nolint:wrapcheck // nothing to add
	}
	file, err := export.Create(path)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	out := bufio.NewWriterSize(file, outputBuffer)
	err = write(out)
	if err == nil {
		err = out.Flush()
	}
	return file.Close(err) //nolint:wrapcheck // it names the file
}

// outputBuffer is how much of an output is written at once, in bytes.
const outputBuffer = 64 << 10
