package main

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// output is standard output. Its reader may leave before the end, as `head` does: that is no error of a command, so what it does not
// read is thrown away.
type output struct{ file *os.File }

// Write implements io.Writer.
func (o output) Write(text []byte) (int, error) {
	n, err := o.file.Write(text)
	if errors.Is(err, syscall.EPIPE) {
		return len(text), nil
	}
	return n, err //nolint:wrapcheck // a writer passes errors on
}

// Fd tells whether it is a terminal.
func (o output) Fd() uintptr { return o.file.Fd() }

// readerLeft reports whether standard output is a pipe whose reader has left.
func (p process) readerLeft() bool {
	out, isFile := p.stdout.(interface{ Fd() uintptr })
	if !isFile {
		return false
	}
	polled := []unix.PollFd{{Fd: int32(out.Fd())}} //nolint:gosec // descriptors are small
	n, err := unix.Poll(polled, 0)
	return err == nil && n > 0 && polled[0].Revents&unix.POLLERR != 0
}
