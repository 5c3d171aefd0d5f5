package csvio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// metadata builds the JSON object of each row. What is the same for all rows is encoded once.
type metadata struct {
	columns   []metadataColumn
	constants []byte // each member followed by a comma
	buf       []byte
}

type metadataColumn struct {
	index int
	key   []byte // encoded, with its colon
}

func newMetadata(cols columns, set []Pair) (metadata, error) {
	var m metadata
	keys := map[string]bool{}
	for _, i := range cols.metadata {
		keys[cols.names[i]] = true
		m.columns = append(m.columns, metadataColumn{index: i, key: appendKey(nil, cols.names[i])})
	}
	for i, pair := range set {
		switch {
		case pair.Key == "":
			return m, errors.New("--set needs a key: write it as key=value")
		case slices.ContainsFunc(set[:i], func(p Pair) bool { return p.Key == pair.Key }):
			return m, fmt.Errorf("--set gives %q twice: keep one", pair.Key)
		case keys[pair.Key]:
			return m, fmt.Errorf("--set gives %q, which is also a column of the metadata: "+
				"choose another key, or name the wanted columns with --metadata", pair.Key)
		}
		m.constants = appendKey(m.constants, pair.Key)
		m.constants = append(appendString(m.constants, pair.Value), ',')
	}
	return m, nil
}

// object returns one JSON object of the cells that are not empty and the constants, or nil when there are none.
func (m *metadata) object(cells []string) json.RawMessage {
	b := append(m.buf[:0], '{')
	for _, column := range m.columns {
		if cell := cells[column.index]; cell != "" {
			b = append(b, column.key...)
			b = append(appendString(b, cell), ',')
		}
	}
	b = append(b, m.constants...)
	m.buf = b
	if len(b) == len("{") {
		return nil
	}
	b[len(b)-1] = '}' // in place of the last comma
	return bytes.Clone(b)
}

func appendKey(b []byte, key string) []byte { return append(appendString(b, key), ':') }

// appendString appends s, which is UTF-8, as a JSON string.
func appendString(b []byte, s string) []byte {
	if needsEscape(s) {
		return appendEscaped(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func needsEscape(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return true
		}
	}
	return false
}

func appendEscaped(b []byte, s string) []byte {
	var escaped bytes.Buffer
	encoder := json.NewEncoder(&escaped)
	encoder.SetEscapeHTML(false) // metadata is shown to people and never put into a page
	if err := encoder.Encode(s); err != nil {
		return append(b, `""`...) // cannot be: a bytes.Buffer takes all, and each string has a JSON form
	}
	return append(b, bytes.TrimSuffix(escaped.Bytes(), []byte("\n"))...)
}
