package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/phone"
)

const suppressHelp = `Add numbers to a suppression list while runs read it. Once it has returned, the
numbers are on disk, and no run on this host sends a request to them later than
a second after. Each row has the form of the list: its columns, its delimiter,
its line ends; a new list has the columns phone, reason and at. A number that
the list has is not added again. A list that cannot be read, a workbook and a
compressed list stay as they are.

With - the numbers are read from standard input, one a line. Those that cannot
be read are named, and the others are added.

Exit codes:
  0  the numbers are on the list
  1  another process keeps the list locked, or a fault of the machine, such as
     a full disk: try again
  2  usage, a number that cannot be read, or a list that cannot be read or
     written: change something first`

// suppressCommandFlags are those of the command suppress.
type suppressCommandFlags struct {
	list, reason string
	asJSON       bool
	contacts     options.Contacts
}

func (a *app) suppressCommand() *cobra.Command {
	var f suppressCommandFlags
	cmd := &cobra.Command{
		Use:   "suppress NUMBER...",
		Short: "Add numbers to a suppression list",
		Long:  suppressHelp,
		Example: `  bulkdial suppress +14155550100 --list dnc.csv --reason "asked by phone"
  bulkdial suppress "(415) 555-0100" --region US --list dnc.csv
  cut -f2 optouts.tsv | bulkdial suppress - --list dnc.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.Usagef("missing number: suppress takes phone numbers, or - for standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.suppress(cmd.Context(), args, &f) },
	}
	set := cmd.Flags()
	set.StringVar(&f.list, "list", "", "the list to add to; it is created if it does not exist")
	set.StringVar(&f.reason, "reason", "", "why, for a list with a column reason")
	set.StringVar(&f.contacts.Region, "region", "", "country of numbers without +, as in US")
	set.StringVar(&f.contacts.Table.Delimiter, "delimiter", "", "between fields (default: found in the header)")
	flags.IntVar(set, &f.contacts.Table.MaxRowBytes, "max-row-bytes", table.DefaultMaxRowBytes, "longest row in bytes")
	set.StringVar(&f.contacts.Reading.RegionColumn, "region-column", "", "column of that country in the list")
	set.StringVar(&f.contacts.Suppress.Header, "suppress-header", "", "the first row of a list is a header, where in doubt")
	set.StringSliceVar(&f.contacts.Suppress.Columns, "suppress-column", nil, "columns of lists that hold numbers, besides phones")
	set.BoolVar(&f.asJSON, "json", false, "print what became of each number as JSON")
	return cmd
}

// suppress adds numbers to a list, and says what became of each.
func (a *app) suppress(ctx context.Context, args []string, f *suppressCommandFlags) error {
	if f.list == "" || f.list == fileset.Stdin {
		return fault.Usagef("--list is missing: name the file of the list")
	}
	numbers, err := phone.NewLists(f.contacts.Region)
	if err != nil {
		return fault.Usage(err)
	}
	cfg, err := f.config(numbers)
	if err != nil {
		return err
	}
	cells, err := a.numbersOf(ctx, args)
	if err != nil {
		return err
	}
	add := suppress.Addition{Reason: f.reason, At: time.Now()}
	var bad []error
	for i, cell := range cells {
		number, err := numbers.Read(cell, "")
		if err != nil {
			bad = append(bad, fmt.Errorf("number %d is not added, because %w", i+1, err))
			continue
		}
		add.Numbers = append(add.Numbers, number.E164)
	}
	if len(add.Numbers) > 0 {
		done, err := suppress.Append(ctx, f.list, cfg, add)
		if err != nil {
			return err //nolint:wrapcheck // it names the list
		}
		if err := a.showAppended(f, &done); err != nil {
			return err
		}
	}
	if len(bad) > 0 {
		return fault.Usage(badNumbers(bad, len(cells)))
	}
	return nil
}

// config says how the list is read: as a run reads it that has the same flags.
func (f *suppressCommandFlags) config(numbers *phone.Lists) (suppress.Config, error) {
	_, cfg, err := f.contacts.Suppress.Lists()
	if err != nil {
		return cfg, err
	}
	if cfg.Input, err = f.contacts.Table.Input(); err != nil {
		return cfg, err
	}
	cfg.Numbers, cfg.RegionColumn = numbers, f.contacts.Reading.RegionColumn
	return cfg, nil
}

// numbersOf returns the numbers that the arguments name, or the lines of standard input.
func (a *app) numbersOf(ctx context.Context, args []string) ([]string, error) {
	if len(args) > 1 || args[0] != fileset.Stdin {
		return args, nil
	}
	var cells []string
	lines := bufio.NewScanner(campaign.Interruptible(ctx, a.Stdin))
	for lines.Scan() {
		if text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")); text != "" {
			cells = append(cells, text)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading standard input: %w", err)
	}
	if len(cells) == 0 {
		return nil, fault.Usagef("standard input has no numbers")
	}
	return cells, nil
}

// appendedJSON is what became of numbers, for machines.
type appendedJSON struct {
	// List is the file of the list.
	List string `json:"list"`
	// Created: the list is new.
	Created bool `json:"created"`
	// Added are the numbers that are on the list now, and Listed those that it had before.
	Added  []string `json:"added"`
	Listed []string `json:"listed"`
}

// showAppended prints what became of numbers, and says what of them the list does not keep.
func (a *app) showAppended(f *suppressCommandFlags, done *suppress.Appended) error {
	if done.ReasonLost {
		a.Note(f.list + " has no column reason, so the reason is not kept")
	}
	if done.Renewed {
		a.Warn("the time of " + f.list + " could not be kept, so the list seems to be of today: say of which day it is (--suppress-date)")
	}
	if f.asJSON {
		return a.PrintJSON(appendedJSON{f.list, done.Created, append([]string{}, done.Added...), append([]string{}, done.Listed...)})
	}
	w := &terminal.Text{Out: a.Stdout}
	created := ""
	if done.Created {
		created = ", which is new"
	}
	for _, number := range done.Added {
		w.Printf("%s is on %s now%s\n", number, f.list, created)
	}
	for _, number := range done.Listed {
		w.Printf("%s was on %s before\n", number, f.list)
	}
	return w.Err
}

// badNumbers is the error about the numbers that cannot be read, out of a total.
func badNumbers(bad []error, of int) error {
	const shown = 5
	more := ""
	if n := len(bad); n > shown {
		bad, more = bad[:shown], fmt.Sprintf("; and %d more", n-shown)
	}
	if of == 1 {
		return errors.Unwrap(bad[0])
	}
	texts := make([]string, len(bad))
	for i, err := range bad {
		texts[i] = fault.Text(err)
	}
	return errors.New(strings.Join(texts, "; ") + more)
}
