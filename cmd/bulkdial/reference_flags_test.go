package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/internal/campaign/settings"
)

const flagsIntro = "All flags, in the groups of `--help GROUP`. A flag `--cps` is the key `cps` of a `--config` file and the environment\n" +
	"variable `BULKDIAL_CPS`. [Settings](../settings.md) says which of them counts, and what the classes mean for a later run of a campaign:\n\n" +
	"- **identity**: fixed at the first run;\n" +
	"- **restriction**: remembered; a later run may only tighten it; *adds up*: the values of all runs count together;\n" +
	"- **content**: remembered; the last value given counts;\n" +
	"- **–**: never remembered."

// flagsPage is the page of all flags.
func flagsPage() string {
	p := newPage("Flags", flagsIntro)
	root := (&app{}).root()
	set, commands := map[string]*pflag.Flag{}, map[string][]string{}
	eachCommand(root, func(cmd *cobra.Command) {
		if strings.Contains(cmd.CommandPath(), "completion") || cmd == root {
			return
		}
		for _, group := range flags.GroupsOf(cmd) {
			for _, f := range group {
				if set[f.Name] == nil || cmd.Name() == "run" { // run explains those that it shares
					set[f.Name] = f
				}
				commands[f.Name] = append(commands[f.Name], strings.TrimPrefix(cmd.CommandPath(), root.Name()+" "))
			}
		}
	})
	all := slices.MaxFunc(mapValues(commands), func(a, b []string) int { return len(a) - len(b) })
	table := flags.Table()
	for _, title := range flags.GroupTitles() {
		p.heading(title.Title)
		p.printf("`--help %s`\n\n", title.Group)
		p.table("flag", "", "variable", "default", "class", "commands")
		for _, name := range slices.Sorted(maps.Keys(set)) {
			if table[name].Group == title.Group {
				f := set[name]
				p.row(code(flags.Spelling(f)), f.Usage, variableOf(f), code(shownDefault(f)), classText(table[name].Rule), commandsText(commands[name], all))
			}
		}
	}
	return p.String()
}

func mapValues(m map[string][]string) (values [][]string) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		values = append(values, m[name])
	}
	return values
}

// variableOf is the environment variable of a flag.
func variableOf(f *pflag.Flag) string {
	if !flags.Layered(f) {
		return "– (command line only)"
	}
	return code(flags.EnvironmentName(f.Name))
}

// shownDefault is the default of a flag, where its explanation does not have it.
func shownDefault(f *pflag.Flag) string {
	return strings.TrimSuffix(strings.TrimPrefix(flags.DefaultText(f), " (default "), ")")
}

// classText says how a campaign treats a flag in a later run.
func classText(rule settings.Rule) string {
	switch {
	case rule.Class == settings.Forgotten:
		return "–"
	case rule.Union:
		return string(rule.Class) + ", adds up"
	}
	return string(rule.Class)
}

// commandsText names the commands that have a flag.
func commandsText(names, all []string) string {
	if len(names) == len(all) {
		return "all"
	}
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}
