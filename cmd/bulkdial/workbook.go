package main

import (
	"io"

	"bulkdial/csvio"
	"bulkdial/internal/xlsx"
)

// openWorkbook lets csvio read the sheets of workbooks.
func openWorkbook(r io.ReaderAt, size int64, sheet string) (csvio.Workbook, error) {
	return xlsx.Open(r, size, sheet) //nolint:wrapcheck // csvio puts the error in its words
}
