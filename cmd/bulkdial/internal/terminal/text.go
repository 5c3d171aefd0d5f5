package terminal

import (
	"encoding/json"
	"fmt"
	"io"

	"bulkdial/internal/region"
)

// Text writes text for people and keeps the first error.
type Text struct {
	Out io.Writer
	// Err is the first error of Out, after which nothing more is written.
	Err error
}

// Printf writes a text of which parts may come from the API or from a file: nothing in it controls a terminal.
func (w *Text) Printf(format string, args ...any) {
	if w.Err == nil {
		_, w.Err = io.WriteString(w.Out, region.Printable(fmt.Sprintf(format, args...)))
	}
}

// WriteJSON writes a value for machines, on several lines.
func WriteJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(v) //nolint:wrapcheck // nothing to add
}
