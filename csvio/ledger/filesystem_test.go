package ledger_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// forgetfulDisk loses what was written to the results: when they are closed, or at once for all who open them by name.
type forgetfulDisk struct {
	ledger.OSDisk

	atOnce bool
}

func (d forgetfulDisk) OpenFile(path string, flag int) (ledger.File, error) {
	results := strings.HasSuffix(path, ".csv")
	if results && d.atOnce && flag&os.O_RDWR == 0 {
		_ = os.Truncate(path, 0)
	}
	file, err := d.OSDisk.OpenFile(path, flag)
	if !results || d.atOnce || flag&os.O_RDWR == 0 {
		return file, err
	}
	return forgetfulFile{file, path}, err
}

type forgetfulFile struct {
	ledger.File

	path string
}

func (f forgetfulFile) Close() error {
	_ = os.Truncate(f.path, 0)
	return f.File.Close()
}

// TestNothingKept: on a file system that keeps nothing of what is written, a run ends with an error that says so, before the first
// request where that can be seen, and its intents stay.
func TestNothingKept(t *testing.T) {
	t.Parallel()
	const says = "the file system has not kept"
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, err := ledger.OpenOn(forgetfulDisk{}, path, ledger.Holder{Run: "r1"}, func(*dialer.Result) {})
	must(t, err)
	must(t, r.Begin())
	must(t, r.Remember(someSettings()))
	call(t, r, "r1.1", 1, true)
	wantRecordError(t, r.Close(), says)
	wantRefused(t, path, "put the results back")

	path = filepath.Join(t.TempDir(), "leads.results.csv")
	r, err = ledger.OpenOn(forgetfulDisk{atOnce: true}, path, ledger.Holder{Run: "r1"}, func(*dialer.Result) {})
	must(t, err)
	wantRecordError(t, r.Begin(), says)
	_ = r.Close() // there is nothing to be lost
}

// TestFileSystem: the disk of tests is a local one, or is named.
func TestFileSystem(t *testing.T) {
	t.Parallel()
	if name, remote := ledger.FileSystem(filepath.Join(t.TempDir(), "r.csv")); remote != (name != "") {
		t.Errorf("FileSystem() = %q, %t", name, remote)
	}
	if name, remote := ledger.FileSystem("/none/r.csv"); remote || name != "" {
		t.Errorf("of no folder FileSystem() = %q, %t", name, remote)
	}
}
