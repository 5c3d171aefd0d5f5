package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestFlagClasses: each flag of each command has a class, and each class is that of a flag.
func TestFlagClasses(t *testing.T) {
	t.Parallel()
	root, classes, found := (&app{}).root(), flagClasses(), map[string]bool{}
	check := func(f *pflag.Flag) {
		found[f.Name] = true
		if classes[f.Name].Class == "" && layered(f) {
			t.Errorf("--%s has no class: add it to flagClasses", f.Name)
		}
	}
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		cmd.Flags().VisitAll(check)
		cmd.PersistentFlags().VisitAll(check)
	}
	for name := range classes {
		if !found[name] {
			t.Errorf("flagClasses has --%s, which is no flag of any command", name)
		}
	}
}
