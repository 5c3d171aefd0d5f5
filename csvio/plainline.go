package csvio

import (
	"bufio"
	"bytes"
	"unicode/utf8"
)

// plainLines reads the rows that nearly all lists consist of: a line with as many cells as the header, none of them in
// quotes. A csv.Reader would read the same, at twice the cost; what is not plain is left to it. Both read from one
// buffer: a csv.Reader takes a bufio.Reader as it is.
type plainLines struct {
	text      *bufio.Reader
	delimiter byte // 0: of no one byte, so that no line is plain
	cells     []string
	// count is how many lines were read that the csv.Reader knows nothing of.
	count int
}

func newPlainLines(text *bufio.Reader, delimiter rune) plainLines {
	p := plainLines{text: text}
	if delimiter < utf8.RuneSelf {
		p.delimiter = byte(delimiter) //nolint:gosec // one of ASCII
	}
	return p
}

// next returns the cells of the next line if it is plain and has width cells; else it reads nothing. The strings are
// fresh, the slice is not.
func (p *plainLines) next(width int) (cells []string, ok bool) {
	ahead, _ := p.text.Peek(p.text.Buffered())
	end := bytes.IndexByte(ahead, '\n')
	if end < 0 || p.delimiter == 0 {
		return nil, false // a line that is only half in the buffer is not plain
	}
	line := bytes.TrimSuffix(ahead[:end], []byte{'\r'})
	if len(line) == 0 || line[0] == '"' || !p.split(string(line), width) {
		return nil, false
	}
	_, _ = p.text.Discard(end + 1) // it is in the buffer
	p.count++
	return p.cells, true
}

// split takes a line apart. It reports whether it is plain, and text, and has width cells.
func (p *plainLines) split(line string, width int) bool {
	p.cells = p.cells[:0]
	start, ascii := 0, true
	for i := range len(line) {
		switch c := line[i]; {
		case c == p.delimiter:
			p.cells = append(p.cells, line[start:i])
			start = i + 1
		case c == '"' || c == 0:
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	p.cells = append(p.cells, line[start:])
	return len(p.cells) == width && (ascii || utf8.ValidString(line))
}
