package csvio

import (
	"bufio"
	"io"
	"os"
	"slices"
	"strings"

	"bulkdial/dialer"
)

const (
	workbookMagic = "PK\x03\x04"
	ole2Magic     = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

	rowPlace = "row"
)

// Workbook gives the rows of one sheet.
type Workbook interface {
	// Next returns the next row with a cell that is not empty, and the number that a spreadsheet shows beside it, from
	// 1. The cells begin with the sheet's first column and may end with the last that is not empty; the slice is good
	// until the next call. The error is io.EOF after the last row; any other is final, and says in plain words what is
	// wrong.
	Next() (cells []string, row int, err error)
	// Close lets go of the workbook.
	Close() error
}

// sheetTable reads a sheet of a workbook, whose first row names the columns.
type sheetTable struct {
	workbook Workbook
	row      int // the last that was read
	width    int // of the header
}

// openWorkbook opens a workbook. It is read in place where it is a file and not packed, else from a copy.
func (i *Input) openWorkbook(file io.Reader, content *bufio.Reader, packed bool, cfg InputConfig) error {
	i.place = rowPlace
	if cfg.Workbook == nil {
		return &HeaderError{Line: 1, Place: rowPlace, Reason: "the file is a workbook or a zip archive, not CSV: " + saveAsUTF8}
	}
	at, size, err := inPlace(file)
	if err != nil {
		return &InputError{Line: 1, Place: rowPlace, Reason: "the workbook cannot be read", Err: err}
	}
	if packed || at == nil {
		copied, err := spool(content, maxSpool)
		if err != nil {
			return err
		}
		i.closers = append(i.closers, copied)
		at, size = copied.file, copied.size
	}
	workbook, err := cfg.Workbook(at, size, cfg.Sheet)
	if err != nil {
		return &HeaderError{Line: 1, Place: rowPlace, Reason: err.Error()}
	}
	i.closers = append(i.closers, workbook)
	i.table = &sheetTable{workbook: workbook}
	return nil
}

// inPlace returns a file for reading anywhere in it, and its size; at is nil for pipes and the like.
func inPlace(r io.Reader) (at io.ReaderAt, size int64, err error) {
	switch file := r.(type) {
	case *filePass:
		size, err = file.extent()
		return file, size, err
	case *os.File:
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			return file, info.Size(), nil
		}
	}
	return nil, 0, nil
}

func (t *sheetTable) header() ([]string, int, error) {
	cells, err := t.read()
	switch {
	case isEnd(err):
		return nil, 0, &HeaderError{Line: 1, Place: rowPlace, Reason: "the sheet is empty: it needs a row with the names of the columns"}
	case err != nil:
		return nil, 0, err
	}
	t.width = len(cells)
	return slices.Clone(cells), t.row, nil
}

func (t *sheetTable) next() (row, error) {
	cells, err := t.read()
	if err != nil {
		return row{}, err
	}
	r := row{cells: cells, sheetRow: t.row}
	if len(cells) > t.width {
		return r, &rowFaultError{dialer.Reason{
			Code: raggedRow, Cause: "the row has a cell beyond the last column of the header",
			Remedy: "name its column in the header, or clear the cell",
		}}
	}
	return r, nil
}

// read reads one row, to its last cell that is not empty. The error is io.EOF or an *InputError.
func (t *sheetTable) read() ([]string, error) {
	cells, at, err := t.workbook.Next()
	switch {
	case isEnd(err):
		return nil, io.EOF
	case err != nil:
		return nil, &InputError{
			Line: t.row + 1, Place: rowPlace, Err: err,
			Reason: "the workbook cannot be read further: save it again, or as CSV UTF-8",
		}
	}
	t.row = at
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells, nil
}
