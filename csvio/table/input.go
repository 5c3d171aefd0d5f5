package table

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
)

// readAhead is the size of the buffers that inputs are read through, in bytes.
const readAhead = 64 << 10

// InputConfig says how an input is read.
type InputConfig struct {
	// MaxRowBytes is the maximum length of a row of a text in bytes of UTF-8, give or take a buffer of 64 KiB; 0 means
	// DefaultMaxRowBytes. A longer row ends the reading: a quote in it is probably never closed.
	MaxRowBytes int
	// Encoding is the name of the encoding of a text in the WHATWG Encoding Standard, as in `windows-1252`; empty means
	// UTF-8. A byte order mark in the text overrides it.
	Encoding string
	// Delimiter is the field delimiter of a CSV text; 0 means that it is detected: from a first line such as `sep=;`, else
	// as the most frequent of comma, semicolon, tab and pipe in the header.
	Delimiter rune
	// Sheet is the name of the sheet of a workbook to read; empty means the first visible one. For any other input it must
	// be empty, except for a copy.
	Sheet string
	// IsCopy reports whether a text is a copy of a table, which may have been a workbook. It is asked only where Sheet is set, and gets
	// the first line that names no delimiter, without quotes and without its LF. Nil: no text is.
	IsCopy func(header string) bool
	// Registry: a text that begins with < is read as the XML of the national do-not-call registry.
	Registry bool
	// Workbook opens a workbook; nil means that workbooks are refused. The reader has size bytes and stays open until the
	// workbook is closed. Errors say in plain words what is wrong and what to do.
	Workbook func(r io.ReaderAt, size int64, sheet string) (Workbook, error)
}

// Input is an open file of rows. It is read once, in one pass, and is not for use by several goroutines.
type Input struct {
	table   table
	closers []io.Closer
	dialect Dialect
	// packed: the file is compressed, or an archive.
	packed bool
	// file is the File that the input is a pass over, or nil; text is the source of a text, or nil.
	file *File
	text *source
}

// table is a container of rows: CSV, JSON Lines or a sheet. It gives the names of its columns, then its rows.
type table interface {
	// header returns the names of the columns, not yet cleaned, and the line or row on which they begin. It is called once,
	// before next. The error is a *HeaderError, or an *InputError if the input cannot be read.
	header() (names []string, line int, err error)
	// next returns the next row that is not blank, io.EOF after the last, and a *rowFaultError with the cells before the
	// fault for a row that cannot be read although the next can. Any other error is an *InputError, and final.
	next() (Row, error)
}

// OpenInput opens a file; `-` is stdin, which Close leaves open. Its kind is detected from its first bytes, never
// from its name: CSV text, JSON Lines (an object on each line) or a workbook, each plain or compressed once by gzip or
// zstd, or a text alone in a zip archive. A workbook that comes through a pipe or compressed is copied to a temporary file until Close. The error is a
// *HeaderError for a kind of file that cannot be read, an *InputError for a file that cannot be read at all, a
// *dialer.FieldError for an unknown encoding, and any other for a file that cannot be opened or copied.
func OpenInput(path string, stdin io.Reader, cfg InputConfig) (*Input, error) {
	if path == "-" {
		return newInput(io.NopCloser(stdin), cfg)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening input: %w", err)
	}
	return newInput(file, cfg)
}

// FileInput is OpenInput of a file that is open, from its beginning. The caller closes the file, after the Input.
func FileInput(file *os.File, cfg InputConfig) (*Input, error) {
	return startInput(&Input{}, file, cfg)
}

// newInput takes over file and closes it on an error.
func newInput(file io.ReadCloser, cfg InputConfig) (*Input, error) {
	return startInput(&Input{closers: []io.Closer{file}}, file, cfg)
}

// startInput detects what in reads from file. On an error, in is closed.
func startInput(in *Input, file io.Reader, cfg InputConfig) (*Input, error) {
	if err := in.open(file, cfg); err != nil {
		_ = in.Close() // it was only read
		return nil, in.file.explained(err)
	}
	return in, nil
}

// open detects the kind of the file and opens its table.
func (i *Input) open(file io.Reader, cfg InputConfig) error {
	given, err := findEncoding(cfg.Encoding)
	if err != nil {
		return err
	}
	seen := &watched{r: file}
	content := bufio.NewReaderSize(seen, readAhead)
	head, err := peek(content)
	if err != nil {
		return err
	}
	packed := isCompressed(head)
	i.packed = packed
	if packed {
		unpacked, err := newUnpacker(content, seen)
		if err != nil {
			return inputError(1, err)
		}
		i.closers = append(i.closers, unpacked)
		content = bufio.NewReaderSize(unpacked, readAhead)
		if head, err = peek(content); err != nil {
			return err
		}
	}
	switch {
	case isCompressed(head):
		return &HeaderError{Row: 1, Reason: "the file is compressed twice: unpack it once"}
	case strings.HasPrefix(string(head), workbookMagic):
		return i.openArchive(file, content, packed, given, cfg)
	case string(head) == ole2Magic:
		return &HeaderError{Row: 1, Reason: "the file is an old .xls workbook, or has a password: " +
			"save it as .xlsx without a password, or as CSV UTF-8"}
	}
	return i.openText(content, given, cfg)
}

// peek returns as many first bytes of an input as its kind is detected from. The error is an *InputError.
func peek(content *bufio.Reader) ([]byte, error) {
	head, err := content.Peek(len(ole2Magic))
	if err != nil && !isEnd(err) {
		return nil, inputError(1, err)
	}
	return head, nil
}

// openText opens CSV or JSON Lines.
func (i *Input) openText(content *bufio.Reader, given encoding.Encoding, cfg InputConfig) error {
	if err := checkTable(content, cfg.Registry); err != nil {
		return err
	}
	utf8, dialect := decoded(content, given)
	i.dialect = dialect
	i.dialect.delimiter = delimiterOf(cfg)
	src := newSource(utf8, cmp.Or(cfg.MaxRowBytes, DefaultMaxRowBytes))
	i.text = src
	text := bufio.NewReaderSize(src, readAhead)
	skipMark(text)
	if err := checkTable(text, cfg.Registry); err != nil {
		return err
	}
	switch start := firstMarks(text); {
	case cfg.Sheet != "" && !beginsAsCopy(text, cfg.IsCopy):
		return &HeaderError{Row: 1, Reason: "a sheet is named, but the file is not a workbook: name no sheet", Field: "Sheet"}
	case strings.HasPrefix(start, "{"):
		i.table = newJSONTable(text, src)
	case cfg.Registry && strings.HasPrefix(start, "<"):
		i.table = newRegistryTable(text, src)
	case start == "[{", start == "[[", start == "[]":
		return &HeaderError{Row: 1, Reason: "the file is one JSON array: write an object on each line, as `jq -c '.[]'` does"}
	default:
		csv, layout, err := newCSVTable(text, src, cfg.Delimiter)
		if err != nil {
			return err
		}
		i.dialect.delimiter, i.dialect.hint = layout.delimiter, layout.hint
		i.table = csv
	}
	return nil
}

// beginsAsCopy reports whether the header of a text is that of a copy.
func beginsAsCopy(text *bufio.Reader, isCopy func(header string) bool) bool {
	if isCopy == nil {
		return false
	}
	head, _ := text.Peek(text.Size())
	start := strings.ReplaceAll(string(head), `"`, "")
	for _, delimiter := range Delimiters {
		start = strings.TrimLeft(strings.TrimPrefix(start, "sep="+string(delimiter)), "\r\n")
	}
	header, _, _ := strings.Cut(start, "\n")
	return isCopy(header)
}

// firstMarks returns the first two bytes of a text that are not space, as far as one buffer holds them.
func firstMarks(text *bufio.Reader) string {
	var marks []byte
	for n := 1; n <= text.Size() && len(marks) < 2; n++ {
		ahead, err := text.Peek(n)
		if err != nil {
			break // the table meets the same error
		}
		if last := ahead[n-1]; strings.IndexByte(jsonSpace, last) < 0 {
			marks = append(marks, last)
		}
	}
	return string(marks)
}

// Close closes the file, unless it is a File, and removes the temporary copy of a workbook.
func (i *Input) Close() error {
	if i.file != nil && i.text != nil {
		i.file.open = i.text.open
	}
	var errs []error
	for _, closer := range slices.Backward(i.closers) {
		errs = append(errs, closer.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing input: %w", err)
	}
	return nil
}
