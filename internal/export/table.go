package export

import (
	"encoding/json"
	"fmt"
	"io"

	"bulkdial/csvio/table"
)

// Row is a row of a table.
type Row struct {
	// Own are the cells of the contact's own columns, and Values their JSON values where the list has types; else nil.
	Own    []string
	Values []json.RawMessage
	// Added are the cells of the other columns.
	Added []string
}

// TableConfig says how a table is written.
type TableConfig struct {
	Format Format
	// Own and Added are the names of the columns.
	Own, Added []string
	// Numbers are the indexes in Added of the columns whose values are numbers in JSON.
	Numbers []int
	// Dialect is that of CSV.
	Dialect table.Dialect
	// Raw: cells that a spreadsheet would take for formulas stay as they are in CSV. The other formats have no formulas.
	Raw bool
	// Workbook returns the writer of a workbook.
	Workbook func(io.Writer) SheetWriter
}

// SheetWriter writes the rows of a workbook; *xlsx.Writer is one.
type SheetWriter interface {
	// Write does not keep the slice.
	Write(cells []string) error
	Close() error
}

// Table writes rows under a header.
type Table interface {
	// Write does not keep the slices of the row.
	Write(r Row) error
	// Close writes what is left. It does not close the writer below.
	Close() error
}

// NewTable writes the header of a table to w, and returns the table.
func NewTable(w io.Writer, cfg TableConfig) (Table, error) {
	switch cfg.Format {
	case CSV:
		rows := cfg.Dialect.NewWriter(w)
		rows.Raw = cfg.Raw
		t := &csvTable{rows: rows, dialect: cfg.Dialect}
		return t, t.Write(Row{Own: cfg.Own, Added: cfg.Added})
	case Workbook:
		t := &sheetTable{sheet: cfg.Workbook(w)}
		return t, t.Write(Row{Own: cfg.Own, Added: cfg.Added})
	case JSONLines:
		return newJSONTable(w, &cfg), nil
	}
	return nil, fmt.Errorf("%q is no format", cfg.Format)
}

type csvTable struct {
	rows    *table.DialectWriter
	dialect table.Dialect
	cells   []string // of the row that is being written
}

func (t *csvTable) Write(r Row) error {
	t.cells = append(t.cells[:0], r.Own...)
	for _, cell := range r.Added {
		t.cells = append(t.cells, t.dialect.Encodable(cell))
	}
	return t.rows.Write(t.cells) //nolint:wrapcheck // it says what it was doing
}

func (t *csvTable) Close() error { return t.rows.Close() } //nolint:wrapcheck // as above

type sheetTable struct {
	sheet SheetWriter
	cells []string // of the row that is being written
}

func (t *sheetTable) Write(r Row) error {
	t.cells = t.cells[:0]
	for _, cell := range r.Own {
		t.cells = append(t.cells, table.Escaped(cell))
	}
	t.cells = append(t.cells, r.Added...)
	return t.sheet.Write(t.cells) //nolint:wrapcheck // as above
}

func (t *sheetTable) Close() error { return t.sheet.Close() } //nolint:wrapcheck // as above
