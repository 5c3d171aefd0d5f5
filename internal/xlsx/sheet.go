package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// MaxRowBytes is the maximum length of the text of a row, in bytes: 1 MiB.
const MaxRowBytes = 1 << 20

// Sheet reads the rows of one sheet of a workbook.
type Sheet struct {
	name    string
	part    string
	content io.ReadCloser
	tokens  *tokens
	strings *sharedStrings
	numbers *numbers

	row    int
	hidden bool // the row
	cells  []string
	bytes  int // of text in cells
	buffer []byte
	inData bool
	err    error

	hiddenColumns []columnRange
}

// Open opens a sheet of the workbook of size bytes in r, which must stay open until Close; "" is the first sheet that
// is not hidden. If no sheet has exactly that name, case does not matter.
//
// Open verifies the checksums of all parts that it needs. The error is an *Error if r is not a workbook, or one that is cut
// off, damaged, under a password or without that sheet.
func Open(r io.ReaderAt, size int64, sheet string) (*Sheet, error) {
	// A damaged workbook may have offsets beyond the end of the file, for which a section returns io.EOF.
	archive, err := openArchive(io.NewSectionReader(onDisk{r}, 0, size), size)
	if err != nil {
		return nil, err
	}
	book, err := openWorkbook(archive)
	if err != nil {
		return nil, err
	}
	tab, part, err := book.find(sheet)
	if err != nil {
		return nil, err
	}
	s := &Sheet{name: tab.name, part: part}
	if err := s.open(book); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Sheet) open(book *workbook) (err error) {
	if err := book.verify(s.part); err != nil {
		return err
	}
	if s.numbers, err = newNumbers(book); err != nil {
		return err
	}
	if s.strings, err = readSharedStrings(book); err != nil {
		return err
	}
	if s.content, err = book.open(s.part); err != nil {
		return err
	}
	s.tokens = newTokens(s.content)
	if err := s.tokens.root("worksheet"); err != nil {
		return broken(s.part, err)
	}
	return nil
}

// Name returns the sheet's name.
func (s *Sheet) Name() string { return s.name }

// Next returns the next row with text and the number that the spreadsheet shows for it, from 1. The row ends with its last
// cell that is not empty; the caller may keep it. The error is io.EOF after the last row. Any other error is final, and is an
// *Error unless reading r failed.
func (s *Sheet) Next() (cells []string, row int, err error) {
	for s.err == nil {
		s.err = s.advance()
		if s.err == nil && len(s.cells) > 0 {
			return s.cells, s.row, nil
		}
	}
	return nil, s.row, s.err
}

// HiddenRow reports whether the row that Next returned last is hidden: by hand, by a filter, in a closed group, or by its
// height.
func (s *Sheet) HiddenRow() bool { return s.hidden }

// HiddenColumn reports whether a column, from 1, is hidden. It is known after the first row.
func (s *Sheet) HiddenColumn(column int) bool {
	return slices.ContainsFunc(s.hiddenColumns, func(r columnRange) bool { return r.has(column) })
}

// advance reads the next row, which may be empty.
func (s *Sheet) advance() error {
	for {
		start, ok, err := s.tokens.child()
		switch {
		case err != nil:
			return s.afterRow(err)
		case !ok && s.inData:
			s.inData = false
		case !ok:
			if err := s.tokens.end(); err != nil {
				return s.afterRow(err)
			}
			return io.EOF
		case s.inData && start.Name.Local == "row":
			return s.readRow(start)
		case !s.inData && start.Name.Local == "sheetData":
			s.inData = true
		case !s.inData && start.Name.Local == "cols":
			if s.hiddenColumns, err = hiddenColumns(s.tokens); err != nil {
				return s.afterRow(err)
			}
		default:
			if err := s.tokens.skip(); err != nil {
				return s.afterRow(err)
			}
		}
	}
}

// afterRow is an error between rows.
func (s *Sheet) afterRow(err error) error {
	err = broken(s.part, err)
	if s.row == 0 {
		return err
	}
	return inRow(s.row+1, err)
}

func (s *Sheet) readRow(start xml.StartElement) error {
	row := s.row + 1
	if r := attribute(start, "r"); r != "" {
		var err error
		if row, err = strconv.Atoi(r); err != nil || row <= s.row || row > excelize.TotalRows {
			return inRow(s.row+1, damaged("the rows are out of order"))
		}
	} else if row > excelize.TotalRows {
		return inRow(row, damaged("there are more rows than a sheet can have"))
	}
	s.row, s.bytes, s.hidden = row, 0, isHidden(start, "ht")
	s.cells = make([]string, 0, len(s.cells)) // the row before is the caller's
	at := 0
	err := s.tokens.each(func(start xml.StartElement) error {
		if start.Name.Local != "c" {
			return s.tokens.skip()
		}
		var err error
		if at, err = column(start, row, at); err != nil {
			return err
		}
		return inColumn(at, s.readCell(start, at))
	})
	if err != nil {
		return inRow(row, broken(s.part, err))
	}
	return nil
}

func (s *Sheet) readCell(start xml.StartElement, at int) error {
	c, err := readCell(s.tokens, start, s.buffer)
	if err != nil {
		return err
	}
	s.buffer = c.value
	text, err := s.text(c)
	if err != nil || text == "" {
		return err
	}
	if s.bytes += len(text); s.bytes > MaxRowBytes {
		return &Error{
			Cause:  fmt.Sprintf("the row is longer than %d bytes", MaxRowBytes),
			Remedy: "shorten it",
		}
	}
	for len(s.cells) < at-1 {
		s.cells = append(s.cells, "")
	}
	s.cells = append(s.cells, text)
	return nil
}

// Close removes temporary files. It does not close the reader that Open was given.
func (s *Sheet) Close() error {
	var errs []error
	if s.content != nil {
		errs = append(errs, s.content.Close())
		s.content = nil
	}
	if s.strings != nil {
		errs = append(errs, s.strings.close())
	}
	if s.err == nil {
		s.err = errors.New("reading a sheet that is closed")
	}
	return errors.Join(errs...)
}
