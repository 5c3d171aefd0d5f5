package flags

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"bulkdial/internal/near"
)

// keyHint says what to write instead of a key that no command knows; empty if that is not known.
func keyHint(key string, known map[string]bool) string {
	if isKey(key) {
		return keyRemedy
	}
	return near.Hint(key, knownNames(known))
}

// syntaxError says on which line, and at which key, a text stops being YAML. The lines of the library are those where it gave up, and
// some are off by one.
func syntaxError(text []byte, err error) error {
	lines := bytes.SplitAfter(text, []byte("\n"))
	good := len(lines) - 1
	for good > 0 && !isMapping(bytes.Join(lines[:good], nil)) {
		good--
	}
	place := fmt.Sprintf("line %d", good+1)
	if key := lastKey(lines[:good+1]); key != "" {
		place += ": " + key
	}
	return fmt.Errorf("%s: %s", place, yamlFault(lines[good], err))
}

// isMapping reports whether a text is a whole mapping, or has nothing but comments.
func isMapping(text []byte) bool {
	var doc yaml.Node
	err := yaml.Unmarshal(text, &doc)
	return err == nil && (len(doc.Content) == 0 || doc.Content[0].Kind == yaml.MappingNode)
}

// lastKey returns the key on the last of some lines that has one.
func lastKey(lines [][]byte) string {
	key := regexp.MustCompile(`^["']?([A-Za-z][\w-]*)["']?\s*:`)
	for _, line := range slices.Backward(lines) {
		if found := key.FindSubmatch(line); found != nil {
			return string(found[1])
		}
	}
	return ""
}

// yamlFault says what is wrong with the line on which a text stops being YAML, and how to write it.
func yamlFault(line []byte, err error) string {
	fault := err.Error()
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("\t")):
		return "a tab begins this line: indent with spaces"
	case strings.Contains(fault, "unexpected end of stream"), strings.Contains(fault, "quoted scalar"):
		return "a quote or a bracket is not closed: close it"
	case strings.Contains(fault, "mapping values are not allowed"), strings.Contains(fault, "could not find expected ':'"), strings.Contains(fault, "cannot unmarshal"):
		return "the key needs a colon and a space before its value, as in `cps: 2`; put a value that holds a colon in quotes"
	default:
		return "this is not YAML: write one flag per line, as in `cps: 2`, indent with spaces, and put what holds other signs in quotes"
	}
}
