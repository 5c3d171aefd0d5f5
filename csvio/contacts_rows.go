package csvio

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"bulkdial/dialer"
)

// next reads one row. It returns a *dialer.RowError for a row that cannot be a contact, io.EOF after the last row,
// and an *InputError where reading cannot go on.
func (c *Contacts) next() (dialer.Contact, error) {
	cells, err := c.read()
	if err != nil {
		return dialer.Contact{}, c.readingError(cells, err)
	}
	c.row++
	line, _ := c.csv.FieldPos(0)
	c.line = c.lastLine(cells)
	if err := c.textError(cells, line); err != nil {
		return dialer.Contact{}, err
	}
	contact := dialer.Contact{
		Row:      c.row,
		SheetRow: line,
		ID:       c.columns.idOf(cells),
		Number:   c.columns.numberOf(cells),
		Metadata: c.metadata.object(cells),
		Route:    c.route,
	}
	if contact.ID == "" && c.columns.id >= 0 {
		return dialer.Contact{}, c.rowError(cells, line, "id_missing",
			"the cell of the id column "+c.columns.title(c.columns.id)+" is empty", "fill it in, or run without --id-column")
	}
	return contact, nil
}

// read reads one record. Its strings are fresh, its slice is not.
func (c *Contacts) read() ([]string, error) {
	c.source.allowance = c.source.maxRow
	return c.csv.Read() //nolint:wrapcheck // readingError and headerError translate it
}

// lastLine returns the physical line on which the last of the cells read ends.
func (c *Contacts) lastLine(cells []string) int {
	last := len(cells) - 1
	line, _ := c.csv.FieldPos(last)
	return line + strings.Count(cells[last], "\n")
}

// readingError translates an error of the csv.Reader; cells are those before the error.
func (c *Contacts) readingError(cells []string, err error) error {
	parse, malformed := errors.AsType[*csv.ParseError](err)
	switch {
	case c.source.failure() != nil: // also when the torn line happens to be malformed
		return inputError(c.startLine(cells), c.source.failure())
	case isEnd(err):
		return io.EOF
	case !malformed:
		return inputError(c.startLine(cells), err)
	case errors.Is(parse, csv.ErrQuote) && c.source.ended:
		return neverClosed(c.openLine(cells, parse.StartLine))
	}
	c.row++
	if errors.Is(parse, csv.ErrFieldCount) {
		c.line = c.lastLine(cells)
		return c.rowError(cells, parse.StartLine, "ragged_row", c.raggedReason(len(cells), parse.StartLine), "x")
	}
	c.line = parse.Line
	return c.rowError(cells, parse.StartLine, "bad_quote", span(parse.StartLine, parse.Line)+quoteReason(parse), "x")
}

// startLine returns the line on which a row begins that could not be read to its end; where not even a cell could,
// blank lines before it count as its own.
func (c *Contacts) startLine(cells []string) int {
	if len(cells) == 0 {
		return c.line + 1
	}
	line, _ := c.csv.FieldPos(0)
	return line
}

// openLine returns the line on which the cell after cells begins; start is the line on which the row begins.
func (c *Contacts) openLine(cells []string, start int) int {
	if len(cells) == 0 {
		return start
	}
	return c.lastLine(cells)
}

// textError returns a *dialer.RowError where a cell holds what no text holds.
func (c *Contacts) textError(cells []string, line int) error {
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			return c.rowError(cells, line, "invalid_utf8", span(line, c.line)+"the cell of column "+
				c.columns.title(i)+" is not UTF-8", "save the file as CSV UTF-8")
		}
		if strings.IndexByte(cell, 0) >= 0 {
			return c.rowError(cells, line, "nul_byte", span(line, c.line)+"the cell of column "+
				c.columns.title(i)+" holds a NUL byte", "remove it, or save the file as CSV UTF-8")
		}
	}
	return nil
}

// rowError returns the error for the row just read, with as much of the contact as could be read.
func (c *Contacts) rowError(cells []string, line int, code, cause, remedy string) *dialer.RowError {
	e := &dialer.RowError{Row: c.row, SheetRow: line, Reason: dialer.Reason{Code: code, Cause: cause, Remedy: remedy}}
	if id := c.columns.idOf(cells); isText(id) {
		e.ID = id
	}
	if number := c.columns.numberOf(cells); isText(number) {
		e.Number = number
	}
	return e
}

func isText(cell string) bool { return utf8.ValidString(cell) && strings.IndexByte(cell, 0) < 0 }

func (c *Contacts) raggedReason(cells, start int) string {
	remedy := "enclose cells that hold commas in quotes"
	if cells < len(c.columns.names) {
		remedy = "add the missing cells or commas"
	}
	return fmt.Sprintf("%sthe row has %d cells, but %d are expected as in the header: %s",
		span(start, c.line), cells, len(c.columns.names), remedy)
}

// quoteReason says what is wrong with a quote, and what to do.
func quoteReason(parse *csv.ParseError) string {
	reason := `text follows a closing quote: double each quote within a quoted cell ("")`
	if errors.Is(parse, csv.ErrBareQuote) {
		reason = `a quote stands within a cell that has none around it: enclose the cell in quotes and double those within ("")`
	}
	if parse.StartLine != parse.Line {
		reason += "; none of these lines is called"
	}
	return reason
}

func isTooLong(err error) bool {
	_, ok := errors.AsType[rowTooLongError](err)
	return ok
}

// span begins a message about the lines of one row.
func span(first, last int) string {
	if first == last {
		return fmt.Sprintf("line %d: ", first)
	}
	return fmt.Sprintf("lines %d to %d: ", first, last)
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
