package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// recall supplies the flags that no layer gives from what the campaign of these files remembers.
func (a *app) recall(flags *pflag.FlagSet, files fileset.Files, f *contactsFlags) error {
	accepted, err := f.accepted()
	if err != nil {
		return err
	}
	remembered, err := settings.Read(&files)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	a.recalled = remembered.Recall(a.settings(flags), accepted)
	for _, s := range a.recalled.Settings {
		if err := supply(flags.Lookup(s.Name), &s); err != nil {
			return fault.Usagef("the settings of the campaign: --%s: %w", s.Name, err)
		}
	}
	return a.checkWritten(flags)
}

// settings returns the settings of a command, by its layers.
func (a *app) settings(flags *pflag.FlagSet) []settings.Setting {
	var all []settings.Setting
	flags.VisitAll(func(f *pflag.Flag) {
		s := settings.Setting{Name: f.Name, Rule: a.classes[f.Name]}
		if s.Class == "" || s.Class == settings.Forgotten {
			return
		}
		if s.Values, s.Given = a.given[f.Name]; !s.Given {
			for _, text := range flagValues(f) {
				s.Values = append(s.Values, settings.Value{Text: text})
			}
		}
		all = append(all, s)
	})
	return all
}

// supply sets the flag of a setting if the settings of the campaign supply some of its values.
func supply(f *pflag.Flag, s *settings.Setting) error {
	if !slices.ContainsFunc(s.Values, func(v settings.Value) bool { return v.From == settings.FromSettings }) {
		return nil
	}
	f.Changed = true
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.Replace(s.Texts()) //nolint:wrapcheck // the caller names the flag
	}
	return f.Value.Set(s.Values[0].Text) //nolint:wrapcheck // as above
}

// settingsNotes says which flags the settings of the campaign supply, and which lists come from several layers.
func (a *app) settingsNotes() []string {
	if a.recalled == nil {
		return nil
	}
	var supplied, notes []string
	for _, s := range a.recalled.Settings {
		from := map[string]bool{}
		var values []string
		for _, v := range s.Values {
			from[v.From] = true
			values = append(values, v.Text+" ("+v.From+")")
		}
		switch {
		case s.Union && len(from) > 1:
			what := "values"
			if s.Paths {
				what = "lists"
			}
			notes = append(notes, fmt.Sprintf("the %s of --%s count together: %s", what, s.Name, strings.Join(values, ", ")))
		case slices.Contains(a.recalled.Supplied, s.Name):
			supplied = append(supplied, "--"+s.Name+" "+shellWord(strings.Join(s.Texts(), ",")))
		}
	}
	if len(supplied) > 0 {
		notes = append(notes, "as in earlier runs: "+strings.Join(supplied, " ")+" (`bulkdial status --settings` shows all)")
	}
	return notes
}

// settingJSON is a setting for machines.
type settingJSON struct {
	// Name is that of the flag, without --.
	Name string `json:"name"`
	// Class says what a later run may change: see the reference of flags.
	Class settings.Class `json:"class"`
	// Values are those in effect.
	Values []string `json:"values"`
	// From is where each value comes from.
	From []string `json:"from"`
}

// showSettings prints the settings that a run with the same layers would have, and where each value comes from.
func (a *app) showSettings(asJSON bool) error {
	shown := []settingJSON{}
	for _, s := range a.recalled.Settings {
		j := settingJSON{Name: s.Name, Class: s.Class, Values: []string{}, From: []string{}}
		for _, v := range s.Values {
			from := v.From
			if from == "" {
				from = "default"
			}
			j.Values, j.From = append(j.Values, v.Text), append(j.From, from)
		}
		shown = append(shown, j)
	}
	slices.SortStableFunc(shown, func(a, b settingJSON) int { return strings.Compare(string(a.Class), string(b.Class)) * -1 })
	if asJSON {
		return a.PrintJSON(shown)
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	w := &terminal.Text{Out: table}
	w.Printf("FLAG\tVALUE\tFROM\tCLASS\n")
	for _, s := range shown {
		if len(s.Values) == 0 {
			w.Printf("--%s\t-\tdefault\t%s\n", s.Name, s.Class)
		}
		for i, value := range s.Values {
			if value == "" {
				value = "-"
			}
			w.Printf("--%s\t%s\t%s\t%s\n", s.Name, value, s.From[i], s.Class)
		}
	}
	return errors.Join(w.Err, table.Flush())
}

// goOn adds to an error that the operator can overrule the command that does so.
func (a *app) goOn(err error) error {
	if _, told := errors.AsType[*overruleError](err); told {
		return err
	}
	if change, ok := errors.AsType[*settings.ChangeError](err); ok {
		return &overruleError{err, a.commandLine("--accept-change", strings.Join(change.Names, ","))}
	}
	if _, ok := errors.AsType[*campaign.UnstableIDsError](err); ok {
		return &overruleError{err, a.commandLine("--accept-change", settings.IDColumnChange)}
	}
	if _, ok := errors.AsType[*campaign.OverlapError](err); ok {
		return &overruleError{err, a.commandLine("--new-campaign")}
	}
	if errors.Is(err, engine.ErrHidden) {
		skip := []string{"--hidden-rows", string(screen.SkipHidden)}
		if hidden, ok := errors.AsType[*campaign.HiddenRowsError](err); ok && !hidden.Undecided {
			skip = append(skip, "--accept-change", "hidden-rows")
		}
		return &overruleError{err, a.commandLine(skip...)}
	}
	if damage, ok := errors.AsType[*ownfile.RecordError](err); ok && a.repairable(damage.Path) {
		form := &ownfile.RecordError{Path: damage.Path, Reason: "an editor or a spreadsheet has changed the form of this file, and nothing else; this command undoes it"}
		return &overruleError{form, "bulkdial repair " + shellWord(a.positional[0]) + a.typed("config", "results", "shard", "sandbox")}
	}
	return err
}

// repairable reports whether `bulkdial repair` can repair a file.
func (a *app) repairable(path string) bool {
	if len(a.positional) == 0 {
		return false
	}
	r, err := ledger.NewRepair(path)
	if r != nil {
		r.Close()
	}
	return err == nil && r != nil
}

// overruleError is an error with the command that overrules it.
type overruleError struct {
	err     error
	command string
}

func (e *overruleError) Error() string { return e.err.Error() + ": " + e.command }
func (e *overruleError) Unwrap() error { return e.err }

// commandLine is the command line of this process with more arguments, for a shell.
func (a *app) commandLine(more ...string) string {
	words := []string{"bulkdial"}
	for _, arg := range append(slices.Clone(a.Args), more...) {
		words = append(words, shellWord(arg))
	}
	return strings.Join(words, " ")
}

// typed returns the given ones of the flags of this command line, for another command of the campaign. What the environment gives
// it, it gives the other one too.
func (a *app) typed(names ...string) string {
	var text strings.Builder
	for _, name := range names {
		values := a.given[name]
		switch {
		case len(values) != 1 || values[0].From != fromCommandLine:
		case values[0].Text == "false" && name == "sandbox": // the default
		case name == "sandbox":
			text.WriteString(" --sandbox")
		default:
			text.WriteString(" --" + name + " " + shellWord(values[0].Text))
		}
	}
	return text.String()
}

// shellWord quotes a word for a shell where that is needed.
func shellWord(word string) string {
	plain := strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./=,:+@%") == ""
	if word != "" && plain {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
