package export

import (
	"encoding/json"
	"fmt"
	"io"

	"bulkdial/csvio"
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
	Dialect csvio.Dialect
	// Raw: cells that a spreadsheet would take for formulas stay as they are in CSV. The other formats have no formulas.
	Raw bool
	// Workbook returns the writer of a workbook.
	Workbook func(io.Writer) SheetWriter
}

// SheetWriter writes the rows of a workbook; *xlsx.Writer is one.
type SheetWriter interface {
	Write(cells []string) error
	Close() error
}

// Table writes rows under a header.
type Table interface {
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
		t := &csvTable{rows, cfg.Dialect}
		return t, t.Write(Row{Own: cfg.Own, Added: cfg.Added})
	case Workbook:
		t := &sheetTable{cfg.Workbook(w)}
		return t, t.Write(Row{Own: cfg.Own, Added: cfg.Added})
	case JSONLines:
		return newJSONTable(w, &cfg), nil
	}
	return nil, fmt.Errorf("%q is no format", cfg.Format)
}

type csvTable struct {
	rows    *csvio.DialectWriter
	dialect csvio.Dialect
}

func (t *csvTable) Write(r Row) error {
	cells := make([]string, 0, len(r.Own)+len(r.Added))
	cells = append(cells, r.Own...)
	for _, cell := range r.Added {
		cells = append(cells, t.dialect.Encodable(cell))
	}
	return t.rows.Write(cells) //nolint:wrapcheck // it says what it was doing
}

func (t *csvTable) Close() error { return t.rows.Close() } //nolint:wrapcheck // as above

type sheetTable struct{ SheetWriter }

func (t *sheetTable) Write(r Row) error {
	cells := make([]string, 0, len(r.Own)+len(r.Added))
	for _, cell := range r.Own {
		cells = append(cells, csvio.Escaped(cell))
	}
	return t.SheetWriter.Write(append(cells, r.Added...)) //nolint:wrapcheck // as above
}
