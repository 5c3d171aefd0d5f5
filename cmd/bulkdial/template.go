package main

import (
	"encoding/csv"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio"
	"bulkdial/internal/xlsx"
)

func (a *app) templateCommand() *cobra.Command {
	var contacts options.Contacts
	var workbook bool
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Print a contacts file to start from",
		Long: `Print a contacts file with two rows and the columns that the flags of run name;
with the same --config it fits the campaign. --xlsx prints a workbook whose
number column is text: as a number it would lose its + and, if it is long, its
last digits.

` + exit.SimpleHelp,
		Example: `  bulkdial template > leads.csv
  bulkdial template --id-column id --metadata name,balance:number > leads.csv
  bulkdial template --xlsx > leads.xlsx`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			t := newTemplate(&contacts.Reading)
			if workbook {
				return a.printWorkbook(t)
			}
			w := csv.NewWriter(a.Stdout)
			if err := w.WriteAll(append([][]string{t.header}, t.rows[:]...)); err != nil {
				return fmt.Errorf("printing the template: %w", err)
			}
			return nil
		},
	}
	contacts.AddColumns(cmd.Flags())
	cmd.Flags().BoolVar(&workbook, "xlsx", false, "print an Excel workbook instead of CSV")
	return cmd
}

func (a *app) printWorkbook(t template) error {
	if file, ok := a.Stdout.(interface{ Fd() uintptr }); ok && terminal.IsTerminal(file) {
		return fault.Usagef("a workbook cannot be printed to a terminal: write it to a file, as in `bulkdial template --xlsx > leads.xlsx`")
	}
	if err := xlsx.WriteTemplate(a.Stdout, t.header, t.rows[:], t.number); err != nil {
		return fmt.Errorf("printing the template: %w", err)
	}
	return nil
}

// template is a list of two contacts with a column for each flag that names one.
type template struct {
	header []string
	number int // the column of the numbers
	rows   [2][]string
}

// newTemplate makes the columns of a configuration.
func newTemplate(cfg *csvio.ContactsConfig) template {
	var t template
	t.add(cfg.IDColumn, "1", "2")
	t.number = len(t.header)
	name := cfg.NumberColumn
	if name == "" {
		name = "to_number"
	}
	t.add(name, "+14155550123", "+442079460018") // reserved for fiction
	t.add(cfg.RegionColumn, "US", "GB")
	metadata := cfg.Metadata
	if metadata == nil {
		metadata = []string{"first_name", "plan"}
	}
	for _, item := range metadata {
		column, kind := csvio.MetadataColumn(item)
		first, second := exampleCells(column, kind)
		t.add(column, first, second)
	}
	for _, column := range cfg.Require {
		first, second := exampleCells(column, "")
		t.add(column, first, second)
	}
	t.add(cfg.AgentColumn, "agent_…", "agent_…")
	t.add(cfg.FromNumberColumn, "ap_…", "ap_…")
	t.add(cfg.RingingTimeoutColumn, "30", "45")
	t.add(cfg.MaxDurationColumn, "10", "15")
	t.add(cfg.TimezoneColumn, "America/Los_Angeles", "Europe/London")
	t.add(cfg.PostalColumn, "94103", "NW1 6XE")
	t.add(cfg.StateColumn, "CA", "")
	t.add(cfg.RequireConsent, "2026-11-01", "2026-11-02T15:30:00Z")
	t.add(cfg.NotBeforeColumn, "2026-12-01T09:00:00-05:00", "")
	t.add(cfg.ExpiresColumn, "2026-12-31T18:00:00-05:00", "")
	return t
}

// add adds a column, unless its name is empty or present.
func (t *template) add(name, first, second string) {
	if name == "" || slices.Contains(t.header, name) {
		return
	}
	t.header = append(t.header, name)
	t.rows[0] = append(t.rows[0], first)
	t.rows[1] = append(t.rows[1], second)
}

// exampleCells returns two cells for a column of metadata of a type.
func exampleCells(column, kind string) (first, second string) {
	switch kind {
	case "number":
		return "12.50", "0"
	case "bool":
		return "true", "false"
	case "json":
		return `{"items":2}`, `[]`
	default:
		return column + " of the first", column + " of the second"
	}
}
