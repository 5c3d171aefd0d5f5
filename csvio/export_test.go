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

// NewInput is OpenInput of what is not a file.
func NewInput(r io.Reader, cfg InputConfig) (*Input, error) {
	return newInput(io.NopCloser(r), cfg)
}
