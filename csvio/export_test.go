package csvio

import (
	"encoding/json"
	"io"
)

// What the tests put in place of the disk, and see of the writer.

type (
	Disk     = disk
	DiskFile = diskFile
	OSDisk   = osDisk
)

// OpenRecordOn is OpenRecord on a disk of the test's own.
var OpenRecordOn = openRecord

// Waiting is how many pieces of work wait for the writer.
func (r *Record) Waiting() int { return len(r.writer.queue) }

// NewInput is OpenInput of what is not a file.
func NewInput(r io.Reader, cfg InputConfig) (*Input, error) {
	return newInput(io.NopCloser(r), cfg)
}

// TypedRow is a row of a container with types of its own.
type TypedRow struct {
	Cells  []string
	Values []json.RawMessage
	Added  []string
}

// NewTypedInput is an input of such rows.
func NewTypedInput(header []string, rows ...TypedRow) *Input {
	return &Input{table: &typedTable{names: header, rows: rows}}
}

type typedTable struct {
	names []string
	rows  []TypedRow
	read  int
}

func (t *typedTable) header() ([]string, int, error) { return t.names, 1, nil }

func (t *typedTable) next() (row, error) {
	if t.read == len(t.rows) {
		return row{}, io.EOF
	}
	r := t.rows[t.read]
	t.read++
	return row{cells: r.Cells, values: r.Values, added: r.Added, sheetRow: t.read + 1}, nil
}
