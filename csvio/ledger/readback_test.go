package ledger_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// forgetfulDisk loses what was written to the results: when they are closed, with their size or with the bytes alone, or at once for all
// who open them by name.
type forgetfulDisk struct {
	ownfile.OSDisk

	atOnce, keepsSize bool
}

func (d forgetfulDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	results := strings.HasSuffix(path, ".csv")
	if results && d.atOnce && flag&os.O_RDWR == 0 {
		_ = os.Truncate(path, 0)
	}
	file, err := d.OSDisk.OpenFile(path, flag)
	if !results || d.atOnce || flag&os.O_RDWR == 0 {
		return file, err
	}
	return forgetfulFile{file, path, d.keepsSize}, err
}

type forgetfulFile struct {
	ownfile.File

	path      string
	keepsSize bool
}

func (f forgetfulFile) Close() error {
	info, err := f.Stat()
	_ = os.Truncate(f.path, 0)
	if err == nil && f.keepsSize {
		_ = os.Truncate(f.path, info.Size()) // zeros
	}
	return f.File.Close()
}

// TestNothingKept: on a file system that keeps nothing of what is written, a run ends with an error that says so, before the first
// request where that can be seen, and its intents stay.
func TestNothingKept(t *testing.T) {
	t.Parallel()
	const says = "the file system has not kept"
	for disk, refusal := range map[forgetfulDisk]string{{}: "put the results back", {keepsSize: true}: "restore it if bulkdial has written it"} {
		path := filepath.Join(t.TempDir(), "leads.results.csv")
		r, err := ledger.OpenOn(disk, path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
		must(t, err)
		must(t, r.Begin())
		must(t, r.Remember(someSettings()))
		call(t, r, "r1.1", 1, true)
		wantRecordError(t, r.Close(), says)
		wantRefused(t, path, refusal)
	}

	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, err := ledger.OpenOn(forgetfulDisk{atOnce: true}, path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
	must(t, err)
	wantRecordError(t, r.Begin(), says)
	_ = r.Close() // there is nothing to be lost
}
