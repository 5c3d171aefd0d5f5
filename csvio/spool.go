package csvio

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// maxSpool bounds the copy of a workbook, in bytes.
const maxSpool = 1 << 30

// spooled is a copy of an input that has to be read out of order. It is closed by removing it.
type spooled struct {
	file *os.File
	size int64
	// named: the file still has its name, and is to be removed.
	named bool
}

// spool copies an input of at most so many bytes to a temporary file that only its owner may read.
func spool(r io.Reader, most int64) (*spooled, error) {
	file, err := os.CreateTemp("", "bulkdial-*.xlsx")
	if err != nil {
		return nil, spoolError(err)
	}
	// Where the system lets an open file lose its name, not even a crash leaves phone numbers behind.
	s := &spooled{file: file, named: os.Remove(file.Name()) != nil}
	source := &watched{r: io.LimitReader(r, most+1)}
	s.size, err = io.Copy(file, source)
	switch {
	case source.err != nil:
		failed := inputError(1, source.err)
		failed.Place = rowPlace
		err = failed
	case err != nil:
		err = spoolError(err)
	case s.size > most:
		err = &HeaderError{Line: 1, Place: rowPlace, Reason: fmt.Sprintf(
			"the workbook is larger than %d MiB: name it as a file that is not compressed, or save it as CSV UTF-8", most>>20)}
	}
	if err != nil {
		_ = s.Close() // there is a reason already
		return nil, err
	}
	return s, nil
}

func spoolError(err error) error {
	return fmt.Errorf("keeping the workbook in a temporary file (set TMPDIR to a directory with room, or name the workbook as a file that is not compressed): %w", err)
}

// Close removes the copy.
func (s *spooled) Close() error {
	err := s.file.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
