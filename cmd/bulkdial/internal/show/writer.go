package show

import (
	"io"

	"bulkdial/cmd/bulkdial/internal/terminal"
)

// Writer writes what there is to say of a campaign.
type Writer struct{ terminal.Text }

// NewWriter returns a writer to out.
func NewWriter(out io.Writer) *Writer { return &Writer{terminal.Text{Out: out}} }
