package campaign

import (
	"fmt"
	"io"
	"math"
	"os"
)

// spool keeps what was read of standard input, so that contacts that may be called later can be read again. Its file has no name,
// so that nothing of it is left when the process ends.
type spool struct{ file *os.File }

// newSpool makes a spool in a folder.
func newSpool(dir string) (*spool, error) {
	file, err := os.CreateTemp(dir, ".stdin-*") // readable for the user alone
	if err != nil {
		return nil, fmt.Errorf("keeping standard input for contacts that are called later: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close() // the error says more
		return nil, fmt.Errorf("keeping standard input for contacts that are called later: %w", err)
	}
	return &spool{file}, nil
}

// keeping returns a reader that keeps what is read through it.
func (s *spool) keeping(from io.Reader) io.Reader { return io.TeeReader(from, s.file) }

// again reads what was kept, from its beginning.
func (s *spool) again() io.Reader { return io.NewSectionReader(s.file, 0, math.MaxInt64) }

func (s *spool) close() { _ = s.file.Close() } // nothing reads it any more
