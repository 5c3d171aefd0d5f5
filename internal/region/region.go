package region

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Region is a terminal with rows at its end. What is written to it appears above the rows. Its methods may be called by several
// goroutines at once.
type Region struct {
	out  io.Writer
	size func() (columns, rows int)

	// composing is held while rows are made, which is done without mu: what they show may be locked by whoever writes meanwhile.
	composing sync.Mutex

	mu sync.Mutex // guards what follows
	// compose makes the rows; nil while there are none.
	compose func(columns, rows int) []string
	// shown are the rows on the terminal, and columns and height its size then.
	shown           []string
	columns, height int
	// unended is text of a line whose end was not written yet.
	unended []byte
}

// The size of a terminal that does not tell its own.
const (
	usualColumns = 80
	usualRows    = 24
)

// The sequences that a frame is made of.
const (
	eraseBelow = "\r\x1b[J"
	breaksOff  = "\x1b[?7l"
	breaksOn   = "\x1b[?7h"
)

// New returns a region on a terminal, without rows. Size is asked before each frame; it returns zeros where the size is not known.
func New(out io.Writer, size func() (columns, rows int)) *Region {
	return &Region{out: out, size: size}
}

// Show begins to show rows, which compose makes from now on, for so many columns and rows at most. It must not write to the region.
func (r *Region) Show(compose func(columns, rows int) []string) {
	r.mu.Lock()
	r.compose, r.shown, r.columns = compose, nil, 0
	r.mu.Unlock()
	r.Refresh()
}

// Refresh brings the rows up to date with what they show, and with the size of the terminal.
func (r *Region) Refresh() {
	r.composing.Lock()
	defer r.composing.Unlock()
	r.mu.Lock()
	compose := r.compose
	r.mu.Unlock()
	if compose == nil {
		return
	}
	columns, height := r.measure()
	rows := clip(compose(room(columns), room(height)), columns, height)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.compose == nil || columns == r.columns && height == r.height && slices.Equal(rows, r.shown) {
		return
	}
	r.shown, r.columns, r.height = rows, columns, height
	_, _ = io.WriteString(r.out, eraseBelow+frame(rows)) // without a terminal there is nobody to see it
}

// measure returns the size of the terminal.
func (r *Region) measure() (columns, height int) {
	columns, height = r.size()
	if columns <= 0 || height <= 0 {
		return usualColumns, usualRows
	}
	return columns, height
}

// room is how many columns or rows of a terminal a region uses at most.
func room(of int) int { return max(1, of-1) }

// clip cuts rows to what a terminal of a size has room for.
func clip(rows []string, columns, height int) []string {
	clipped := make([]string, min(len(rows), room(height)))
	for i := range clipped {
		clipped[i] = Cut(printable(rows[i]), room(columns))
	}
	return clipped
}

// frame writes rows from the cursor on, and returns it to where it was.
func frame(rows []string) string {
	if len(rows) == 0 {
		return ""
	}
	text := breaksOff + strings.Join(rows, "\r\n") + breaksOn + "\r"
	if up := len(rows) - 1; up > 0 {
		text += fmt.Sprintf("\x1b[%dA", up)
	}
	return text
}

// printable is a Printable text on one line.
func printable(text string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(Printable(text))
}

// Write implements io.Writer. While there are rows, a line appears once its end is written.
func (r *Region) Write(text []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.compose == nil {
		return r.out.Write(text) //nolint:wrapcheck // a writer passes errors on
	}
	columns, height := r.measure() // it may have changed since the rows were shown
	end := bytes.LastIndexByte(text, '\n') + 1
	if end == 0 {
		r.unended = append(r.unended, text...)
		return len(text), nil
	}
	lines := string(r.unended) + string(text[:end])
	r.unended = bytes.Clone(text[end:])
	_, err := io.WriteString(r.out, eraseBelow+lines+frame(clip(r.shown, columns, height)))
	return len(text), err
}

// Hide removes the rows. What is written from then on goes to the terminal as it is.
func (r *Region) Hide() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.compose == nil {
		return
	}
	_, _ = io.WriteString(r.out, eraseBelow+string(r.unended))
	r.compose, r.shown, r.unended = nil, nil, nil
}
