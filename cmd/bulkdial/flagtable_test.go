package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/flags"
)

// TestFlagTable: each flag of each command has a class, a group and, unless it is a switch, a placeholder; and each row is that of a flag.
func TestFlagTable(t *testing.T) {
	t.Parallel()
	root, table, found := (&app{}).root(), flags.Table(), map[string]bool{}
	check := func(f *pflag.Flag) {
		found[f.Name] = true
		row, listed := table[f.Name]
		if !listed || row.Rule.Class == "" {
			t.Errorf("--%s has no class: add it to flags.Table", f.Name)
		}
		if !flags.KnownGroup(row.Group) || row.Group == flags.GroupAll {
			t.Errorf("--%s has no group: %q", f.Name, row.Group)
		}
		if isSwitch := f.Value.Type() == "bool"; isSwitch != (row.Value == "") {
			t.Errorf("--%s has the placeholder %q, and its type is %s", f.Name, row.Value, f.Value.Type())
		}
		if strings.Contains(f.Usage, "`") || f.Usage == "" || f.Usage[:1] != strings.ToLower(f.Usage[:1]) {
			t.Errorf("--%s is explained as %q: begin with a small letter, and leave the placeholder to flags.Table", f.Name, f.Usage)
		}
	}
	root.InitDefaultVersionFlag()
	eachCommand(root, func(cmd *cobra.Command) {
		if !strings.Contains(cmd.CommandPath(), "completion") { // they are cobra's
			cmd.Flags().VisitAll(check)
			cmd.PersistentFlags().VisitAll(check)
		}
	})
	for name := range table {
		if !found[name] {
			t.Errorf("flags.Table has --%s, which is no flag of any command", name)
		}
	}
}
