package csvio

import (
	"bytes"
	"fmt"
	"io"
)

// DefaultMaxRowBytes bounds a row where nothing else is said.
const DefaultMaxRowBytes = 1 << 20

// rowTooLongError says that a row is longer than so many bytes.
type rowTooLongError int

func (e rowTooLongError) Error() string {
	return fmt.Sprintf("it is longer than %d bytes (--max-row-bytes): a quote in it is probably never closed", int(e))
}

// source stands between an input and a csv.Reader, and knows what the csv.Reader does not tell: whether it was at the
// end of the input when it gave up, whether reading failed, and how the lines end.
//
// It ends the last line where the file does not, so that the csv.Reader asks for more than the last line only when a
// quote is still open. That tells a quote that is never closed from a bad one in the last line.
type source struct {
	r io.Reader
	// maxRow bounds a row in bytes, and with it the memory that a quote which is never closed can take.
	maxRow int
	// allowance is how many bytes may still be read, give or take a buffer, before the row counts as too long.
	allowance int
	// ended: the csv.Reader was told that there is no more.
	ended bool

	err    error // the reader's, io.EOF included
	last   byte
	cr, lf bool // seen; not looked for after the first LF
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
			s.note(p[:n])
			return n, nil
		}
		if err == nil {
			return 0, nil
		}
	}
	if isEnd(s.err) && s.last != '\n' {
		s.last, p[0] = '\n', '\n'
		return 1, nil
	}
	s.ended = true
	return 0, s.err
}

func (s *source) note(p []byte) {
	s.allowance -= len(p)
	s.last = p[len(p)-1]
	if !s.lf {
		s.lf = bytes.IndexByte(p, '\n') >= 0
		s.cr = s.cr || bytes.IndexByte(p, '\r') >= 0
	}
}

// failure returns the error that the csv.Reader met, unless that was the end of the input.
func (s *source) failure() error {
	if !s.ended || isEnd(s.err) {
		return nil
	}
	return s.err
}

// onlyCR reports whether the lines read so far end in CR alone.
func (s *source) onlyCR() bool { return s.cr && !s.lf }
