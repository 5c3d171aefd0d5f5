package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"bulkdial/csvio/table"
)

// jsonTable writes an object on each line. Each has all columns, null for an empty cell, so that the first names them all.
// A column without a name is left out.
type jsonTable struct {
	out *bufio.Writer
	// keys are the names as they stand before the values, and own is how many are those of the contact.
	keys    []string
	own     int
	numbers []int
	// ascii: other characters are escaped, because the list is read in an encoding that is not UTF-8.
	ascii bool
	line  []byte
}

func newJSONTable(w io.Writer, cfg *TableConfig) *jsonTable {
	t := &jsonTable{out: bufio.NewWriterSize(w, 64<<10), own: len(cfg.Own), numbers: cfg.Numbers, ascii: !cfg.Dialect.ReadsUTF8()}
	for i, name := range slices.Concat(cfg.Own, cfg.Added) {
		if i < len(cfg.Own) {
			name = table.Escaped(name)
		}
		key := ""
		if name != "" {
			key = string(append(t.appendText(nil, name), ':'))
		}
		t.keys = append(t.keys, key)
	}
	return t
}

func (t *jsonTable) Write(r Row) error {
	t.line = append(t.line[:0], '{')
	for i, key := range t.keys {
		if key == "" {
			continue
		}
		if len(t.line) > 1 {
			t.line = append(t.line, ',')
		}
		t.line = append(t.line, key...)
		t.line = t.appendValue(t.line, &r, i)
	}
	t.line = append(t.line, '}', '\n')
	if _, err := t.out.Write(t.line); err != nil {
		return fmt.Errorf("writing a row: %w", err)
	}
	return nil
}

// appendValue appends the value of a column.
func (t *jsonTable) appendValue(b []byte, r *Row, i int) []byte {
	if i >= t.own {
		cell := r.Added[i-t.own]
		if cell != "" && slices.Contains(t.numbers, i-t.own) {
			return append(b, cell...)
		}
		return t.appendCell(b, cell)
	}
	if i < len(r.Values) && r.Values[i] != nil && r.Values[i][0] != '"' {
		return t.appendRaw(b, r.Values[i])
	}
	if i >= len(r.Own) {
		return append(b, "null"...)
	}
	return t.appendCell(b, table.Escaped(r.Own[i]))
}

func (t *jsonTable) appendCell(b []byte, cell string) []byte {
	if cell == "" {
		return append(b, "null"...)
	}
	return t.appendText(b, cell)
}

// appendText appends a string.
func (t *jsonTable) appendText(b []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		return append(b, "null"...) // unreachable: a string has a JSON text
	}
	return t.appendRaw(b, quoted)
}

// appendRaw appends a JSON text, of which characters that are not ASCII stand in strings.
func (t *jsonTable) appendRaw(b, text []byte) []byte {
	if !t.ascii {
		return append(b, text...)
	}
	for _, r := range string(text) {
		switch {
		case r < utf8.RuneSelf:
			b = append(b, byte(r)) //nolint:gosec // one byte
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
	}
	return b
}

func (t *jsonTable) Close() error {
	if err := t.out.Flush(); err != nil {
		return fmt.Errorf("writing the last rows: %w", err)
	}
	return nil
}
