package xlsx

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Error reports why a workbook, or a row of it, cannot be read. It is final.
type Error struct {
	// Row is the number that the spreadsheet shows, from 1; 0 for an error of the workbook as a whole.
	Row int
	// Column is the letters that the spreadsheet shows; empty if the error is not about a cell.
	Column string
	// Cause says in plain words what is wrong, and Remedy what to do about it.
	Cause, Remedy string
	// Err is the underlying error, or nil.
	Err error
}

func (e *Error) Error() string {
	row, text := e.Explain()
	if row > 0 {
		text = fmt.Sprintf("row %d: %s", row, text)
	}
	if e.Err != nil {
		text += fmt.Sprintf(" (%v)", e.Err)
	}
	return text
}

// Explain returns the row and what people need to know, without the underlying error.
func (e *Error) Explain() (row int, text string) {
	text = e.Cause + ": " + e.Remedy
	if e.Column != "" {
		text = "column " + e.Column + ": " + text
	}
	return e.Row, text
}

func (e *Error) Unwrap() error { return e.Err }

const (
	saveAgain = "open it in the spreadsheet program and save it again as .xlsx"
	fetch     = "copy or download it again, or save it again as .xlsx"
)

// damaged is an error of a workbook that is complete but has invalid content.
func damaged(format string, args ...any) error {
	return &Error{Cause: fmt.Sprintf(format, args...), Remedy: saveAgain}
}

// broken adds the name of the part to an error. An error of the content becomes an *Error; an error of the disk does not,
// since another copy of the file would not help.
func broken(part string, err error) error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	err = fmt.Errorf("reading %s: %w", part, err)
	if _, ok := errors.AsType[*diskError](err); ok {
		return err
	}
	return &Error{Cause: "the workbook is cut off or damaged", Remedy: fetch, Err: err}
}

// diskError marks an error of the machine and not of the workbook.
type diskError struct{ err error }

func (e *diskError) Error() string { return e.err.Error() }
func (e *diskError) Unwrap() error { return e.err }

// onDisk marks the errors of a reader.
type onDisk struct{ r io.ReaderAt }

func (d onDisk) ReadAt(p []byte, offset int64) (int, error) {
	n, err := d.r.ReadAt(p, offset)
	if err != nil && err != io.EOF {
		err = &diskError{err}
	}
	return n, err
}

// inRow adds the row to an error.
func inRow(row int, err error) error {
	known, ok := errors.AsType[*Error](err)
	if !ok {
		return fmt.Errorf("row %d: %w", row, err)
	}
	located := *known
	located.Row = row
	return &located
}

// inColumn adds the column, from 1, of a cell to an error.
func inColumn(column int, err error) error {
	known, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	located := *known
	if letters, err := excelize.ColumnNumberToName(column); err == nil {
		located.Column = letters
	}
	return &located
}
