package rowlog

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
)

// lineCells finds the cells of single physical lines. A line with a quote goes to one csv.Reader; in others, which are most, each cell is what
// it seems to be.
type lineCells struct {
	cells  []string    // of the last line without a quote
	quoted *csv.Reader // nil before the first line with a quote; it reads line and then rest
	line   []byte
	// rest is the text behind the line. A quote that the line does not close is looked for there.
	rest io.Reader
}

// of returns the cells of a line, with or without its line break, until the next call; the strings are parts of one, which is the receiver's
// to keep.
func (c *lineCells) of(line []byte) ([]string, error) {
	text := bytes.TrimSuffix(line, []byte{'\n'})
	switch {
	case len(text) == 0:
		return nil, errNotOneLine
	case bytes.IndexByte(text, '\r') >= 0: // csv.Reader would drop it silently
		return nil, errCarriageReturn
	case bytes.IndexByte(text, '"') >= 0:
		return c.ofQuoted(line)
	}
	c.cells = c.cells[:0]
	rest := string(text)
	for {
		i := strings.IndexByte(rest, ',')
		if i < 0 {
			c.cells = append(c.cells, rest)
			return c.cells, nil
		}
		c.cells = append(c.cells, rest[:i])
		rest = rest[i+1:]
	}
}

func (c *lineCells) ofQuoted(line []byte) ([]string, error) {
	if c.quoted == nil {
		c.quoted = csv.NewReader(c)
		c.quoted.FieldsPerRecord = -1
		c.quoted.ReuseRecord = true
	}
	c.line = line
	end := c.quoted.InputOffset() + int64(len(line))
	cells, err := c.quoted.Read()
	if err == nil && c.quoted.InputOffset() != end {
		err = errNotOneLine
	}
	return cells, err
}

// Read gives csv.Reader the line, and what is behind it if that is not a record.
func (c *lineCells) Read(to []byte) (int, error) {
	if len(c.line) == 0 {
		return c.rest.Read(to) //nolint:wrapcheck // it reaches decode, which says what it was doing
	}
	n := copy(to, c.line)
	c.line = c.line[n:]
	return n, nil
}
