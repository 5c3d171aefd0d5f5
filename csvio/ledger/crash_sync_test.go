package ledger_test

import (
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// sickDisk is a disk on which the next sync or write of a file fails once, on demand.
type sickDisk struct {
	ownfile.OSDisk
	suffix string // of the failing file
	sync   atomic.Bool
	write  atomic.Bool
	// after counts what was tried on any file since the failure.
	failed atomic.Bool
	after  atomic.Int32
}

func (d *sickDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	return &sickFile{File: file, disk: d, path: path}, err
}

type sickFile struct {
	ownfile.File
	disk *sickDisk
	path string
}

func (f *sickFile) fails(which *atomic.Bool) bool {
	if f.disk.failed.Load() {
		f.disk.after.Add(1)
	}
	if strings.HasSuffix(f.path, f.disk.suffix) && which.CompareAndSwap(true, false) {
		f.disk.failed.Store(true)
		return true
	}
	return false
}

func (f *sickFile) Sync() error {
	if f.fails(&f.disk.sync) {
		return syscall.EIO
	}
	return f.File.Sync()
}

func (f *sickFile) WriteAt(b []byte, offset int64) (int, error) {
	if f.fails(&f.disk.write) {
		n, _ := f.File.WriteAt(b[:len(b)/2], offset)
		return n, syscall.ENOSPC
	}
	return f.File.WriteAt(b, offset)
}

func (f *sickFile) Write(b []byte) (int, error) {
	if f.fails(&f.disk.write) {
		n, _ := f.File.Write(b[:len(b)/2])
		return n, syscall.ENOSPC
	}
	return f.File.Write(b)
}

// TestSyncFails: after a failed sync or write of either file, the ledger is lost: nothing is written or synced any more, since a
// later sync cannot repair a failed one. The intents still cover the contacts.
func TestSyncFails(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		suffix      string
		sync, write bool
		intend      bool // it is the intent that fails, else the results
	}{
		"sync of results":            {suffix: ".csv", sync: true},
		"write of results":           {suffix: ".csv", write: true},
		"sync of the intent":         {suffix: ".new", sync: true, intend: true},
		"half a write of the intent": {suffix: ".new", write: true, intend: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "r.csv")
			disk := &sickDisk{suffix: tt.suffix}
			r, err := ledger.OpenOn(disk, path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
			must(t, err)
			must(t, r.Begin())
			first, second := request("r1.1", 1), request("r1.2", 2)
			must(t, r.Intend(first))
			disk.sync.Store(tt.sync)
			disk.write.Store(tt.write)
			if tt.intend {
				err = r.Intend(second)
			} else {
				err = settle(r, first.Batch, results(t, first, dialer.Accepted))
			}
			if !errors.Is(err, syscall.EIO) && !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("the failure is reported as %v", err)
			}
			for range 3 {
				if r.Intend(request("r1.3", 3)) == nil || settle(r, first.Batch, nil) == nil || r.Append(results(t, second, dialer.Rejected)[0]) == nil || r.Flush() == nil {
					t.Error("the record is used after it has failed")
				}
			}
			if err := r.Close(); err == nil {
				t.Error("Close() = nil after a failure")
			}
			if n := disk.after.Load(); n != 0 {
				t.Errorf("%d writes and syncs after the failure, want none", n)
			}
			_, held := take(t, path)
			covered := false
			for _, res := range held {
				covered = covered || res.Row == 1
			}
			if !covered {
				t.Errorf("the contact in flight is not covered: %+v", held)
			}
		})
	}
}
