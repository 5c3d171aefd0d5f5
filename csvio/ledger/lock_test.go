package ledger_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// lyingDisk is one on which an open file has another identity than by its name, or none.
type lyingDisk struct {
	ledger.OSDisk

	stat func() (fs.FileInfo, error)
}

func (d lyingDisk) OpenFile(path string, flag int) (ledger.File, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	return lyingFile{file, d.stat}, err
}

type lyingFile struct {
	ledger.File

	stat func() (fs.FileInfo, error)
}

func (f lyingFile) Stat() (fs.FileInfo, error) { return f.stat() }

// TestUnstableIdentity: on a file system that cannot say which file is open, Open ends with an error that is not about the content of
// the ledger.
func TestUnstableIdentity(t *testing.T) {
	t.Parallel()
	other := filepath.Join(t.TempDir(), "other")
	must(t, os.WriteFile(other, nil, 0o600))
	for says, stat := range map[string]func() (fs.FileInfo, error){
		"must keep the identity": func() (fs.FileInfo, error) { return os.Stat(other) },
		"stale":                  func() (fs.FileInfo, error) { return nil, syscall.ESTALE },
	} {
		path := filepath.Join(t.TempDir(), "leads.results.csv")
		synctest.Test(t, func(t *testing.T) {
			_, err := ledger.OpenOn(lyingDisk{stat: stat}, path, ledger.Holder{Run: "r1"}, func(*dialer.Result) {})
			if _, damage := errors.AsType[*ledger.RecordError](err); err == nil || damage || !strings.Contains(err.Error(), says) {
				t.Errorf("Open() = %v, want an error with %q", err, says)
			}
		})
	}
}
