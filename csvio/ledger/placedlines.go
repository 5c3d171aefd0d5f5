package ledger

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// placedLines reads single lines of a file of rows of type T by their places.
type placedLines[T comparable] struct {
	file *logFile[T]
	// text is the part of the file that was read last, from the byte begin on: the next line is in it as a rule.
	text  []byte
	begin int64
}

func openPlaced[T comparable](path string, open func(string, File) (*logFile[T], error)) (placedLines[T], error) {
	file, err := openOwn(path)
	if err != nil {
		return placedLines[T]{}, err
	}
	log, err := open(path, file)
	if err != nil {
		_ = file.Close() // it was only read
		return placedLines[T]{}, err
	}
	return placedLines[T]{file: log}, nil
}

// Close closes the file.
func (l *placedLines[T]) Close() error { return l.file.file.Close() } //nolint:wrapcheck // nothing to add

// row returns the row at a place. The error is a *RecordError if no line begins there.
func (l *placedLines[T]) row(p Place) (*T, error) {
	text, err := l.line(int64(p))
	if err != nil {
		return nil, err
	}
	cells, err := cellsOf(text)
	if err != nil || len(cells) != len(l.file.names) {
		return nil, l.notAt(p)
	}
	return l.file.row(cells), nil
}

// cellsOf returns the cells of a line. Without a quote each is what it seems to be. Others are not decoded as a file of one line, which takes
// 70 KiB for each.
func cellsOf(line []byte) ([]string, error) {
	if bytes.IndexByte(line, '"') < 0 {
		return strings.Split(strings.TrimSuffix(string(line), "\n"), ","), nil
	}
	return csv.NewReader(bytes.NewReader(line)).Read() //nolint:wrapcheck // the caller says what it means
}

// aroundLine is how much of a file is read for a line, in bytes.
const aroundLine = 16 << 10

// line returns the line that begins at a byte of the file, with its line break if it has one, until the next call. The error is a
// *RecordError if none begins there.
func (l *placedLines[T]) line(at int64) ([]byte, error) {
	if at < 1 {
		return nil, l.notAt(Place(at))
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
func (l *placedLines[T]) checked(text []byte, at int64) ([]byte, error) {
	if len(text) < 2 || text[0] != '\n' || len(text) > maxLine && bytes.IndexByte(text[1:], '\n') < 0 {
		return nil, l.notAt(Place(at))
	}
	line := text[1:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i+1]
	}
	return line, nil
}

// notAt reports that no line begins at a byte where one was read.
func (l *placedLines[T]) notAt(p Place) error {
	return &RecordError{Path: l.file.path, Reason: fmt.Sprintf("no line begins at byte %d, where one was read: the file was changed or replaced since; begin again", p)}
}
