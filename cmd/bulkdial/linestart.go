package main

import "io"

// lineStart is a terminal whose cursor goes to the beginning of its line before each write. The terminal shows what is typed, such as the
// ^C of Ctrl-C, where the cursor is; a bar that goes up from there and erases the rest of its line would leave its beginning.
type lineStart struct{ out io.Writer }

// Write implements io.Writer.
func (l lineStart) Write(text []byte) (int, error) {
	n, err := l.out.Write(append([]byte("\r"), text...))
	return max(0, n-1), err
}
