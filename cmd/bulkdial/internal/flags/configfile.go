package flags

import (
	"bytes"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/dialer"
)

// KnownFlags returns the names of the flags of all commands: one file serves them all.
func KnownFlags(root *cobra.Command) map[string]bool {
	known := map[string]bool{}
	for _, cmd := range root.Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known[f.Name] = Layered(f) })
	}
	return known
}

// Setting is one key of the --config file.
type Setting struct {
	// Name is that of the flag, and Values are those that it is set to.
	Name   string
	line   int
	Values []string
}

// ReadConfig reads a YAML file whose keys are names of flags. A key that no command knows is an error: a typo must not leave
// a default in effect.
func ReadConfig(path string, known map[string]bool) ([]Setting, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &dialer.FieldError{Field: "Config", Err: err}
	}
	var doc, more yaml.Node
	in := yaml.NewDecoder(bytes.NewReader(text))
	switch err := in.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, fault.Usagef("%s: %w", path, syntaxError(text, err))
	}
	if err := in.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fault.Usagef("%s: line %d: a second document begins here: write all flags in one, without a line of ---", path, max(more.Line, 1))
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	body := doc.Content[0]
	if body.Kind != yaml.MappingNode {
		return nil, fault.Usagef("%s: line %d: write one flag per line with a space behind the colon, as in `cps: 2`", path, body.Line)
	}
	var settings []Setting
	seen := map[string]bool{}
	for i := 0; i+1 < len(body.Content); i += 2 {
		key, value := body.Content[i], body.Content[i+1]
		switch {
		case typedOnly(key.Value):
			return nil, fault.Usagef("%s: line %d: --%s stands on the command line only", path, key.Line, key.Value)
		case !known[key.Value]:
			return nil, fault.Usagef("%s: line %d: there is no flag --%s%s", path, key.Line, key.Value, keyHint(key.Value, known))
		case seen[key.Value]:
			return nil, fault.Usagef("%s: line %d: %s is given twice: keep one", path, key.Line, key.Value)
		}
		seen[key.Value] = true
		values, bad := settingValues(value)
		if bad != nil {
			return nil, fault.Usagef("%s: line %d: %s: %s", path, bad.line, key.Value, bad.reason)
		}
		settings = append(settings, Setting{Name: key.Value, line: key.Line, Values: values})
	}
	return settings, nil
}

// badValue is a value that no flag can have.
type badValue struct {
	line   int
	reason string
}

// settingValues turns a YAML value into values of a flag: one for a scalar, one for each item of a list, and key=value for
// each entry of a map.
func settingValues(node *yaml.Node) ([]string, *badValue) {
	var values []string
	switch node.Kind {
	case yaml.ScalarNode:
		values = append(values, node.Value)
	case yaml.SequenceNode:
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return nil, &badValue{item.Line, "an item of the list is not a plain value"}
			}
			values = append(values, item.Value)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			if value.Kind != yaml.ScalarNode {
				return nil, &badValue{key.Line, "the value of " + key.Value + " is not a plain value"}
			}
			values = append(values, key.Value+"="+value.Value)
		}
	default:
		return nil, &badValue{node.Line, "this is not a plain value, a list or a map"}
	}
	return values, nil
}
