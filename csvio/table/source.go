package table

import (
	"fmt"
	"io"
)

// DefaultMaxRowBytes is the default of InputConfig.MaxRowBytes.
const DefaultMaxRowBytes = 1 << 20

// rowTooLongError reports a row that is longer than this number of bytes.
type rowTooLongError int

func (e rowTooLongError) Error() string {
	return fmt.Sprintf("it is longer than %d bytes", int(e))
}

// source is the reader that a parser of text, such as a csv.Reader, reads from. It keeps what a csv.Reader does not report:
// whether the parser was at the end of the text when it failed, and whether reading failed.
//
// It adds a line break to a last line that has none. The csv.Reader then reads beyond the last line only if a quote is
// still open, so a quote that is never closed can be distinguished from a bad quote in the last line.
type source struct {
	r io.Reader
	// maxRow is the maximum length of a row in bytes. It bounds the memory that a quote which is never closed can take.
	maxRow int
	// allowance is the number of bytes that may still be read, give or take a buffer, before the row is too long.
	allowance int
	// ended: the parser has read to the end, or to an error.
	ended bool
	// unended: the last line has no LF. open: it has no CR either.
	unended, open bool

	err  error // the reader's, io.EOF included
	last byte
}

func newSource(r io.Reader, maxRow int) *source {
	return &source{r: r, maxRow: maxRow, allowance: maxRow, last: '\n'}
}

// Read reads from the input. After an error it returns only that error.
func (s *source) Read(p []byte) (int, error) {
	if s.err == nil && s.allowance <= 0 {
		s.err = rowTooLongError(s.maxRow)
	}
	if s.err == nil {
		n, err := s.r.Read(p)
		s.err = err
		if n > 0 {
			s.allowance -= n
			s.last = p[n-1]
			return n, nil
		}
		if err == nil {
			return 0, nil
		}
	}
	if isEnd(s.err) && s.last != '\n' {
		s.unended, s.open = true, s.last != '\r'
		s.last, p[0] = '\n', '\n'
		return 1, nil
	}
	s.ended = true
	return 0, s.err
}

// failure returns the error that the parser met, unless it was the end of the input.
func (s *source) failure() error {
	if !s.ended || isEnd(s.err) {
		return nil
	}
	return s.err
}

// isEnd reports whether err is io.EOF itself. An error that wraps io.EOF means that something else ended too early.
func isEnd(err error) bool {
	return err == io.EOF //nolint:errorlint // see above
}

// lineEnds replaces the CR at the ends of lines by LF.
type lineEnds struct {
	r  io.Reader
	cr bool // the last byte read was a CR
}

// Read drops an LF after a CR, so that CRLF stays one line end. It never waits for a byte to decide.
func (l *lineEnds) Read(p []byte) (int, error) {
	for {
		n, err := l.r.Read(p)
		kept := p[:0]
		for _, c := range p[:n] {
			if c == '\n' && l.cr {
				l.cr = false
				continue
			}
			if l.cr = c == '\r'; l.cr {
				c = '\n'
			}
			kept = append(kept, c)
		}
		if len(kept) > 0 || err != nil || n == 0 {
			return len(kept), err
		}
	}
}
