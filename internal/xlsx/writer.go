package xlsx

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
)

const (
	// MaxColumns is the maximum number of columns of a sheet, by the format, and maxSheetRows that of its rows.
	MaxColumns   = 1 << 14
	maxSheetRows = 1 << 20
	// mostName is the maximum number of characters of the name of a sheet.
	mostName = 31
)

// Writer writes a workbook row by row, every cell as text. Its memory does not grow with the rows. After the maximum number of rows of a
// sheet the next sheet begins, with the header again.
type Writer struct {
	zip  *zip.Writer
	name string
	// part is the sheet that is being written, the sheets-th of them; nil before the first row.
	part   io.Writer
	sheets int
	// header is that of each sheet, and rows counts those of this sheet. Most is the maximum.
	header     []string
	rows, most int
	columns    []string
	xml        []byte
	err        error
}

// NewWriter returns a writer of a workbook to w whose first sheet has a name.
func NewWriter(w io.Writer, sheet string) *Writer {
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(to, flate.BestSpeed) // the other levels take three times as long for a fifth less
	})
	return &Writer{zip: archive, name: sheet, most: maxSheetRows}
}

// Write writes a row; the first one is the header. The error is an *Error for what a workbook cannot hold, or one of the writer
// below. After an error nothing more can be written.
func (w *Writer) Write(cells []string) error {
	if w.err == nil {
		w.err = w.write(cells)
	}
	return w.err
}

func (w *Writer) write(cells []string) error {
	switch {
	case len(cells) > MaxColumns:
		return &Error{Cause: fmt.Sprintf("the table has %d columns, and a workbook can have %d", len(cells), MaxColumns), Remedy: "write it as CSV"}
	case w.sheets == 0:
		w.header = append([]string{}, cells...)
		for i := range cells {
			w.columns = append(w.columns, columnName(i))
		}
		return w.begin()
	case w.rows == w.most:
		if err := w.end(); err != nil {
			return err
		}
		if err := w.begin(); err != nil {
			return err
		}
	}
	return w.row(cells, textStyle)
}

// begin begins a sheet.
func (w *Writer) begin() error {
	w.sheets++
	part, err := w.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", w.sheets))
	if err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	w.part, w.rows = part, 0
	w.xml = fmt.Appendf(w.xml[:0], sheetBegin, max(1, len(w.header)))
	return w.row(w.header, headerStyle)
}

// row writes a row of this sheet, after what is in w.xml.
func (w *Writer) row(cells []string, style string) error {
	w.rows++
	number := strconv.Itoa(w.rows)
	b := append(append(append(w.xml, `<row r="`...), number...), `">`...)
	for i, cell := range cells {
		if cell == "" {
			continue // the column has the format of text
		}
		if i >= len(w.columns) {
			return &Error{Cause: fmt.Sprintf("row %d has more cells than the header", w.rows), Remedy: "name the columns"}
		}
		if tooLong(cell) {
			return &Error{
				Cause:  fmt.Sprintf("the cell of column %.40q in row %d has more than the %d characters that a cell of a workbook can have", w.header[i], w.rows, MaxCellChars),
				Remedy: "write the table as CSV",
			}
		}
		b = append(append(append(append(b, `<c r="`...), w.columns[i]...), number...), style...)
		b = appendText(b, cell)
		b = append(b, `</t></is></c>`...)
	}
	w.xml = append(b, `</row>`...)
	return w.flush()
}

// flush writes what is in w.xml.
func (w *Writer) flush() error {
	_, err := w.part.Write(w.xml)
	w.xml = w.xml[:0]
	if err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	return nil
}

// end ends a sheet.
func (w *Writer) end() error {
	w.xml = append(w.xml, sheetEnd...)
	return w.flush()
}

// Close ends the workbook, which had a header. It does not close the writer below.
func (w *Writer) Close() error {
	if w.err == nil {
		w.err = w.close()
	}
	return w.err
}

func (w *Writer) close() error {
	if err := w.end(); err != nil {
		return err
	}
	for _, part := range w.parts() {
		to, err := w.zip.Create(part.name)
		if err == nil {
			_, err = io.WriteString(to, part.xml)
		}
		if err != nil {
			return fmt.Errorf("writing the workbook: %w", err)
		}
	}
	if err := w.zip.Close(); err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	return nil
}

// columnName is the letters of a column, from 0.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
