package table

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

// csvTable reads a CSV text. Its memory does not grow with the file.
type csvTable struct {
	records *records
	source  *source
	// line is the last physical line read, and sheetRow the last row of a spreadsheet that shows the file.
	line, sheetRow int
	// width is the number of cells in the header, and named the number of those up to the last that is not empty, which each row
	// must have. full: a row had all of them.
	width, named int
	full         bool
}

// newCSVTable returns the table of a text that src feeds to text. A delimiter of 0 is detected from the header. Lines end
// in LF, CRLF or, if the first line does, in CR alone. It also returns the layout.
func newCSVTable(text *bufio.Reader, src *source, delimiter rune) (*csvTable, layout, error) {
	layout, err := findLayout(text, delimiter)
	if err != nil {
		return nil, layout, err
	}
	src.ended = false // findLayout only peeked; the csv.Reader has not read the end yet
	if layout.onlyCR {
		text = bufio.NewReaderSize(&lineEnds{r: text}, readAhead)
	}
	text = bufio.NewReaderSize(&quoteSpace{lines: text, delimiter: layout.delimiter}, readAhead)
	t := &csvTable{records: newRecords(text, layout.delimiter), source: src}
	if layout.hint {
		t.skipHint()
	}
	return t, layout, nil
}

// skipHint skips the line that names the delimiter. Spreadsheets show no row for it.
func (t *csvTable) skipHint() {
	if _, err := t.read(); err == nil {
		t.line = t.records.line
		t.sheetRow = t.line - 1
	}
}

func (t *csvTable) header() ([]string, int, error) {
	for {
		cells, err := t.read()
		if err := t.headerError(cells, err); err != nil {
			return nil, 0, err
		}
		t.advance()
		if named := CutBlanks(cells); len(named) > 0 {
			t.width, t.named = len(cells), len(named)
			if t.swallowsRows(cells) {
				return nil, 0, &HeaderError{Row: t.sheetRow, Reason: "a cell holds a line break and then something like a number: a quote in it may have swallowed rows: close the quote, or remove it"}
			}
			return slices.Clone(cells), t.sheetRow, nil
		}
	}
}

// headerError returns the error for the first record, as the csv.Reader returned it, or nil.
func (t *csvTable) headerError(cells []string, err error) error {
	parse, malformed := errors.AsType[*csv.ParseError](err)
	start := t.rowOf(t.startLine(cells))
	switch {
	case slices.ContainsFunc(cells, func(cell string) bool { return strings.IndexByte(cell, 0) >= 0 }):
		return &HeaderError{Row: start, Reason: holdsNUL, Field: fieldEncoding}
	case isTooLong(t.source.failure()):
		return &HeaderError{Row: start, Reason: "the header cannot be read: " + tooLong(t.source.failure()), Field: fieldMaxRowBytes}
	case t.source.failure() != nil:
		return inputError(start, t.source.failure())
	case isEnd(err):
		return &HeaderError{Row: start, Empty: true, Reason: "the file is empty: it needs a header line with the names of the columns"}
	case malformed && errors.Is(parse, csv.ErrQuote) && t.source.ended:
		return &HeaderError{Row: t.rowOf(parse.StartLine), Reason: "a quote in the header is never closed: close it, or remove it"}
	case malformed:
		cause, remedy := quoteFault(parse)
		return &HeaderError{Row: t.rowOf(parse.StartLine), Reason: cause + ": " + remedy}
	case err != nil:
		return inputError(start, err)
	case slices.ContainsFunc(cells, func(cell string) bool { return !utf8.ValidString(cell) }):
		return &HeaderError{Row: start, Reason: notUTF8, Field: fieldEncoding}
	}
	return nil
}

func (t *csvTable) next() (Row, error) {
	for {
		cells, err := t.read()
		if err != nil {
			return t.unread(cells, err)
		}
		t.advance()
		if len(CutBlanks(cells)) > 0 {
			return t.fit(cells)
		}
	}
}

// fit returns a row if it has as many cells as the header. Spreadsheets and scripts add delimiters at the ends of some lines, so a
// cell without a name may be missing, and cells beyond the header are nothing if they are empty. A last line without a line break
// is an exception where other rows have all cells: it may have been cut off within its number.
func (t *csvTable) fit(cells []string) (Row, error) {
	if len(cells) > t.width && len(CutBlanks(cells)) <= t.width {
		cells = cells[:t.width]
	}
	r := Row{Cells: cells, SheetRow: t.sheetRow, Swallows: t.swallowsRows(cells)}
	switch {
	case len(cells) > t.width || len(cells) < t.named:
		return r, &rowFaultError{t.ragged(len(cells))}
	case len(cells) == t.named && t.named < t.width && t.full && t.source.unended && t.records.atEnd():
		return r, &rowFaultError{dialer.Reason{
			Code: RaggedRow, Cause: "the last line has no line break and fewer cells than others, so it may have been cut off",
			Remedy: "look at it, and end it with a line break",
		}}
	}
	t.full = t.full || len(cells) == t.width
	return r, t.textError(cells)
}

// read reads one record. Its strings are new; its slice is reused by the next call.
func (t *csvTable) read() ([]string, error) {
	t.source.allowance = t.source.maxRow
	return t.records.read()
}

// advance counts a record: a spreadsheet shows a row for each blank line before it, and one row for all lines of the record.
func (t *csvTable) advance() {
	t.sheetRow += t.records.lineOf(0) - t.line
	t.line = t.records.line
}

// unread translates an error of the csv.Reader; cells are those before the error.
func (t *csvTable) unread(cells []string, err error) (Row, error) {
	parse, malformed := errors.AsType[*csv.ParseError](err)
	switch {
	case isTooLong(t.source.failure()):
		return Row{}, &InputError{
			Row: t.rowOf(t.startLine(cells)), Line: t.startLine(cells), Reason: "the row cannot be read: " + tooLong(t.source.failure()), Field: fieldMaxRowBytes,
		}
	case t.source.failure() != nil: // comes first: the cut line may be malformed too
		return Row{}, t.inputError(t.startLine(cells), t.source.failure())
	case isEnd(err):
		return Row{}, io.EOF
	case !malformed:
		return Row{}, t.inputError(t.startLine(cells), err)
	case errors.Is(parse, csv.ErrQuote) && t.source.ended:
		return Row{}, t.neverClosed(t.openLine(cells, parse.StartLine), parse.StartLine)
	}
	t.sheetRow += parse.StartLine - t.line
	t.line = parse.Line
	cause, remedy := quoteFault(parse)
	return Row{Cells: cells, SheetRow: t.sheetRow}, &rowFaultError{dialer.Reason{Code: "bad_quote", Cause: cause, Remedy: remedy}}
}

// startLine returns the line on which a row begins that could not be read to its end. Blank lines before it count as part
// of the row if no cell could be read.
func (t *csvTable) startLine(cells []string) int {
	if len(cells) == 0 {
		return t.line + 1
	}
	return t.records.lineOf(0)
}

// openLine returns the line on which the cell after cells begins; start is the line on which the row begins.
func (t *csvTable) openLine(cells []string, start int) int {
	if len(cells) == 0 {
		return start
	}
	return t.records.lastLine(cells)
}

// textError returns an *InputError for a cell that is not text: the file is not in the expected encoding, so its other
// cells cannot be trusted either.
func (t *csvTable) textError(cells []string) error {
	if t.records.isText() {
		return nil
	}
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			return &InputError{Row: t.sheetRow, Line: t.records.lineOf(i), Reason: notUTF8, Field: fieldEncoding}
		}
		if strings.IndexByte(cell, 0) >= 0 {
			return &InputError{Row: t.sheetRow, Line: t.records.lineOf(i), Reason: holdsNUL, Field: fieldEncoding}
		}
	}
	return nil
}

func (t *csvTable) ragged(cells int) dialer.Reason {
	r := dialer.Reason{
		Code: RaggedRow, Cause: fmt.Sprintf("the row has %d cells instead of the %d of the header", cells, t.width),
		Remedy: "enclose cells that hold " + delimiterWord(t.records.csv.Comma) + " in quotes",
	}
	if cells < t.width {
		r.Remedy = "add the missing cells or " + delimiterWord(t.records.csv.Comma)
	}
	return r
}

// quoteFault returns cause and remedy for a quote in the wrong place.
func quoteFault(parse *csv.ParseError) (cause, remedy string) {
	cause, remedy = "text follows a closing quote", `double each quote within a quoted cell ("")`
	if errors.Is(parse, csv.ErrBareQuote) {
		cause = "bare quote in an unquoted field"
		remedy = `enclose the cell in quotes and double the quotes within it ("")`
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

func tooLong(err error) string { return err.Error() + ": a quote in it is probably never closed" }

// neverClosed is the error for a quote on a line of the row that begins on the line start.
func (t *csvTable) neverClosed(line, start int) *InputError {
	return &InputError{Row: t.rowOf(start), Line: line, Reason: "a quote opens here and is never closed, so the rest of the file is one cell: close the quote, or remove it"}
}

// inputError is the error for a row that begins on a line and that the reader could not read.
func (t *csvTable) inputError(line int, err error) *InputError {
	failed := inputError(t.rowOf(line), err)
	failed.Line = line
	return failed
}

// rowOf returns the row of a spreadsheet for the line on which a record begins that advance has not counted.
func (t *csvTable) rowOf(line int) int { return max(1, t.sheetRow+line-t.line) }
