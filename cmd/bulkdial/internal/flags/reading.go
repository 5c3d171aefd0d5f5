package flags

import (
	"io"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/internal/xlsx"
)

// Reading are the flags that say how a table is read: contacts, and suppression lists.
type Reading struct {
	Encoding    string
	Delimiter   string
	Sheet       string
	MaxRowBytes int
}

// Add adds the flags.
func (f *Reading) Add(flags *pflag.FlagSet) {
	flags.StringVar(&f.Encoding, "encoding", "", "as in windows-1252 (default: UTF-8, or as marked)")
	flags.StringVar(&f.Delimiter, "delimiter", "", "between fields (default: found in the header)")
	flags.StringVar(&f.Sheet, "sheet", "", "sheet of a workbook (default: the first)")
	IntVar(flags, &f.MaxRowBytes, "max-row-bytes", table.DefaultMaxRowBytes, "longest row in bytes")
}

// Input returns how contacts and suppression lists are opened. A value that cannot be used is an error of usage.
func (f *Reading) Input() (table.InputConfig, error) {
	var delimiter rune
	if f.Delimiter != "" {
		var err error
		if delimiter, err = table.ParseDelimiter(f.Delimiter); err != nil {
			return table.InputConfig{}, fault.Usage(err)
		}
	}
	if err := table.CheckEncoding(f.Encoding); err != nil {
		return table.InputConfig{}, fault.Usage(err)
	}
	if f.MaxRowBytes < 1 {
		return table.InputConfig{}, fault.Usagef("--max-row-bytes %d is not 1 or more", f.MaxRowBytes)
	}
	return table.InputConfig{
		Encoding: f.Encoding, Delimiter: delimiter, Sheet: f.Sheet, IsCopy: csvio.IsCopy, MaxRowBytes: f.MaxRowBytes, Workbook: OpenWorkbook,
	}, nil
}

// OpenWorkbook lets package table read the sheets of workbooks.
func OpenWorkbook(r io.ReaderAt, size int64, sheet string) (table.Workbook, error) {
	return xlsx.Open(r, size, sheet) //nolint:wrapcheck // table explains the error
}
