package csvio

import (
	"bufio"
	"bytes"
	"strings"
	"unicode/utf8"
)

// plainLines reads the rows that nearly all lists consist of: a line with as many cells as the header, none of them in
// quotes. A csv.Reader would read the same, at twice the cost; what is not plain is left to it. Both read from one
// buffer: a csv.Reader takes a bufio.Reader as it is.
type plainLines struct {
	text      *bufio.Reader
	delimiter byte // 0: of no one byte, so that no line is plain
	cells     []string
	// lines begins with the next line, as the buffer does: several become one string, so that a line costs nothing of its
	// own. They are twice as many bytes as the last time, up to linesSize, and begin small again after a line that is
	// not plain.
	lines string
	size  int
	// count is how many lines were read that the csv.Reader knows nothing of.
	count int
}

// linesSize bounds the memory that is kept as long as a cell of one of its lines is.
const linesSize = 1 << 10

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
	if p.lines == "" && !p.look() {
		return nil, false
	}
	end := strings.IndexByte(p.lines, '\n')
	line := strings.TrimSuffix(p.lines[:end], "\r")
	if line == "" || line[0] == '"' || !p.split(line, width) {
		p.lines, p.size = "", 0
		return nil, false
	}
	p.lines = p.lines[end+1:]
	_, _ = p.text.Discard(end + 1) // it is in the buffer
	p.count++
	return p.cells, true
}

// look takes lines from the buffer, and reports whether there are any. One that is only half in it is not plain.
func (p *plainLines) look() bool {
	ahead, _ := p.text.Peek(p.text.Buffered())
	end := bytes.LastIndexByte(ahead[:min(p.size, len(ahead))], '\n')
	if end < 0 {
		end = bytes.IndexByte(ahead, '\n')
	}
	if p.delimiter == 0 || end < 0 {
		return false
	}
	p.lines = string(ahead[:end+1])
	p.size = min(2*len(p.lines), linesSize)
	return true
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
