package csvio

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"os"
)

// readAhead is how much is read from an input at one time, in bytes.
const readAhead = 64 << 10

// InputConfig says how an input is read.
type InputConfig struct {
	// MaxRowBytes bounds a row, give or take a buffer of 64 KiB; 0 means DefaultMaxRowBytes. A longer row ends the
	// reading: it is the mark of a quote that is never closed.
	MaxRowBytes int
}

// Input is an open file of contacts, or of other rows with numbers.
type Input struct {
	table table
	file  io.Closer
}

// OpenInput opens a contacts file; `-` is stdin, which Close leaves open. Compressed input is known by its first bytes
// and not by its name; several gzip members one after the other count as one file. The error is a *HeaderError where
// the file is of a kind that is not read, and an *InputError where it cannot be read at all.
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
	t, err := newTable(file, cfg)
	if err != nil {
		_ = file.Close() // it was only read
		return nil, err
	}
	return &Input{table: t, file: file}, nil
}

// newTable finds out what kind of table an input holds.
func newTable(file io.Reader, cfg InputConfig) (table, error) {
	text, err := decompressed(file)
	if err != nil {
		return nil, err
	}
	return newCSVTable(text, cmp.Or(cfg.MaxRowBytes, DefaultMaxRowBytes))
}

func decompressed(file io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(file, readAhead)
	magic, err := buffered.Peek(2)
	if err != nil && !isEnd(err) {
		return nil, inputError(1, err)
	}
	if string(magic) != "\x1f\x8b" {
		return buffered, nil
	}
	unzipped, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, inputError(1, err)
	}
	return unzipped, nil
}

// Close closes the file.
func (i *Input) Close() error {
	if err := i.file.Close(); err != nil {
		return fmt.Errorf("closing input: %w", err)
	}
	return nil
}
