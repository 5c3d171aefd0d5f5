package csvio

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// readAhead is how much is read from an input at one time, in bytes.
const readAhead = 64 << 10

// OpenInput opens a contacts file; `-` is stdin, which Close leaves open. Compressed input is known by its first bytes
// and not by its name; several gzip members one after the other count as one file.
func OpenInput(path string, stdin io.Reader) (io.ReadCloser, error) {
	if path == "-" {
		return decompressed(io.NopCloser(stdin), "standard input")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening input: %w", err)
	}
	return decompressed(file, path)
}

// decompressed owns file, also where it errs.
func decompressed(file io.ReadCloser, name string) (io.ReadCloser, error) {
	buffered := bufio.NewReaderSize(file, readAhead)
	magic, err := buffered.Peek(2)
	if err != nil && !isEnd(err) {
		return nil, errors.Join(fmt.Errorf("reading %s: %w", name, err), file.Close())
	}
	if string(magic) != "\x1f\x8b" {
		return &input{Reader: buffered, file: file}, nil
	}
	unzipped, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("decompressing %s: %w", name, err), file.Close())
	}
	return &input{Reader: unzipped, file: file}, nil
}

// input is a file and the reader of its content.
type input struct {
	io.Reader
	file io.Closer
}

// Close closes the file; a gzip.Reader holds nothing that needs closing.
func (i *input) Close() error {
	if err := i.file.Close(); err != nil {
		return fmt.Errorf("closing input: %w", err)
	}
	return nil
}

// InputError reports that an input cannot be read beyond a line.
type InputError struct {
	// Line is the physical line, from 1, on which the trouble begins.
	Line int
	// Reason says in plain words what is wrong and what to do.
	Reason string
	// Err is the error of the reader; nil where the content is to blame and not the machine.
	Err error
}

func (e *InputError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: %s", e.Line, e.Reason)
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	return b.String()
}

func (e *InputError) Unwrap() error { return e.Err }
