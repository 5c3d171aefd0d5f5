package main

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
	return fmt.Errorf("%s: this is not YAML (%s): write one flag per line, as in `cps: 2`, indent with spaces, and quote what holds other signs", place, yamlReason(err))
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

// yamlReason is what the library says of a fault, without its line.
func yamlReason(err error) string {
	return regexp.MustCompile(`^(yaml: )?(line \d+: )?`).ReplaceAllString(strings.TrimSpace(err.Error()), "")
}
