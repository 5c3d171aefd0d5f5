package csvio

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"bulkdial/dialer"
)

// resultReader reads the lines of a results file. Those without quotes, which are most, are taken apart in place; all
// others, and whatever is wrong, go through encoding/csv.
type resultReader struct {
	lines *lineReader
	// result is the last one; the next takes its place.
	result dialer.Result
	// tail is the end of the last line that was taken apart, from the comma before its batch on. The results of a batch
	// have it in common, so what it says stays in result.
	tail string

	csv *csv.Reader
	// pending is what csv has not been given yet of the line that it is at; given counts the lines that it was given.
	pending string
	given   int
}

func newResultReader(in io.Reader) *resultReader {
	r := &resultReader{lines: newLineReader(in)}
	r.csv = csv.NewReader(r)
	r.csv.FieldsPerRecord = resultColumns
	r.csv.ReuseRecord = true
	return r
}

// resultLine is a result and the line that it stands on, or the error that ends the reading there, io.EOF among them.
type resultLine struct {
	result dialer.Result
	line   int
	err    error
}

// line reads the next line, and reports whether another can follow: not after an error.
func (r *resultReader) line(l *resultLine) bool {
	var result *dialer.Result
	if result, l.line, l.err = r.next(); l.err == nil {
		l.result = *result
	}
	return l.err == nil
}

// next returns the next result, which is good until the next call, or io.EOF. Of another error, line says where.
func (r *resultReader) next() (result *dialer.Result, line int, err error) {
	text, err := r.lines.next()
	if err != nil {
		return nil, r.lines.lines, err
	}
	if r.simple(text) {
		return &r.result, r.lines.lines, nil
	}
	r.tail, r.pending = "", text
	before := r.lines.lines - 1 - r.given // lines that csv does not know of
	r.given++
	cells, err := r.csv.Read()
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, before + parse.StartLine, parse.Err
	}
	if err != nil {
		return nil, r.lines.lines, err //nolint:wrapcheck // as above
	}
	line, _ = r.csv.FieldPos(0)
	r.result = dialer.Result{}
	return &r.result, before + line, parseResult(&r.result, cells)
}

// Read gives csv one line at most, so that it never has more than it needs.
func (r *resultReader) Read(to []byte) (int, error) {
	if r.pending == "" {
		text, err := r.lines.next()
		if err != nil {
			return 0, err
		}
		r.pending = text
		r.given++
	}
	n := copy(to, r.pending)
	r.pending = r.pending[n:]
	return n, nil
}

// simple reads a line without quotes that says what this program writes, into r.result.
func (r *resultReader) simple(line string) bool {
	head, ok := strings.CutSuffix(line, r.tail)
	if !ok || r.tail == "" {
		head, ok = r.simpleTail(line)
	}
	if !ok || isQuoted(head) {
		return false
	}
	var cells [colBatch]string
	last := len(cells) - 1
	for i := range last {
		comma := strings.IndexByte(head, ',')
		if comma < 0 {
			return false
		}
		cells[i], head = head[:comma], head[comma+1:]
	}
	cells[last] = head
	return strings.IndexByte(head, ',') < 0 && parseHead(&r.result, cells[:]) == nil
}

// isQuoted reports whether encoding/csv may see more in a text than cells between commas.
func isQuoted(text string) bool {
	return strings.IndexByte(text, '"') >= 0 || strings.IndexByte(text, '\r') >= 0
}

// simpleTail reads the end of a line, from the comma before its batch on, and returns the rest.
func (r *resultReader) simpleTail(line string) (head string, ok bool) {
	head, ok = strings.CutSuffix(line, "\n")
	ok = ok && !isQuoted(head)
	var cells [resultColumns - colBatch]string
	for i := len(cells) - 1; ok && i >= 0; i-- {
		comma := strings.LastIndexByte(head, ',')
		if ok = comma >= 0; ok {
			head, cells[i] = head[:comma], head[comma+1:]
		}
	}
	if r.tail = ""; !ok || parseTail(&r.result, cells[:]) != nil {
		return "", false
	}
	r.tail = line[len(head):]
	return head, true
}
