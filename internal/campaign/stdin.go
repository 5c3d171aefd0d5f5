package campaign

import (
	"context"
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

// Interruptible returns a reader of the same stream whose reads end with the cause when ctx ends. A read of standard input,
// which can be silent for a long time, cannot be canceled otherwise. The goroutine that waits for the stream is left behind.
func Interruptible(ctx context.Context, from io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, from)
		_ = in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { _ = in.CloseWithError(context.Cause(ctx)) })
	return out
}
