package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"bulkdial/internal/campaign"
)

// fromCommandLine is the layer of values that the command line gives.
const fromCommandLine = "command line"

// applyLayers sets the flags that the command line does not: from the environment, else from the --config file. A flag whose
// values unite takes those of all layers.
func (a *app) applyLayers(cmd *cobra.Command) error {
	flags := cmd.Flags()
	a.given = map[string][]campaign.Value{}
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed {
			a.give(f, 0, fromCommandLine)
		}
	})
	if err := a.applyEnvironment(flags, func(f *pflag.Flag) bool { return f.Name == "config" }); err != nil {
		return err
	}
	file, err := readConfig(a.config, knownFlags(cmd.Root()))
	if err != nil {
		return err
	}
	if err := a.applyEnvironment(flags, func(*pflag.Flag) bool { return true }); err != nil {
		return err
	}
	for _, e := range file {
		if flag := flags.Lookup(e.name); flag == nil || a.settled(flag) {
			continue // the flag of another command, or one that is set already
		}
		if err := a.setFlag(flags, e.name, e.values, a.config); err != nil {
			return usagef("%s: line %d: %s: %w", a.config, e.line, e.name, err)
		}
	}
	return nil
}

// settled reports whether a layer has set a flag, and lower layers do not count.
func (a *app) settled(f *pflag.Flag) bool {
	_, given := a.given[f.Name]
	return given && !flagClasses()[f.Name].Union
}

// setFlag sets a flag to the values of a layer.
func (a *app) setFlag(flags *pflag.FlagSet, name string, values []string, from string) error {
	flag := flags.Lookup(name)
	before := 0
	if flag.Changed {
		before = len(flagValues(flag))
	}
	for _, value := range values {
		if err := flags.Set(name, value); err != nil {
			return err //nolint:wrapcheck // the caller names the layer
		}
	}
	a.give(flag, before, from)
	return nil
}

// give notes which layer has given the values of a flag from the given index on.
func (a *app) give(f *pflag.Flag, from int, layer string) {
	values := a.given[f.Name]
	for _, text := range flagValues(f)[from:] {
		values = append(values, campaign.Value{Text: text, From: layer})
	}
	a.given[f.Name] = values
}

// flagValues returns the values of a flag; a flag that takes one has one.
func flagValues(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	return []string{f.Value.String()}
}

// environmentName is the environment variable of a flag.
func environmentName(flag string) string {
	return "BULKDIAL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func (a *app) applyEnvironment(flags *pflag.FlagSet, which func(*pflag.Flag) bool) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		name := environmentName(f.Name)
		value := a.getenv(name)
		if value != "" && typedOnly(f.Name) {
			failed = usagef("environment variable %s: --%s stands on the command line only", name, f.Name)
		}
		if failed != nil || a.settled(f) || value == "" || !which(f) || !layered(f) {
			return
		}
		values := []string{value}
		if f.Value.Type() == "stringArray" { // its values may hold commas
			values = strings.Split(strings.TrimRight(value, "\n"), "\n")
		}
		if err := a.setFlag(flags, f.Name, values, name); err != nil {
			failed = usagef("environment variable %s: %w", name, err)
		}
	})
	return failed
}

// layered reports whether a flag may be set in another layer than the command line.
func layered(f *pflag.Flag) bool {
	return f.Name != "help" && f.Name != "version" && !typedOnly(f.Name)
}

// typedOnly reports whether a flag stands on the command line only: a change is accepted, and a campaign begun, by a person who has
// read why it was refused, and not by a file that stays.
func typedOnly(name string) bool { return name == "accept-change" || name == "new-campaign" }

// knownFlags returns the names of the flags of all commands: one file serves them all.
func knownFlags(root *cobra.Command) map[string]bool {
	known := map[string]bool{}
	for _, cmd := range root.Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known[f.Name] = layered(f) })
	}
	return known
}

// setting is one key of the --config file.
type setting struct {
	name   string
	line   int
	values []string
}

// readConfig reads a YAML file whose keys are names of flags. A key that no command knows is an error: a typo must not leave
// a default in effect.
func readConfig(path string, known map[string]bool) ([]setting, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("reading --config: %w", err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, usagef("reading --config %s: %w", path, err)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	body := doc.Content[0]
	if body.Kind != yaml.MappingNode {
		return nil, usagef("%s: line %d: write one flag per line, as in `cps: 2`", path, body.Line)
	}
	var settings []setting
	seen := map[string]bool{}
	for i := 0; i+1 < len(body.Content); i += 2 {
		key, value := body.Content[i], body.Content[i+1]
		switch {
		case typedOnly(key.Value):
			return nil, usagef("%s: line %d: --%s stands on the command line only", path, key.Line, key.Value)
		case !known[key.Value]:
			return nil, usagef("%s: line %d: there is no flag --%s", path, key.Line, key.Value)
		case seen[key.Value]:
			return nil, usagef("%s: line %d: %s is given twice", path, key.Line, key.Value)
		}
		seen[key.Value] = true
		values, err := settingValues(value)
		if err != nil {
			return nil, usagef("%s: line %d: %s: %w", path, value.Line, key.Value, err)
		}
		settings = append(settings, setting{name: key.Value, line: key.Line, values: values})
	}
	return settings, nil
}

// settingValues turns a YAML value into values of a flag: one for a scalar, one for each item of a list, and key=value for
// each entry of a map.
func settingValues(node *yaml.Node) ([]string, error) {
	switch node.Kind {
	case yaml.ScalarNode:
		return []string{node.Value}, nil
	case yaml.SequenceNode:
		var values []string
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return nil, errors.New("an item of the list is not a plain value")
			}
			values = append(values, item.Value)
		}
		return values, nil
	case yaml.MappingNode:
		var values []string
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i+1].Kind != yaml.ScalarNode {
				return nil, fmt.Errorf("the value of %s is not a plain value", node.Content[i].Value)
			}
			values = append(values, node.Content[i].Value+"="+node.Content[i+1].Value)
		}
		return values, nil
	default:
		return nil, errors.New("this is not a plain value, a list or a map")
	}
}
