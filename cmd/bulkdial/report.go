package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
	"bulkdial/internal/overview"
	"bulkdial/internal/report"
)

const reportHelp = `Write one page of HTML about a campaign: what became of the contacts, calls over
time and why there were none, answers by hour of the day, lengths of calls,
attempts, errors, regions and runs, each as a picture with a table. The page
needs no network and has no script; it can be sent, printed and read aloud. Its
figures are those of status. Report locks nothing and changes no file of the
campaign, so it can be used during a run.

With several campaigns it compares their answer rates, with intervals and tests,
and calls nothing a difference that can be chance.

On a terminal the page goes to leads.report.html beside leads.csv, or to
comparison.report.html in the current folder; elsewhere to standard output. -o
names another file, and --open shows it in the browser. Numbers of contacts are
masked unless --show-numbers is given; times are in the zone of this machine.

Exit codes:
  0  written
  1  a fault of the machine, such as a full disk; the old page is still there
  2  usage or unreadable input; the old page is still there`

// reportFlags are the flags of report.
type reportFlags struct {
	output            string
	open, showNumbers bool
}

func (a *app) reportCommand() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report CONTACTS...",
		Short: "Write a page with pictures about a campaign, or compare campaigns",
		Long:  reportHelp,
		Example: `  bulkdial report leads.csv --open
  bulkdial report leads.csv -o report.html
  bulkdial report spring.csv autumn.csv -o comparison.html`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return checkCompared(cmd.Flags(), args)
			}
			return contactsArg(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.report(cmd.Context(), args, &f) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "write the page to this file (default: leads.report.html on a terminal, else standard output)")
	flags.BoolVar(&f.open, "open", false, "show the page in the browser")
	flags.BoolVar(&f.showNumbers, "show-numbers", false, "show whole phone numbers")
	campaignFlags, _, _ := a.campaignFlags()
	flags.AddFlagSet(campaignFlags)
	return cmd
}

// checkCompared returns an error for arguments that cannot be compared.
func checkCompared(flags *pflag.FlagSet, args []string) error {
	if slices.Contains(args, fileset.Stdin) {
		return fault.Usagef("standard input cannot be compared with other lists: name files")
	}
	if len(args) > report.MostCompared {
		return fault.Usagef("report compares at most %d campaigns, not %d", report.MostCompared, len(args))
	}
	if flags.Changed("results") {
		return fault.Usagef("--results names the results of one campaign, and here are %d: leave it out, and keep each list beside its results", len(args))
	}
	return nil
}

// campaignFlags returns new flags of a campaign, with the values that were given to this command: what one campaign remembers must not
// count for another one.
func (a *app) campaignFlags() (*pflag.FlagSet, *options.Contacts, *options.Send) {
	var contacts options.Contacts
	var send options.Send
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	contacts.Add(flags)
	flags.AddFlagSet(hidden(send.Add, contacts.AddShard))
	return flags, &contacts, &send
}

// setGiven sets flags to the values that some layer gives this command.
func (a *app) setGiven(flags *pflag.FlagSet) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		values, given := a.Given[f.Name]
		if failed != nil || !given {
			return
		}
		s := settings.Setting{Name: f.Name, Values: values}
		f.Changed = true
		if list, ok := f.Value.(pflag.SliceValue); ok {
			failed = list.Replace(s.Texts())
			return
		}
		failed = f.Value.Set(s.Texts()[0])
	})
	return failed //nolint:wrapcheck // the caller says what it was doing
}

// reported is a campaign of which there is a page.
type reported struct {
	files    fileset.Files
	overview *overview.Overview
	// lists are its suppression lists.
	lists []string
}

// report writes the page about a campaign, or about several.
func (a *app) report(ctx context.Context, names []string, f *reportFlags) error {
	if f.open && f.output == fileset.Stdin {
		return fault.Usagef("--open shows a file: name one with -o, or leave -o out")
	}
	var all []reported
	var list []*overview.Overview
	for _, name := range names {
		r, err := a.look(ctx, name)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(other reported) bool { return other.files.Results == r.files.Results }); i >= 0 {
			return fault.Usagef("%s and %s are one campaign, with the results %s: name each campaign once", names[i], name, r.files.Results)
		}
		all, list = append(all, r), append(list, r.overview)
	}
	path := f.path(a, all)
	for i := range all {
		if err := all[i].files.CheckOutput(path, all[i].lists...); err != nil {
			return err //nolint:wrapcheck // it names the file
		}
	}
	cfg := report.Config{Zone: time.Local, ShowNumbers: f.showNumbers}
	if err := a.writeOutput(path, func(w io.Writer) error {
		if len(list) > 1 {
			return report.WriteComparison(w, list, cfg)
		}
		return report.Write(w, list[0], cfg)
	}); err != nil {
		return err
	}
	if path == fileset.Stdin {
		return nil
	}
	_, _ = fmt.Fprintf(a.Stderr, "%s: the report of %s\n", path, reportedText(all))
	if f.open {
		if err := terminal.OpenInBrowser(ctx, path); err != nil {
			a.Warn(err.Error())
		}
	}
	return nil
}

// reportedText says of what a report is.
func reportedText(all []reported) string {
	if len(all) > 1 {
		return dialer.Plural(len(all), "campaign")
	}
	return dialer.Plural(all[0].overview.Contacts.Rows, "contact")
}

// look makes the overview of a campaign with flags of its own.
func (a *app) look(ctx context.Context, name string) (reported, error) {
	flags, contacts, send := a.campaignFlags()
	if err := a.setGiven(flags); err != nil {
		return reported{}, fault.Usagef("the flags for %s: %w", name, err)
	}
	files, err := contacts.Files(name, dialer.Shard{})
	if err != nil {
		return reported{}, err
	}
	if err := contacts.Recall(&a.Line, flags, files); err != nil {
		return reported{}, err
	}
	o, notes, err := options.Overview(ctx, &a.Line, files, contacts, send, nil)
	if err != nil {
		return reported{}, err
	}
	for _, note := range notes {
		a.Warn(note)
	}
	return reported{files, o, contacts.Suppress.Files}, nil
}

// path is the file of the report; fileset.Stdin for standard output.
func (f *reportFlags) path(a *app, all []reported) string {
	out, isFile := a.Stdout.(interface{ Fd() uintptr })
	switch {
	case f.output != "":
		return f.output
	case !f.open && (!isFile || !terminal.IsTerminal(out)):
		return fileset.Stdin
	case len(all) > 1:
		return "comparison.report.html"
	}
	results := all[0].files.Results
	if base, ok := strings.CutSuffix(results, ".results.csv"); ok {
		return base + ".report.html"
	}
	return strings.TrimSuffix(results, filepath.Ext(results)) + ".report.html"
}
