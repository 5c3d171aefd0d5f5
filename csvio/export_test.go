package csvio

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"bulkdial/dialer"
)

// What the tests put in place of files, and see of tables.

// BlockSize is the size of the blocks that a File compares, in bytes.
const BlockSize = blockSize

// Pass is a pass over the bytes of a file as they stand.
func (f *File) Pass() io.Reader { return &filePass{file: f} }

// NewInput is OpenInput of any reader.
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

// Row is a row as a table gives it.
type Row struct {
	Cells, Values, Added []string
	SheetRow             int
	Fault                dialer.Reason
}

// Rows returns the names of an input's columns, its rows, and the error that ended them.
func Rows(in *Input) ([]string, []Row, error) {
	names, _, err := in.table.header()
	if err != nil {
		return nil, nil, err
	}
	var rows []Row
	for {
		r, err := in.table.next()
		fault, faulty := errors.AsType[*rowFaultError](err)
		switch {
		case isEnd(err):
			return names, rows, nil
		case faulty:
			rows = append(rows, Row{Cells: slices.Clone(r.cells), SheetRow: r.sheetRow, Fault: fault.Reason})
			continue
		case err != nil:
			return names, rows, err
		}
		rows = append(rows, Row{Cells: slices.Clone(r.cells), Values: texts(r.values), Added: r.added, SheetRow: r.sheetRow})
	}
}

func texts(values []json.RawMessage) []string {
	var all []string
	for _, value := range values {
		all = append(all, string(value))
	}
	return all
}

// Spool copies an input of at most this number of bytes to a temporary file, and removes it.
func Spool(r io.Reader, most int64) (int64, error) {
	s, err := spool(r, most)
	if err != nil {
		return 0, err
	}
	return s.size, s.Close()
}

// FindLayout returns the layout of a CSV text.
func FindLayout(text []byte) (delimiter rune, hint, onlyCR bool) {
	l, err := findLayout(bufio.NewReaderSize(newSource(bytes.NewReader(text), DefaultMaxRowBytes), readAhead), 0)
	if err != nil {
		panic(err)
	}
	return l.delimiter, l.hint, l.onlyCR
}

// CommaDialect is that of a plain CSV.
var CommaDialect = Dialect{delimiter: ','}
