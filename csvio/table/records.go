package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"unicode/utf8"
)

// records reads the records of a text: plain lines, which have no quote, itself, and all others with a csv.Reader. It gives what the
// csv.Reader alone would give, and reads nothing ahead of it. Without plain lines, reading a row of five cells takes 0.29 µs, not 0.19.
type records struct {
	csv  *csv.Reader
	text *bufio.Reader // of csv
	// delimiter is that of plain lines; 0: no line is plain.
	delimiter byte
	// plain is the last record if it was a plain line, else empty, and cells are its cells.
	plain string
	cells []string
	// passed is the number of plain lines read, which the csv.Reader does not count, and line the last physical line read.
	passed, line int
}

// newRecords returns the records of a text, whose buffer must be large enough for the csv.Reader to use it.
func newRecords(text *bufio.Reader, delimiter rune) *records {
	r := &records{csv: csv.NewReader(text), text: text}
	if delimiter > 0 && delimiter < utf8.RuneSelf {
		r.delimiter = byte(delimiter)
	}
	r.csv.Comma = delimiter
	r.csv.ReuseRecord = true
	r.csv.FieldsPerRecord = -1 // csvTable.fit compares the rows with the header
	return r
}

// read reads one record. Its strings are new; its slice is reused by the next call.
func (r *records) read() ([]string, error) {
	if r.readPlain() {
		r.passed++
		r.line++
		return r.cells, nil
	}
	cells, err := r.csv.Read()
	if parse, malformed := errors.AsType[*csv.ParseError](err); malformed {
		parse.StartLine += r.passed
		parse.Line += r.passed
		r.line = parse.Line
	} else if err == nil {
		r.line = r.lastLine(cells)
	}
	return cells, err //nolint:wrapcheck // csvTable translates it
}

// readPlain reads the next record if it is a plain line that is in memory as a whole. Blank lines are no records.
func (r *records) readPlain() bool {
	r.plain = ""
	ahead, _ := r.text.Peek(r.text.Buffered()) // cannot fail
	end := bytes.IndexByte(ahead, '\n')
	if end < 0 || r.delimiter == 0 {
		return false
	}
	line := bytes.TrimSuffix(ahead[:end], []byte{'\r'})
	if len(line) == 0 || bytes.IndexByte(line, '"') >= 0 {
		return false
	}
	r.plain = string(line)
	r.cells = r.cells[:0]
	rest := r.plain
	for {
		next := strings.IndexByte(rest, r.delimiter)
		if next < 0 {
			break
		}
		r.cells = append(r.cells, rest[:next])
		rest = rest[next+1:]
	}
	r.cells = append(r.cells, rest)
	_, _ = r.text.Discard(end + 1) // it was just peeked
	return true
}

// isText reports whether the last record was a plain line that is text, and so each cell in it.
func (r *records) isText() bool {
	return r.plain != "" && utf8.ValidString(r.plain) && strings.IndexByte(r.plain, 0) < 0
}

// lineOf returns the physical line on which a cell of the last record begins.
func (r *records) lineOf(cell int) int {
	if r.plain != "" {
		return r.line
	}
	line, _ := r.csv.FieldPos(cell)
	return line + r.passed
}

// lastLine returns the physical line on which the last of the cells read ends.
func (r *records) lastLine(cells []string) int {
	last := len(cells) - 1
	return r.lineOf(last) + strings.Count(cells[last], "\n")
}

// atEnd reports whether the last line was read.
func (r *records) atEnd() bool {
	_, err := r.text.Peek(1)
	return err != nil
}
