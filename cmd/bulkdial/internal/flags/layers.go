package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/internal/campaign/settings"
	"bulkdial/internal/near"
)

// FromCommandLine is the layer of values that the command line gives.
const FromCommandLine = "command line"

// applyLayers sets the flags that the command line does not: from the environment, else from the --config file. A flag whose
// values unite takes those of all layers.
func (l *Line) applyLayers(cmd *cobra.Command) error {
	flags := cmd.Flags()
	l.Given, l.classes = map[string][]settings.Value{}, Classes()
	flags.VisitAll(func(f *pflag.Flag) {
		if _, short := f.Value.(*shortcut); f.Changed && !short {
			l.give(f, 0, FromCommandLine)
		}
	})
	if err := l.applyEnvironment(flags, func(f *pflag.Flag) bool { return f.Name == "config" }); err != nil {
		return err
	}
	if err := l.checkEnvironment(cmd.Root()); err != nil {
		return err
	}
	file, err := ReadConfig(l.Config, KnownFlags(cmd.Root()))
	if err != nil {
		return err
	}
	if err := l.applyEnvironment(flags, func(*pflag.Flag) bool { return true }); err != nil {
		return err
	}
	for _, e := range file {
		if flag := flags.Lookup(e.Name); flag == nil || l.settled(flag) {
			continue // the flag of another command, or one that is set already
		}
		if err := l.setFlag(flags, e.Name, e.Values, l.Config); err != nil {
			return fault.Usagef("%s: line %d: %w", l.Config, e.line, badValueText(e.Name, err))
		}
	}
	return nil
}

// settled reports whether a layer has set a flag, and lower layers do not count.
func (l *Line) settled(f *pflag.Flag) bool {
	_, given := l.Given[f.Name]
	return given && !l.classes[f.Name].Union
}

// setFlag sets a flag to the values of a layer.
func (l *Line) setFlag(flags *pflag.FlagSet, name string, values []string, from string) error {
	flag := flags.Lookup(name)
	if _, list := flag.Value.(pflag.SliceValue); !list && len(values) > 1 {
		return fmt.Errorf("it takes one value, and here are %d: keep one", len(values))
	}
	before := 0
	if flag.Changed {
		before = len(flagValues(flag))
	}
	for _, value := range values {
		if flag.Value.Type() == "bool" {
			value = Truth(value)
		}
		if err := flags.Set(name, value); err != nil {
			return err //nolint:wrapcheck // the caller names the layer
		}
	}
	l.give(flag, before, from)
	return nil
}

// Truth gives the other words of YAML for true and false those of Go.
func Truth(word string) string {
	switch strings.ToLower(word) {
	case "yes", "on":
		return "true"
	case "no", "off":
		return "false"
	default:
		return word
	}
}

// give notes which layer has given the values of a flag from the given index on.
func (l *Line) give(f *pflag.Flag, from int, layer string) {
	values := l.Given[f.Name]
	for _, text := range flagValues(f)[from:] {
		values = append(values, settings.Value{Text: text, From: layer})
	}
	l.Given[f.Name] = values
}

// flagValues returns the values of a flag; a flag that takes one has one.
func flagValues(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	return []string{f.Value.String()}
}

// KeyVariable is the variable of the environment with the key of the API, which has no flag: others could read its value.
const KeyVariable = "CARTESIA_API_KEY"

// EnvironmentName is the environment variable of a flag.
func EnvironmentName(flag string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func (l *Line) applyEnvironment(flags *pflag.FlagSet, which func(*pflag.Flag) bool) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		name := EnvironmentName(f.Name)
		value, set := l.Lookup(name)
		if value != "" && typedOnly(f.Name) {
			failed = fault.Usagef("environment variable %s: --%s stands on the command line only", name, f.Name)
		}
		if failed != nil || l.settled(f) || !set || value == "" && !mayBeEmpty(f) || !which(f) || !Layered(f) {
			return
		}
		values := []string{value}
		if f.Value.Type() == "stringArray" { // its values may hold commas
			values = slices.DeleteFunc(strings.Split(strings.TrimRight(value, "\n"), "\n"), func(v string) bool { return v == "" })
		}
		if err := l.setFlag(flags, f.Name, values, name); err != nil {
			failed = fault.Usage(badValueText("environment variable "+name, err))
		}
	})
	return failed
}

// mayBeEmpty reports whether an empty variable gives a flag the empty value. For a number, a duration or a switch it is as if it were
// not set.
func mayBeEmpty(f *pflag.Flag) bool {
	return slices.Contains([]string{"string", "stringSlice", "stringArray"}, f.Value.Type())
}

// variablePrefix is that of the variables of this program.
const variablePrefix = "BULKDIAL_"

// EnvShardCount is the variable in which the manifest of an indexed Job names the number of pods. It has the prefix and is no flag.
const EnvShardCount = "BULKDIAL_SHARD_COUNT"

// checkEnvironment returns an error for a variable of this program that no command knows: a typo must not leave a default in effect.
func (l *Line) checkEnvironment(root *cobra.Command) error {
	known := map[string]bool{EnvShardCount: true}
	for name := range KnownFlags(root) {
		known[EnvironmentName(name)] = true
	}
	for _, variable := range l.Environ {
		name, value, _ := strings.Cut(variable, "=")
		switch {
		case !strings.HasPrefix(name, variablePrefix), known[name]:
		case serviceLink(name, value):
			l.Ignored = append(l.Ignored, name)
		default:
			return fault.Usagef("environment variable %s: no command has such a flag%s", name, variableHint(name, known))
		}
	}
	return nil
}

// variableHint says what to set instead of a variable that no command knows; empty if that is not known.
func variableHint(name string, known map[string]bool) string {
	if isKey(name) {
		return keyRemedy
	}
	var names []string
	for _, variable := range knownNames(known) {
		names = append(names, strings.TrimPrefix(variable, variablePrefix))
	}
	if meant := near.Name(strings.TrimPrefix(name, variablePrefix), names); meant != "" {
		return "; did you mean " + variablePrefix + meant + "?"
	}
	return ""
}

// serviceLink reports whether a variable is one that Kubernetes sets for a Service whose name begins with bulkdial.
func serviceLink(name, value string) bool {
	_, port, isPort := strings.Cut(name, "_PORT")
	return strings.HasSuffix(name, "_SERVICE_HOST") || isPort && (strings.Contains(name, "_SERVICE_PORT") ||
		strings.Contains(port, "_TCP") || strings.Contains(port, "_UDP") || strings.Contains(port, "_SCTP") || port == "" && strings.Contains(value, "://"))
}

// Layered reports whether a flag may be set in another layer than the command line.
func Layered(f *pflag.Flag) bool {
	return f.Name != "help" && f.Name != "version" && !typedOnly(f.Name)
}

// typedOnly reports whether a flag stands on the command line only: a change is accepted, and a campaign begun, by a person who has
// read why it was refused, and not by a file that stays. A shortcut is for typing.
func typedOnly(name string) bool {
	return slices.Contains([]string{"accept-change", "new-campaign", "quiet", "verbose"}, name)
}
