package csvio

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

// readAhead is how much is read from an input at one time, in bytes.
const readAhead = 64 << 10

// InputConfig says how an input is read.
type InputConfig struct {
	// MaxRowBytes bounds a row of a text, once it is UTF-8, give or take a buffer of 64 KiB; 0 means
	// DefaultMaxRowBytes. A longer row ends the reading: it is the mark of a quote that is never closed.
	MaxRowBytes int
	// Encoding names the encoding of a text as web pages do, as in `windows-1252`; empty means UTF-8. A byte order
	// mark in the text wins over it.
	Encoding string
	// Delimiter sets cells of a CSV text apart; 0 means that the first line tells: by `sep=;`, else by the most
	// frequent of comma, semicolon, tab and pipe.
	Delimiter rune
	// Sheet names the sheet of a workbook to read; empty means the first. It is an error for what is no workbook.
	Sheet string
	// Workbook opens a workbook; nil means that workbooks are refused. The reader holds size bytes and is good until
	// the workbook is closed. Its errors say in plain words what is wrong and what to do.
	Workbook func(r io.ReaderAt, size int64, sheet string) (Workbook, error)
}

// Input is an open file of contacts, or of other rows with numbers.
type Input struct {
	table   table
	place   string // what the lines of its errors count, as in InputError
	closers []io.Closer
	// file is what the input is a pass over, or nil, and text what it is read through where it is a text.
	file *File
	text *source
}

// OpenInput opens a contacts file; `-` is stdin, which Close leaves open. What it holds is known by its first bytes and
// never by its name: CSV text, JSON Lines (an object on each line) or a workbook, each plain or compressed once by gzip
// or zstd. The error is a *HeaderError where the file is of a kind that is not read, an *InputError where it cannot be
// read at all, and another for an unknown encoding, a file that cannot be opened, and a workbook that comes through a
// pipe or compressed and finds no room among the temporary files, where it is kept until Close.
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

// newInput owns file, also where it errs.
func newInput(file io.ReadCloser, cfg InputConfig) (*Input, error) {
	return startInput(&Input{closers: []io.Closer{file}}, file, cfg)
}

// startInput finds out what in is to read from file. Where it errs, in is closed.
func startInput(in *Input, file io.Reader, cfg InputConfig) (*Input, error) {
	if err := in.open(file, cfg); err != nil {
		_ = in.Close() // it was only read
		return nil, in.file.explained(err)
	}
	return in, nil
}

// open finds out what the file holds.
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
		return &HeaderError{Line: 1, Reason: "the file is compressed twice: unpack it once"}
	case strings.HasPrefix(string(head), workbookMagic):
		return i.openWorkbook(file, content, packed, cfg)
	case string(head) == ole2Magic:
		return &HeaderError{Line: 1, Place: rowPlace, Reason: "the file is an .xls of old, or a workbook with a password: " +
			"save it as .xlsx without a password, or as CSV UTF-8"}
	case cfg.Sheet != "":
		return &HeaderError{Line: 1, Reason: "--sheet names a sheet, but the file is no workbook: leave --sheet out"}
	}
	return i.openText(content, given, cfg)
}

// peek returns the first bytes of an input, as many as tell what it is. The error is an *InputError.
func peek(content *bufio.Reader) ([]byte, error) {
	head, err := content.Peek(len(ole2Magic))
	if err != nil && !isEnd(err) {
		return nil, inputError(1, err)
	}
	return head, nil
}

// openText opens CSV or JSON Lines.
func (i *Input) openText(content *bufio.Reader, given encoding.Encoding, cfg InputConfig) error {
	src := newSource(decoded(content, given), cmp.Or(cfg.MaxRowBytes, DefaultMaxRowBytes))
	i.text = src
	text := bufio.NewReaderSize(src, readAhead)
	skipMark(text)
	var err error
	switch start := firstMarks(text); {
	case strings.HasPrefix(start, "{"):
		i.table = newJSONTable(text, src)
	case start == "[{", start == "[[", start == "[]":
		return &HeaderError{Line: 1, Reason: "the file is one JSON array: write an object on each line, as `jq -c '.[]'` does"}
	default:
		i.table, err = newCSVTable(text, src, cfg.Delimiter)
	}
	return err
}

// firstMarks returns the first two characters of a text that are no space, as far as one buffer holds them.
func firstMarks(text *bufio.Reader) string {
	var marks []byte
	for n := 1; n <= text.Size() && len(marks) < 2; n++ {
		ahead, err := text.Peek(n)
		if err != nil {
			break // whoever reads the text meets it
		}
		if last := ahead[n-1]; strings.IndexByte(jsonSpace, last) < 0 {
			marks = append(marks, last)
		}
	}
	return string(marks)
}

// Close closes the file, unless it is a File, and removes what was kept of it.
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
