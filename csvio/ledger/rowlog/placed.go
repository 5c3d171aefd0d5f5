package rowlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"bulkdial/csvio/ledger/ownfile"
)

// Placed reads what single lines of a file of rows of type T say, of type R, by the bytes at which they begin, from 0. It is not for use by
// several goroutines.
type Placed[T comparable, R any] struct {
	file *Log[T]
	said func(*T) (R, error)
	// text is the part of the file that was read last, from the byte begin on: the next line is in it as a rule.
	text  []byte
	begin int64
	cells lineCells // decoding a line as a file would take 70 KiB
}

// OpenPlaced opens the file at path for reading by place, as open does it; said decodes a row. It locks nothing, and sees what is appended
// later. The error is as that of ownfile.Open or of open.
func OpenPlaced[T comparable, R any](
	path string, open func(string, ownfile.File) (*Log[T], error), said func(*T) (R, error),
) (*Placed[T, R], error) {
	file, err := ownfile.Open(path)
	if err != nil {
		return nil, err
	}
	log, err := open(path, file)
	if err != nil {
		_ = file.Close() // it was only read
		return nil, err
	}
	return &Placed[T, R]{file: log, said: said, cells: lineCells{rest: strings.NewReader("")}}, nil
}

// Close closes the file.
func (l *Placed[T, R]) Close() error { return l.file.Close() }

// At returns what the line says that begins at a byte of the file. The error is an *ownfile.RecordError if no valid line begins there.
func (l *Placed[T, R]) At(at int64) (R, error) {
	var none R
	text, err := l.line(at)
	if err != nil {
		return none, err
	}
	cells, err := l.cells.of(text)
	if err != nil || len(cells) != len(l.file.names) {
		return none, l.notAt(at)
	}
	r, err := l.said(l.file.row(cells))
	if err != nil {
		return none, l.notAt(at)
	}
	return r, nil
}

// aroundLine is how much of a file is read for a line, in bytes.
const aroundLine = 16 << 10

// line returns the line that begins at a byte of the file, with its line break if it has one, until the next call. The error is a
// *ownfile.RecordError if none begins there.
func (l *Placed[T, R]) line(at int64) ([]byte, error) {
	if at < 1 {
		return nil, l.notAt(at)
	}
	if from := at - 1 - l.begin; from >= 0 && from < int64(len(l.text)) {
		if line := l.text[from:]; bytes.IndexByte(line[1:], '\n') >= 0 {
			return l.checked(line, at)
		}
	}
	for n := aroundLine; ; n *= 4 {
		if cap(l.text) < n {
			l.text = make([]byte, n)
		}
		read, err := l.file.file.ReadAt(l.text[:n], at-1) // with the line break before the line
		if err != nil && !errors.Is(err, io.EOF) {
			l.text = nil
			return nil, fmt.Errorf("reading %s: %w", l.file.path, err)
		}
		l.text, l.begin = l.text[:read], at-1
		if n > maxLine || read < n || bytes.IndexByte(l.text[1:], '\n') >= 0 {
			return l.checked(l.text, at)
		}
	}
}

// checked returns the line in a text that begins with the byte before it.
func (l *Placed[T, R]) checked(text []byte, at int64) ([]byte, error) {
	if len(text) < 2 || text[0] != '\n' || len(text) > maxLine && bytes.IndexByte(text[1:], '\n') < 0 {
		return nil, l.notAt(at)
	}
	line := text[1:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i+1]
	}
	return line, nil
}

// notAt reports that no line begins at a byte where one was read.
func (l *Placed[T, R]) notAt(at int64) error {
	return &ownfile.RecordError{Path: l.file.path, Reason: fmt.Sprintf("no line begins at byte %d, where one was read: the file was changed or replaced since; begin again", at)}
}
