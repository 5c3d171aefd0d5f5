package csvio_test

import (
	"encoding/json"
	"io"

	"bulkdial/csvio/table"
)

// typedRows are the rows of a table that has values with types of their own, any of them.
type typedRows struct {
	table.Input // of nothing

	names []string
	rows  []table.Row
	read  int
}

func newTypedRows(names []string, rows ...table.Row) *typedRows {
	return &typedRows{names: names, rows: rows}
}

func (t *typedRows) FirstRow() ([]string, int, error) { return t.names, 1, nil }

func (t *typedRows) NextRow() (table.Row, error) {
	if t.read == len(t.rows) {
		return table.Row{}, io.EOF
	}
	r := t.rows[t.read]
	t.read++
	r.SheetRow = t.read + 1
	return r, nil
}

// values are the JSON values of a row and their texts.
func values(texts ...string) table.Row {
	var r table.Row
	for _, text := range texts {
		var s string
		switch {
		case text == "":
			r.Cells, r.Values = append(r.Cells, ""), append(r.Values, nil)
			continue
		case json.Unmarshal([]byte(text), &s) != nil:
			s = text
		}
		r.Cells, r.Values = append(r.Cells, s), append(r.Values, json.RawMessage(text))
	}
	return r
}
