package rowlog

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/gocarina/gocsv"

	"bulkdial/csvio/ledger/ownfile"
)

// Line is a row of a file, or what it says, and its place. The row is the receiver's to keep.
type Line[T any] struct {
	Row *T
	Position
}

// Position is the place of a line in its file: its number, from 1, and the byte at which it begins, from 0.
type Position struct {
	Line   int
	Offset int64
}

// decode yields the rows of a text that begins with the header of the layout. It is strict: a record is one physical line
// with as many cells as the header, ended by LF alone. The error that ends the sequence is an *ownfile.RecordError for any other line,
// else that of the reader.
func (l *Layout[T]) decode(path string, text io.Reader) iter.Seq2[Line[T], error] {
	return func(yield func(Line[T], error) bool) {
		in := newLineReader(text, l.Header(), l.fields)
		rows := make([]*T, linesAtOnce) // with pointers, gocsv allocates one T for each row and not two
		for {
			ended := in.next()
			if len(in.places) > 0 {
				if err := gocsv.UnmarshalCSVWithoutHeaders(in, &rows); err != nil {
					yield(Line[T]{}, fmt.Errorf("reading %s: %w", path, err))
					return
				}
			}
			for i, at := range in.places {
				if !yield(Line[T]{rows[i], at}, nil) {
					return
				}
			}
			if errors.Is(ended, io.EOF) {
				return
			}
			if ended != nil {
				yield(Line[T]{}, decodingError(path, in.at.Line, ended))
				return
			}
		}
	}
}

var (
	errNotOneLine     = errors.New("this line is empty, or goes on with a cell of the line before")
	errCarriageReturn = errors.New("there is a carriage return in this line")
	errOtherHeader    = errors.New("this is not the header that was read before")
)

// decodingError translates an error of a lineReader in the n-th line.
func decodingError(path string, n int, err error) error {
	parse, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case ok:
		return Damaged(path, n, parse.Err)
	case errors.Is(err, errNotOneLine), errors.Is(err, errCarriageReturn), errors.Is(err, csv.ErrFieldCount), errors.Is(err, errOtherHeader):
		return Damaged(path, n, err)
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
