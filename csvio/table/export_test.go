package table

import (
	"bufio"
	"bytes"
	"io"
)

// What the tests put in place of files, and see of tables.

// BlockSize is the size of the blocks that a File compares, in bytes.
const BlockSize = blockSize

// Pass is a pass over the bytes of a file as they stand.
func (f *File) Pass() io.Reader { return &filePass{file: f} }

// Spool copies an input of at most this number of bytes to a temporary file, and removes it.
func Spool(r io.Reader, most int64) (int64, error) {
	s, err := spool(r, most)
	if err != nil {
		return 0, err
	}
	return s.size, s.Close()
}

// FindLayout returns the layout of a CSV text.
func FindLayout(text []byte) (delimiter rune, hint, onlyCR bool) {
	l, err := findLayout(bufio.NewReaderSize(newSource(bytes.NewReader(text), DefaultMaxRowBytes), readAhead), 0)
	if err != nil {
		panic(err)
	}
	return l.delimiter, l.hint, l.onlyCR
}

// WithoutPlainLines leaves all records of a CSV text to encoding/csv.
func (i *Input) WithoutPlainLines() {
	if t, ok := i.table.(*csvTable); ok {
		t.records.delimiter = 0
	}
}
