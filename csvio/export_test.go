package csvio

import "io"

// What the tests put in place of the disk, and see of the writer.

type (
	Disk     = disk
	DiskFile = diskFile
	OSDisk   = osDisk
)

// OpenRecordOn is OpenRecord on a disk of the test's own.
var OpenRecordOn = openRecord

// Waiting is how many pieces of work wait for the writer.
func (r *Record) Waiting() int { return len(r.writer.queue) }

// Header returns the names of the columns in the order of the file; that of an unnamed column is empty.
func (c *Contacts) Header() []string { return c.columns.names }

// NumberColumn returns the name of the column that holds the phone numbers.
func (c *Contacts) NumberColumn() string { return c.columns.names[c.columns.number] }

// NewInput is OpenInput of what is not a file.
func NewInput(r io.Reader, cfg InputConfig) (*Input, error) {
	return newInput(io.NopCloser(r), cfg)
}
