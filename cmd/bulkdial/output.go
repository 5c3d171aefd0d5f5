package main

import (
	"errors"
	"os"
	"syscall"
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
