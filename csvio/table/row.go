package table

import (
	"encoding/json"
	"strings"

	"bulkdial/dialer"
)

// Row is one row of a table.
type Row struct {
	// Cells are in the order of the columns; a row may end before the last of them, or after it if the row is ragged. The next row
	// reuses the slice, but not the strings.
	Cells []string
	// Values has the JSON value of each cell, nil for an empty one, if the container has types of its own; the cell of a
	// value that is not a string is its JSON text. Else Values is nil. The next row reuses it.
	Values []json.RawMessage
	// Added are the names of columns that first appear in this row. They follow the columns before.
	Added []string
	// SheetRow is the number that a spreadsheet shows beside the row, from 1, and Hidden: the sheet does not show it.
	SheetRow int
	Hidden   bool
	// Swallows: a cell seems to hold other rows, because a quote in it ends at another one than was meant.
	Swallows bool
}

// RaggedRow is the code of a row that has more or fewer cells than the first one.
const RaggedRow = "ragged_row"

// FirstRow returns the first row, which may hold the names of the columns, and the number of its line. It is called once, before
// NextRow. The error is a *HeaderError, an *InputError, or a *ChangedError as in File.
func (i *Input) FirstRow() (cells []string, line int, err error) {
	cells, line, err = i.table.header()
	return cells, line, i.file.explained(err)
}

// NextRow returns the next row that is not blank, and io.EOF, as it is, after the last. The error is a *dialer.RowError for a row that
// cannot be read although the next can; then the row has the cells before the fault. Any other error is final: an *InputError, or a
// *ChangedError as in File.
func (i *Input) NextRow() (Row, error) {
	r, err := i.table.next()
	if fault, ok := err.(*rowFaultError); ok { //nolint:errorlint // tables return it as it is
		return r, &dialer.RowError{SheetRow: r.SheetRow, Reason: fault.Reason}
	}
	return r, i.file.explained(err)
}

// HiddenColumn reports whether the sheet hides a column, from 1, as Workbook says. A text hides none.
func (i *Input) HiddenColumn(column int) bool {
	sheet, ok := i.table.(*sheetTable)
	return ok && sheet.workbook.HiddenColumn(column)
}

// rowFaultError says why a row cannot be read.
type rowFaultError struct{ dialer.Reason }

func (f *rowFaultError) Error() string { return f.String() }

// CutBlanks returns cells up to the last that is more than white space.
func CutBlanks(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}
