package table

import (
	"bufio"
	"bytes"
	"errors"
)

// quoteSpace removes the spaces around quoted cells, which a csv.Reader refuses: `1, "a, b" ,2` is `1,"a, b",2`. Without a quote
// a space belongs to its cell, and stays.
//
// Behind spaces a quote opens a cell only if it is closed in its line. Else it may be a mark of inches, and the rest of the file
// would become one cell.
type quoteSpace struct {
	lines     *bufio.Reader
	delimiter rune
	// open: the next line begins within a quoted cell.
	open bool
	// line has a line that was not in memory as a whole, and rest what is still to be read of the last lines without those spaces.
	line, rest []byte
	err        error
}

// Read returns lines that are in memory already, or else one, so that nothing is read ahead of the parser. With one line at a time,
// reading a row with quotes takes a tenth longer.
func (q *quoteSpace) Read(p []byte) (int, error) {
	if len(q.rest) == 0 && q.err == nil {
		q.rest, q.err = q.next()
	}
	n := copy(p, q.rest)
	if q.rest = q.rest[n:]; n > 0 {
		return n, nil
	}
	return 0, q.err
}

// next returns the whole lines that are in memory, or else the next line, and an error after what comes before it.
func (q *quoteSpace) next() ([]byte, error) {
	ahead, _ := q.lines.Peek(q.lines.Buffered()) // cannot fail
	if whole := ahead[:bytes.LastIndexByte(ahead, '\n')+1]; len(whole) > 0 {
		_, _ = q.lines.Discard(len(whole)) // they were just peeked
		return q.tightenLines(whole), nil
	}
	q.line = q.line[:0]
	for {
		part, err := q.lines.ReadSlice('\n')
		q.line = append(q.line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return q.tighten(q.line[:0], q.line), err // csvTable translates it
		}
	}
}

// tightenLines removes the spaces around the quoted cells of whole lines, in place: their buffer is done with them.
func (q *quoteSpace) tightenLines(lines []byte) []byte {
	tight := lines[:0]
	for {
		quote := bytes.IndexByte(lines, '"')
		if quote < 0 {
			return append(tight, lines...)
		}
		start := bytes.LastIndexByte(lines[:quote], '\n') + 1
		end := quote + bytes.IndexByte(lines[quote:], '\n') + 1
		tight = append(tight, lines[:start]...)
		tight = q.tighten(tight, lines[start:end])
		lines = lines[end:]
	}
}

// tighten appends a line to tight, without the spaces around its quoted cells. In the same memory, tight ends where the line begins, or
// before.
func (q *quoteSpace) tighten(tight, line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	at := 0 // what comes before it is in tight
	for {
		start := q.skipSpaces(text, at)
		if q.open {
			start = at
		}
		quoted := q.open || start < len(text) && text[start] == '"'
		if !quoted {
			next := bytes.IndexRune(text[at:], q.delimiter)
			if next < 0 || bytes.IndexByte(text[at:at+next], '"') >= 0 { // the last cell, or a fault after which the parser skips the line
				break
			}
			tight = append(tight, text[at:at+next+1]...)
			at += next + 1
			continue
		}
		end, closed := q.quoteEnd(text, start)
		if !closed {
			q.open = q.open || start == at
			break
		}
		q.open = false
		tight = append(tight, text[start:end]...)
		at = q.skipSpaces(text, end)
		if at == len(text) {
			break
		}
		if rune(text[at]) != q.delimiter { // text follows the quote
			at = end
			break
		}
		tight = append(tight, text[at])
		at++
	}
	return append(tight, line[at:]...)
}

// skipSpaces returns the place of the first byte from at on that is no space, or the end.
func (q *quoteSpace) skipSpaces(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t' && q.delimiter != '\t') {
		at++
	}
	return at
}

// quoteEnd returns the place behind the quote that closes a cell. The cell begins at a place with its quote, or earlier if it is
// open there.
func (q *quoteSpace) quoteEnd(text []byte, at int) (end int, closed bool) {
	if !q.open {
		at++
	}
	for at < len(text) {
		quote := bytes.IndexByte(text[at:], '"')
		if quote < 0 {
			break
		}
		at += quote + 1
		if at == len(text) || text[at] != '"' {
			return at, true
		}
		at++ // a doubled quote is one of the cell
	}
	return len(text), false
}
