package csvio

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
