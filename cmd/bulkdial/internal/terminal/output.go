package terminal

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Output is standard output. Its reader may leave before the end, as `head` does: that is no error of a command, so what it does not
// read is thrown away.
type Output struct{ File *os.File }

// Write implements io.Writer.
func (o Output) Write(text []byte) (int, error) {
	n, err := o.File.Write(text)
	if errors.Is(err, syscall.EPIPE) {
		return len(text), nil
	}
	return n, err //nolint:wrapcheck // a writer passes errors on
}

// Fd tells whether it is a terminal.
func (o Output) Fd() uintptr { return o.File.Fd() }

// ReaderLeft reports whether standard output is a pipe whose reader has left.
func (p Process) ReaderLeft() bool {
	out, isFile := p.Stdout.(interface{ Fd() uintptr })
	if !isFile {
		return false
	}
	polled := []unix.PollFd{{Fd: int32(out.Fd())}} //nolint:gosec // descriptors are small
	n, err := unix.Poll(polled, 0)
	return err == nil && n > 0 && polled[0].Revents&unix.POLLERR != 0
}
