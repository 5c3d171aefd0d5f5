package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// Recall supplies the flags that no layer gives from what the campaign of these files remembers.
// Accepted are the changes that the operator accepts, by the names of their flags; what a run would refuse is in l.Recalled.
func (l *Line) Recall(flags *pflag.FlagSet, files fileset.Files, accepted map[string]bool) error {
	remembered, err := settings.Read(&files)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	l.Recalled = remembered.Recall(l.settings(flags), accepted)
	for _, s := range l.Recalled.Settings {
		if err := supply(flags.Lookup(s.Name), &s); err != nil {
			return fault.Usagef("the settings of the campaign: --%s: %w", s.Name, err)
		}
	}
	return l.checkWritten(flags)
}

// settings returns the settings of a command, by its layers.
func (l *Line) settings(flags *pflag.FlagSet) []settings.Setting {
	var all []settings.Setting
	flags.VisitAll(func(f *pflag.Flag) {
		s := settings.Setting{Name: f.Name, Rule: l.classes[f.Name]}
		if s.Class == "" || s.Class == settings.Forgotten {
			return
		}
		if s.Values, s.Given = l.Given[f.Name]; !s.Given {
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

// SettingsNotes says which flags the settings of the campaign supply, and which lists come from several layers.
func (l *Line) SettingsNotes() []string {
	if l.Recalled == nil {
		return nil
	}
	var supplied, notes []string
	for _, s := range l.Recalled.Settings {
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
		case slices.Contains(l.Recalled.Supplied, s.Name):
			supplied = append(supplied, "--"+s.Name+" "+ShellWord(strings.Join(s.Texts(), ",")))
		}
	}
	if len(supplied) > 0 {
		notes = append(notes, "as in earlier runs: "+strings.Join(supplied, " ")+" (`bulkdial status --settings` shows all)")
	}
	return notes
}
