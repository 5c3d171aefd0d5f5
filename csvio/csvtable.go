package csvio

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"bulkdial/dialer"
)

// csvTable reads comma-separated values. Its memory does not grow with the file.
type csvTable struct {
	csv    *csv.Reader
	source *source
	// line is the last physical line read, and sheetRow the last row of a spreadsheet that shows the file.
	line, sheetRow int
	// width is how many cells a row has, as the header.
	width int
}

// newCSVTable returns the table of a text: comma-separated UTF-8, with or without a byte order mark, lines ended by LF
// or CRLF.
func newCSVTable(r io.Reader, maxRow int) (*csvTable, error) {
	src := newSource(r, maxRow)
	buffered := bufio.NewReaderSize(src, readAhead)
	if err := skipByteOrderMark(buffered); err != nil {
		return nil, err
	}
	t := &csvTable{csv: csv.NewReader(buffered), source: src}
	t.csv.ReuseRecord = true
	return t, nil
}

// skipByteOrderMark skips the mark of UTF-8, which a csv.Reader takes for text, and refuses files that announce
// another form by their first bytes.
func skipByteOrderMark(r *bufio.Reader) error {
	head, _ := r.Peek(4) // what is shorter, or cannot be read, is met again by the csv.Reader
	start := string(head)
	switch {
	case strings.HasPrefix(start, "\xef\xbb\xbf"):
		_, _ = r.Discard(3) // it was just peeked
	case strings.HasPrefix(start, "\xff\xfe"), strings.HasPrefix(start, "\xfe\xff"):
		return &HeaderError{Line: 1, Reason: "the file is UTF-16: " + saveAsUTF8}
	case start == "PK\x03\x04":
		return &HeaderError{Line: 1, Reason: "the file is a workbook or a zip archive, not CSV: " + saveAsUTF8}
	}
	return nil
}

func (t *csvTable) header() ([]string, int, error) {
	cells, err := t.read()
	if err := t.headerError(cells, err); err != nil {
		return nil, 0, err
	}
	line, _ := t.csv.FieldPos(0)
	t.follow(cells)
	t.width = len(cells)
	return slices.Clone(cells), line, nil
}

// headerError says what is wrong with the first record, as the csv.Reader returned it.
func (t *csvTable) headerError(cells []string, err error) error {
	parse, malformed := errors.AsType[*csv.ParseError](err)
	switch {
	case t.source.onlyCR():
		return &HeaderError{Line: 1, Reason: "the lines end in CR alone, as on old Macs: save the file with LF or CRLF line ends"}
	case slices.ContainsFunc(cells, func(cell string) bool { return strings.IndexByte(cell, 0) >= 0 }):
		return &HeaderError{Line: 1, Reason: "the file holds NUL bytes, so it is UTF-16 or not text: " + saveAsUTF8}
	case isTooLong(t.source.failure()):
		return &HeaderError{Line: 1, Reason: "the header cannot be read: " + t.source.failure().Error()}
	case t.source.failure() != nil:
		return inputError(1, t.source.failure())
	case isEnd(err):
		return &HeaderError{Line: 1, Reason: "the file is empty: it needs a line with the names of the columns"}
	case malformed && errors.Is(parse, csv.ErrQuote) && t.source.ended:
		return &HeaderError{Line: t.openLine(cells, parse.StartLine), Reason: "a quote opens here and is never closed: close or remove it"}
	case malformed:
		cause, remedy := quoteFault(parse)
		return &HeaderError{Line: parse.StartLine, Reason: cause + ": " + remedy}
	case err != nil:
		return inputError(1, err)
	case slices.ContainsFunc(cells, func(cell string) bool { return !utf8.ValidString(cell) }):
		line, _ := t.csv.FieldPos(0)
		return &HeaderError{Line: line, Reason: "the file is not UTF-8: " + saveAsUTF8}
	}
	return nil
}

func (t *csvTable) next() (row, error) {
	cells, err := t.read()
	if err != nil {
		return t.unread(cells, err)
	}
	t.follow(cells)
	return row{cells: cells, sheetRow: t.sheetRow}, t.textError(cells)
}

// read reads one record. Its strings are fresh, its slice is not.
func (t *csvTable) read() ([]string, error) {
	t.source.allowance = t.source.maxRow
	return t.csv.Read() //nolint:wrapcheck // headerError and unread translate it
}

// follow moves on behind a record: a spreadsheet shows each blank line before it as a row, and its own lines as one.
func (t *csvTable) follow(cells []string) {
	start, _ := t.csv.FieldPos(0)
	t.sheetRow += start - t.line
	t.line = t.lastLine(cells)
}

// lastLine returns the physical line on which the last of the cells read ends.
func (t *csvTable) lastLine(cells []string) int {
	last := len(cells) - 1
	line, _ := t.csv.FieldPos(last)
	return line + strings.Count(cells[last], "\n")
}

// unread translates an error of the csv.Reader; cells are those before the error.
func (t *csvTable) unread(cells []string, err error) (row, error) {
	parse, malformed := errors.AsType[*csv.ParseError](err)
	switch {
	case t.source.failure() != nil: // also when the torn line happens to be malformed
		return row{}, inputError(t.startLine(cells), t.source.failure())
	case isEnd(err):
		return row{}, io.EOF
	case !malformed:
		return row{}, inputError(t.startLine(cells), err)
	case errors.Is(parse, csv.ErrQuote) && t.source.ended:
		return row{}, neverClosed(t.openLine(cells, parse.StartLine))
	}
	fault := &rowFault{}
	if errors.Is(parse, csv.ErrFieldCount) {
		t.follow(cells)
		fault.Reason = t.ragged(len(cells))
	} else {
		cause, remedy := quoteFault(parse)
		fault.Reason = dialer.Reason{Code: "bad_quote", Cause: cause, Remedy: remedy}
		t.sheetRow += parse.StartLine - t.line
		t.line = parse.Line
	}
	return row{cells: cells, sheetRow: t.sheetRow}, fault
}

// startLine returns the line on which a row begins that could not be read to its end; where not even a cell could,
// blank lines before it count as its own.
func (t *csvTable) startLine(cells []string) int {
	if len(cells) == 0 {
		return t.line + 1
	}
	line, _ := t.csv.FieldPos(0)
	return line
}

// openLine returns the line on which the cell after cells begins; start is the line on which the row begins.
func (t *csvTable) openLine(cells []string, start int) int {
	if len(cells) == 0 {
		return start
	}
	return t.lastLine(cells)
}

// textError returns an *InputError where a cell holds what no text holds: the file is not what it was taken for, and
// what else is in it cannot be trusted.
func (t *csvTable) textError(cells []string) error {
	for i, cell := range cells {
		line, _ := t.csv.FieldPos(i)
		if !utf8.ValidString(cell) {
			return &InputError{Line: line, Reason: "the text is not UTF-8: " + saveAsUTF8}
		}
		if strings.IndexByte(cell, 0) >= 0 {
			return &InputError{Line: line, Reason: "the text holds a NUL byte, so it is UTF-16 or not text: " + saveAsUTF8}
		}
	}
	return nil
}

func (t *csvTable) ragged(cells int) dialer.Reason {
	r := dialer.Reason{Code: "ragged_row", Cause: raggedCause(cells, t.width), Remedy: "enclose cells that hold commas in quotes"}
	if cells < t.width {
		r.Remedy = "add the missing cells or commas"
	}
	return r
}

func raggedCause(cells, width int) string {
	return fmt.Sprintf("the row has %d cells instead of the %d of the header", cells, width)
}

// quoteFault says what is wrong with a quote, and what to do.
func quoteFault(parse *csv.ParseError) (cause, remedy string) {
	cause, remedy = "text follows a closing quote", `double each quote within a quoted cell ("")`
	if errors.Is(parse, csv.ErrBareQuote) {
		cause = "a quote stands within a cell that has none around it"
		remedy = `enclose the cell in quotes and double those within ("")`
	}
	if parse.StartLine != parse.Line {
		cause += fmt.Sprintf(" (lines %d to %d, none of which is called)", parse.StartLine, parse.Line)
	}
	return cause, remedy
}

func isTooLong(err error) bool {
	_, ok := errors.AsType[rowTooLongError](err)
	return ok
}

// inputError returns the error for an input that can be read no further than a line.
func inputError(line int, err error) *InputError {
	reason := "the input cannot be read further"
	switch {
	case isTooLong(err):
		return &InputError{Line: line, Reason: "the row cannot be read: " + err.Error()}
	case errors.Is(err, io.ErrUnexpectedEOF):
		reason = "the compressed input is cut off: copy or compress the file again"
	}
	return &InputError{Line: line, Reason: reason, Err: err}
}

func neverClosed(line int) *InputError {
	return &InputError{Line: line, Reason: "a quote opens here and is never closed, so the rest of the file is one cell: close the quote, or remove it"}
}
