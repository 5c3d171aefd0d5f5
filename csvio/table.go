package csvio

import (
	"encoding/json"

	"bulkdial/dialer"
)

// table is what each container of contacts gives: the names of its columns, then its rows.
type table interface {
	// header returns the names of the columns as they stand, and the line or row on which they begin. It is called once,
	// before next. The error is a *HeaderError, or an *InputError where the input cannot be read.
	header() (names []string, line int, err error)
	// next returns the next row that is not blank, io.EOF after the last, and a *rowFaultError for a row that cannot be
	// read where the next can; the row is then what could be read of it. Any other error is an *InputError, and final.
	next() (row, error)
}

// row is one row of a table.
type row struct {
	// cells are in the order of the columns; a row may end before the last of them. The slice is good until the next call
	// of next.
	cells []string
	// values holds, where the container has types of its own, the JSON value of each cell, nil for an empty one; of
	// such a value that is no string the cell is its text. Else values is nil. It is good for as long as cells.
	values []json.RawMessage
	// added names the columns that this row is the first to have. They follow those that were there.
	added []string
	// sheetRow is the number that a spreadsheet shows beside the row.
	sheetRow int
}

// raggedRow is the code of a row that has more cells than there are columns, or less, and of which all cells are known.
const raggedRow = "ragged_row"

// rowFaultError says why a row cannot be read.
type rowFaultError struct{ dialer.Reason }

func (f *rowFaultError) Error() string { return f.String() }
