package xlsx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// spill keeps its content in memory up to a limit, and beyond it in a temporary file. It is written, sealed, and then read.
type spill struct {
	limit  int
	memory []byte
	file   *os.File
	writer *bufio.Writer
	size   int64
}

func (s *spill) write(p []byte) error {
	s.size += int64(len(p))
	if s.file == nil && len(s.memory)+len(p) <= s.limit {
		s.memory = append(s.memory, p...)
		return nil
	}
	if s.file == nil {
		file, err := os.CreateTemp("", "bulkdial-xlsx-")
		if err != nil {
			return &diskError{fmt.Errorf("making room for a large workbook: %w", err)}
		}
		s.file, s.writer = file, bufio.NewWriterSize(file, readAhead)
		p, s.memory = append(s.memory, p...), nil
	}
	if _, err := s.writer.Write(p); err != nil {
		return &diskError{fmt.Errorf("making room for a large workbook: %w", err)}
	}
	return nil
}

func (s *spill) seal() error {
	if s.file == nil {
		return nil
	}
	if err := s.writer.Flush(); err != nil {
		return &diskError{fmt.Errorf("making room for a large workbook: %w", err)}
	}
	s.writer = nil
	return nil
}

// read fills p with the content at an offset.
func (s *spill) read(p []byte, offset int64) error {
	if s.file == nil {
		copy(p, s.memory[offset:])
		return nil
	}
	if n, err := s.file.ReadAt(p, offset); n < len(p) {
		return &diskError{fmt.Errorf("reading a temporary file: %w", errors.Join(err, io.ErrUnexpectedEOF))}
	}
	return nil
}

// close removes the temporary file.
func (s *spill) close() error {
	if s.file == nil {
		return nil
	}
	err := errors.Join(s.file.Close(), os.Remove(s.file.Name()))
	s.file = nil
	if err != nil {
		return fmt.Errorf("removing a temporary file: %w", err)
	}
	return nil
}
