package show

import (
	"errors"
	"slices"
	"strings"
	"text/tabwriter"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/internal/campaign/settings"
)

// SettingJSON is a setting for machines.
type SettingJSON struct {
	// Name is that of the flag, without --.
	Name string `json:"name"`
	// Class says what a later run may change: see the reference of flags.
	Class settings.Class `json:"class"`
	// Values are those in effect.
	Values []string `json:"values"`
	// From is where each value comes from.
	From []string `json:"from"`
}

// Settings prints the settings that a run with the same layers would have, and where each value comes from.
func Settings(l *flags.Line, asJSON bool) error {
	shown := []SettingJSON{}
	for _, s := range l.Recalled.Settings {
		j := SettingJSON{Name: s.Name, Class: s.Class, Values: []string{}, From: []string{}}
		for _, v := range s.Values {
			from := v.From
			if from == "" {
				from = "default"
			}
			j.Values, j.From = append(j.Values, v.Text), append(j.From, from)
		}
		shown = append(shown, j)
	}
	slices.SortStableFunc(shown, func(a, b SettingJSON) int { return strings.Compare(string(a.Class), string(b.Class)) * -1 })
	if asJSON {
		return l.PrintJSON(shown)
	}
	table := tabwriter.NewWriter(l.Stdout, 0, 0, 2, ' ', 0)
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
