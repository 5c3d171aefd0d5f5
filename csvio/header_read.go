package csvio

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// HeaderError reports that contacts cannot be read until the file or a flag is changed.
type HeaderError struct {
	// Line is the physical line of the header, from 1.
	Line int
	// Reason says in plain words what is wrong and what to do.
	Reason string
}

func (e *HeaderError) Error() string { return fmt.Sprintf("header (line %d): %s", e.Line, e.Reason) }

const saveAsUTF8 = "save it as CSV UTF-8 (comma delimited)"

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

// readHeader returns the cleaned names of the columns.
func (c *Contacts) readHeader() ([]string, error) {
	cells, err := c.read()
	if err := c.headerError(cells, err); err != nil {
		return nil, err
	}
	c.line = c.lastLine(cells)
	names := make([]string, len(cells))
	for i, cell := range cells {
		names[i] = cleaned(cell)
	}
	return names, nil
}

// headerError says what is wrong with the first record, as the csv.Reader returned it.
func (c *Contacts) headerError(cells []string, err error) error {
	parse, malformed := errors.AsType[*csv.ParseError](err)
	switch {
	case c.source.onlyCR():
		return &HeaderError{Line: 1, Reason: "the lines end in CR alone, as on old Macs: save the file with LF or CRLF line ends"}
	case slices.ContainsFunc(cells, func(cell string) bool { return strings.IndexByte(cell, 0) >= 0 }):
		return &HeaderError{Line: 1, Reason: "the file holds NUL bytes, so it is UTF-16 or not text: " + saveAsUTF8}
	case isTooLong(c.source.failure()):
		return &HeaderError{Line: 1, Reason: "the header cannot be read: " + c.source.failure().Error()}
	case c.source.failure() != nil:
		return inputError(1, c.source.failure())
	case isEnd(err):
		return &HeaderError{Line: 1, Reason: "the file is empty: it needs a line with the names of the columns"}
	case malformed && errors.Is(parse, csv.ErrQuote) && c.source.ended:
		return &HeaderError{Line: c.openLine(cells, parse.StartLine), Reason: "a quote opens here and is never closed: close or remove it"}
	case malformed:
		return &HeaderError{Line: parse.StartLine, Reason: quoteReason(parse)}
	case err != nil:
		return inputError(1, err)
	case slices.ContainsFunc(cells, func(cell string) bool { return !utf8.ValidString(cell) }):
		line, _ := c.csv.FieldPos(0)
		return &HeaderError{Line: line, Reason: "the file is not UTF-8: " + saveAsUTF8}
	}
	return nil
}
