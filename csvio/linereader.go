package csvio

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// lineReader reads lines in large pieces. A line is part of the string that its piece became, so that it costs nothing
// of its own; who keeps one for long should clone it.
type lineReader struct {
	in    io.Reader
	piece string // lines that were read and not handed out
	buf   []byte
	held  int // bytes of buf that are the beginning of a line
	ended bool
	lines int // handed out
}

// linePiece is how much is read at once. A longer line is read whole.
const linePiece = 64 << 10

func newLineReader(in io.Reader) *lineReader {
	return &lineReader{in: in, buf: make([]byte, linePiece)}
}

// next returns the next line with its line break, which only the last may lack. The error is io.EOF after the last.
func (l *lineReader) next() (string, error) {
	if l.piece == "" {
		if err := l.fill(); err != nil {
			return "", err
		}
	}
	end := strings.IndexByte(l.piece, '\n') + 1
	if end == 0 {
		end = len(l.piece)
	}
	line := l.piece[:end]
	l.piece = l.piece[end:]
	l.lines++
	return line, nil
}

// fill reads the next piece.
func (l *lineReader) fill() error {
	for !l.ended {
		if l.held == len(l.buf) {
			l.buf = append(l.buf, make([]byte, len(l.buf))...)
		}
		n, err := io.ReadFull(l.in, l.buf[l.held:])
		l.ended = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !l.ended {
			return err //nolint:wrapcheck // the caller says what it was doing
		}
		end := l.held + n
		if last := bytes.LastIndexByte(l.buf[l.held:end], '\n'); last >= 0 {
			whole := l.held + last + 1
			l.piece = string(l.buf[:whole])
			l.held = copy(l.buf, l.buf[whole:end])
			return nil
		}
		l.held = end
	}
	if l.held == 0 {
		return io.EOF
	}
	l.piece, l.held = string(l.buf[:l.held]), 0
	return nil
}
