package ledger

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
)

// openAgain opens a results file for reading, by its name, and compares it with its mark. Some file systems accept a write and keep
// nothing of it. The error is an *ownfile.RecordError if this one has not kept what was written; the file is open all the same if it could be
// opened, and is closed by the caller.
func openAgain(d ownfile.Disk, path string, m rowlog.Mark) (ownfile.File, error) {
	file, err := d.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW)
	if err != nil {
		return closedFile{}, fmt.Errorf("reading back results: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return file, fmt.Errorf("reading back results: %w", err)
	}
	if info.Size() != m.Size {
		return file, notKept(path, fmt.Sprintf("after %d bytes were written and synced, it has %d", m.Size, info.Size()))
	}
	same, err := rowlog.EndsIn(resultsKind(), path, file, m)
	if err == nil && !same {
		err = notKept(path, "its last line is not the one that was written and synced")
	}
	return file, err
}

// closedFile stands for a file that could not be opened.
type closedFile struct{ ownfile.File }

func (closedFile) Close() error { return nil }

func notKept(path, what string) error {
	return &ownfile.RecordError{Path: path, Reason: "the file system has not kept what was written to this file: " + what + "; move the folder of the campaign to a " +
		"local disk (or mount it so that it can write to a file, as with rclone --vfs-cache-mode writes), and restore the results from the log of the run " +
		"with import-log before another run"}
}
