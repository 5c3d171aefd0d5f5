package table_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// row is a row as a table gives it.
type row struct {
	Cells, Values, Added []string
	SheetRow             int
	Swallows             bool
	Fault                dialer.Reason
}

// rowsOf returns the names of an input's columns, its rows, and the error that ended them.
func rowsOf(in *table.Input) ([]string, []row, error) {
	names, _, err := in.FirstRow()
	if err != nil {
		return nil, nil, err
	}
	names = slices.Clone(names)
	var rows []row
	for {
		r, err := in.NextRow()
		fault, faulty := errors.AsType[*dialer.RowError](err)
		switch {
		case err == io.EOF: //nolint:errorlint // an error that wraps it is not the end
			return names, rows, nil
		case faulty:
			rows = append(rows, row{Cells: slices.Clone(r.Cells), SheetRow: r.SheetRow, Fault: fault.Reason})
			continue
		case err != nil:
			return names, rows, err
		}
		rows = append(rows, row{Cells: slices.Clone(r.Cells), Values: texts(r.Values), Added: r.Added, SheetRow: r.SheetRow, Swallows: r.Swallows})
	}
}

func texts(values []json.RawMessage) []string {
	var all []string
	for _, value := range values {
		all = append(all, string(value))
	}
	return all
}

// endOf returns what an input yields before its end, one line for each row as described shows it, and the error that it ends in.
func endOf(r io.Reader, cfg table.InputConfig) ([]string, error) {
	in, err := table.OpenInput("-", r, cfg)
	if err != nil {
		return nil, err
	}
	return described(in)
}

// described is endOf of an open input. A line has the row, its place in the sheet, the cell of the column phone, and the other cells
// that are not empty with their names, or the fault.
func described(in *table.Input) ([]string, error) {
	names, rows, err := rowsOf(in)
	for i, name := range names {
		names[i] = table.CleanName(name)
	}
	var got []string
	for i, r := range rows {
		names = append(names, r.Added...)
		phone, others := "", ""
		for j, cell := range r.Cells {
			switch {
			case j >= len(names) || names[j] == "" || cell == "":
			case names[j] == "phone":
				phone = cell
			default:
				others += fmt.Sprintf(",%s:%s", quoted(names[j]), quoted(cell))
			}
		}
		switch {
		case r.Fault != (dialer.Reason{}):
			got = append(got, fmt.Sprintf("%d@%d %s [%s] %s", i+1, r.SheetRow, r.Fault.Code, phone, r.Fault))
		case others == "":
			got = append(got, fmt.Sprintf("%d@%d [%s] ", i+1, r.SheetRow, phone))
		default:
			got = append(got, fmt.Sprintf("%d@%d [%s] {%s}", i+1, r.SheetRow, phone, others[1:]))
		}
	}
	return got, err
}

// quoted returns a text as a JSON string.
func quoted(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text)
	return strings.TrimSuffix(b.String(), "\n")
}

// linesIn returns the rows of an input as described shows them; none has a fault.
func linesIn(t *testing.T, r io.Reader, cfg table.InputConfig) []string {
	t.Helper()
	got, err := endOf(r, cfg)
	if err != nil {
		t.Fatalf("after %d rows: %v", len(got), err)
	}
	for _, line := range got {
		if _, rest, _ := strings.Cut(line, " "); !strings.HasPrefix(rest, "[") {
			t.Fatalf("%s: want no fault", line)
		}
	}
	return got
}

// headerOf returns the error of the header of an input.
func headerOf(r io.Reader, cfg table.InputConfig) error {
	in, err := table.OpenInput("-", r, cfg)
	if err == nil {
		_, _, err = in.FirstRow()
	}
	return err
}
