package table

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding"

	"bulkdial/dialer"
)

const (
	workbookMagic = "PK\x03\x04"
	ole2Magic     = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// Workbook gives the rows of one sheet.
type Workbook interface {
	// Next returns the next row with a cell that is not empty, and the number that a spreadsheet shows beside it, from
	// 1. The cells begin with the sheet's first column and may end with the last that is not empty; the caller may keep
	// them. The error is io.EOF after the last row; any other is final, and says in plain words what is wrong.
	Next() (cells []string, row int, err error)
	// HiddenRow reports whether the row that Next returned last is hidden in the sheet, and HiddenColumn whether a column
	// is, from 1; known after the first row.
	HiddenRow() bool
	HiddenColumn(column int) bool
	// Close releases the workbook.
	Close() error
}

// sheetTable reads a sheet of a workbook, whose first row names the columns.
type sheetTable struct {
	workbook Workbook
	row      int // the number of the last row read
	width    int // of the header
}

// openArchive opens a workbook, or the text in a zip archive. A regular file that is not compressed is read in place, any other from a
// copy.
func (i *Input) openArchive(file io.Reader, content *bufio.Reader, packed bool, given encoding.Encoding, cfg InputConfig) error {
	at, size, err := inPlace(file)
	if err != nil {
		return &InputError{Row: 1, Reason: fmt.Sprintf("the workbook cannot be read (%v)", err), Err: err}
	}
	if packed || at == nil {
		copied, err := spool(content, maxSpool)
		if err != nil {
			return err
		}
		i.closers = append(i.closers, copied)
		at, size = copied.file, copied.size
	}
	if text := onlyFile(at, size); text != nil {
		return i.openZipped(text, given, cfg)
	}
	i.dialect = workbookDialect(cfg)
	if cfg.Workbook == nil {
		return &HeaderError{Row: 1, Reason: "the file is a workbook or a zip archive, not CSV: " + saveAsUTF8}
	}
	workbook, err := cfg.Workbook(at, size, cfg.Sheet)
	if err != nil {
		row, reason := explanation(err)
		return &HeaderError{Row: row, Reason: cmp.Or(reason, err.Error()), Err: err}
	}
	i.closers = append(i.closers, workbook)
	i.table = &sheetTable{workbook: workbook}
	return nil
}

// inPlace returns a regular file for random access, and its size; at is nil for any other.
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
		return nil, 0, &HeaderError{Row: 1, Reason: "the sheet is empty: it needs a row with the names of the columns"}
	case err != nil:
		return nil, 0, err
	}
	t.width = len(cells)
	return cells, t.row, nil
}

func (t *sheetTable) next() (Row, error) {
	cells, err := t.read()
	if err != nil {
		return Row{}, err
	}
	r := Row{Cells: cells, SheetRow: t.row, Hidden: t.workbook.HiddenRow()}
	if len(cells) > t.width {
		return r, &rowFaultError{dialer.Reason{
			Code: RaggedRow, Cause: "the row has a cell beyond the last column of the header",
			Remedy: "name its column in the header, or clear the cell",
		}}
	}
	return r, nil
}

// read reads the next row that is not blank, to its last cell that is not. The error is io.EOF or an *InputError.
func (t *sheetTable) read() ([]string, error) {
	for {
		cells, at, err := t.workbook.Next()
		switch {
		case isEnd(err):
			return nil, io.EOF
		case err != nil:
			row, reason := explanation(err)
			return nil, &InputError{
				Row: cmp.Or(row, t.row+1), Err: err,
				Reason: cmp.Or(reason, fmt.Sprintf("the workbook cannot be read further: save it again, or as CSV UTF-8 (%v)", err)),
			}
		}
		t.row = at
		if cells = CutBlanks(cells); len(cells) > 0 {
			return cells, nil
		}
	}
}

// explanation returns what an error of a Workbook says to people, and the row that it is about, if it has one; empty if it says nothing.
func explanation(err error) (row int, reason string) {
	explained, ok := errors.AsType[interface {
		error
		Explain() (row int, reason string)
	}](err)
	if !ok {
		return 0, ""
	}
	return explained.Explain()
}

// maxSpool is the maximum size of the copy of a workbook, in bytes.
const maxSpool = 1 << 30

// spooled is a temporary copy of an input that needs random access. Close removes it.
type spooled struct {
	file *os.File
	size int64
	// named: the file still has its name, so Close has to remove it.
	named bool
}

// spool copies an input of at most this number of bytes to a temporary file with mode 0600.
func spool(r io.Reader, most int64) (*spooled, error) {
	file, err := os.CreateTemp("", "bulkdial-*.xlsx")
	if err != nil {
		return nil, spoolError(err)
	}
	// If the system lets an open file lose its name, even a crash leaves no phone numbers behind.
	s := &spooled{file: file, named: os.Remove(file.Name()) != nil}
	source := &watched{r: io.LimitReader(r, most+1)}
	s.size, err = io.Copy(file, source)
	switch {
	case source.err != nil:
		err = inputError(1, source.err)
	case err != nil:
		err = spoolError(err)
	case s.size > most:
		err = &HeaderError{Row: 1, Reason: fmt.Sprintf(
			"the workbook is larger than %d MiB: pass it as a file that is not compressed, or save it as CSV UTF-8", most>>20)}
	}
	if err != nil {
		_ = s.Close() // the first error counts
		return nil, err
	}
	return s, nil
}

func spoolError(err error) error {
	return fmt.Errorf("keeping the workbook in a temporary file (set TMPDIR to a directory with room, or pass the workbook as a file that is not compressed): %w", err)
}

// Close removes the copy.
func (s *spooled) Close() error {
	err := s.file.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
