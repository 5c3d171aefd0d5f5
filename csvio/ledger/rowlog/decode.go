package rowlog

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/gocarina/gocsv"

	"bulkdial/csvio/ledger/ownfile"
)

// Line is a row of a file and its place. The row is the receiver's to keep.
type Line[T any] struct {
	Row *T
	Position
}

// Position is the place of a line in its file: its number, from 1, and the byte at which it begins, from 0.
type Position struct {
	Line   int
	Offset int64
}

const readSize = 64 << 10 // bytes read at once

// decode yields the rows of a text that begins with the header of the layout. It is strict: a record is one physical line
// with as many cells as the header, ended by LF alone. The error that ends the sequence is an *ownfile.RecordError for any other line,
// else that of the reader.
func (l *Layout[T]) decode(path string, text io.Reader) iter.Seq2[Line[T], error] {
	return func(yield func(Line[T], error) bool) {
		lines := &physicalLines{text: text}
		in := csv.NewReader(bufio.NewReaderSize(lines, readSize))
		in.ReuseRecord = true
		rows, err := gocsv.NewUnmarshaller(in, new(T)) // a pointer, so that it allocates one T for each row and not two
		lines.ended(in.InputOffset())
		for n := 2; err == nil; n++ { // behind the header
			at := Position{Line: n, Offset: in.InputOffset()}
			var value any
			value, err = rows.Read()
			if err == nil && !lines.ended(in.InputOffset()) || errors.Is(err, io.EOF) && len(lines.ends) > 0 {
				err = errNotOneLine
			}
			if err != nil {
				err = decodingError(path, n, err)
				break
			}
			row, _ := value.(*T) // what NewUnmarshaller was given
			if !yield(Line[T]{row, at}, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(Line[T]{}, err)
		}
	}
}

var (
	errNotOneLine     = errors.New("this line is empty, or goes on with a cell of the line before")
	errCarriageReturn = errors.New("there is a carriage return in this line")
)

// decodingError translates an error of csv.Reader in the n-th line.
func decodingError(path string, n int, err error) error {
	parse, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case ok:
		return Damaged(path, n, parse.Err)
	case errors.Is(err, errNotOneLine), errors.Is(err, errCarriageReturn):
		return Damaged(path, n, err)
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return fmt.Errorf("reading %s: %w", path, err)
}

// Damaged returns the *ownfile.RecordError for a line that this program did not write; line is its number, from 1, and err says what
// is wrong with it. Users of a log call it for a row that has no meaning.
func Damaged(path string, line int, err error) error {
	return &ownfile.RecordError{
		Path: path, Line: line,
		Reason: err.Error() + "; only bulkdial may write this file (was it saved by a spreadsheet?): restore it as the last run left it",
	}
}

// physicalLines is the text that a csv.Reader reads. It keeps the ends of the lines that were read and not taken yet, and ends
// the text at a carriage return, which csv.Reader would drop silently.
type physicalLines struct {
	text io.Reader
	read int64
	ends []int64
}

func (l *physicalLines) Read(to []byte) (int, error) {
	n, err := l.text.Read(to)
	if i := bytes.IndexByte(to[:n], '\r'); i >= 0 {
		n, err = i, errCarriageReturn
	}
	for rest := to[:n]; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			l.read += int64(len(rest))
			return n, err
		}
		l.read += int64(i) + 1
		l.ends = append(l.ends, l.read)
		rest = rest[i+1:]
	}
}

// ended takes a line, and reports whether it ends at this byte of the text. The last may have no line break.
func (l *physicalLines) ended(at int64) bool {
	if len(l.ends) == 0 {
		return at == l.read
	}
	end := l.ends[0]
	l.ends = l.ends[1:]
	return end == at
}
