package csvio

import (
	"fmt"
	"io"
)

// DefaultMaxRowBytes bounds a row where nothing else is said.
const DefaultMaxRowBytes = 1 << 20

// rowTooLongError says that a row is longer than so many bytes.
type rowTooLongError int

func (e rowTooLongError) Error() string {
	return fmt.Sprintf("it is longer than %d bytes (--max-row-bytes)", int(e))
}

// source stands between a text and what parses it, a csv.Reader above all, and knows what a csv.Reader does not tell:
// whether it was at the end of the text when it gave up, and whether reading failed.
//
// It ends the last line where the text does not, so that the csv.Reader asks for more than the last line only when a
// quote is still open. That tells a quote that is never closed from a bad one in the last line.
type source struct {
	r io.Reader
	// maxRow bounds a row in bytes, and with it the memory that a quote which is never closed can take.
	maxRow int
	// allowance is how many bytes may still be read, give or take a buffer, before the row counts as too long.
	allowance int
	// ended: the parser was told that there is no more.
	ended bool
	// unended: the text does not end its last line. open: not even by CR.
	unended, open bool

	err  error // the reader's, io.EOF included
	last byte
}

func newSource(r io.Reader, maxRow int) *source {
	return &source{r: r, maxRow: maxRow, allowance: maxRow, last: '\n'}
}

// Read reads from the input. An error stays.
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

// failure returns the error that the parser met, unless that was the end of the input.
func (s *source) failure() error {
	if !s.ended || isEnd(s.err) {
		return nil
	}
	return s.err
}
