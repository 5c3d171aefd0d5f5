package csvio_test

import (
	"errors"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// countingDisk counts the syncs of its files and folders; with fail they fail.
type countingDisk struct {
	csvio.OSDisk
	syncs *atomic.Int32
	fail  *atomic.Bool
}

func (d countingDisk) OpenFile(path string, flag int) (csvio.DiskFile, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	return countingFile{file, d}, err
}

func (d countingDisk) SyncDir(path string) error {
	d.syncs.Add(1)
	return d.OSDisk.SyncDir(path)
}

type countingFile struct {
	csvio.DiskFile
	disk countingDisk
}

func (f countingFile) Sync() error {
	f.disk.syncs.Add(1)
	if f.disk.fail.Load() {
		return syscall.EIO
	}
	return f.DiskFile.Sync()
}

// TestObserveSync: each sync from Begin to Close is told once, those of the in-flight record's new files and one that
// fails among them.
func TestObserveSync(t *testing.T) {
	for _, fails := range []bool{false, true} {
		disk := countingDisk{syncs: new(atomic.Int32), fail: new(atomic.Bool)}
		path := filepath.Join(t.TempDir(), "leads.results.csv")
		record, err := csvio.OpenRecordOn(disk, path, csvio.Holder{Run: "r1"}, func(*dialer.Result) {})
		if err != nil {
			t.Fatal(err)
		}
		opening := disk.syncs.Load()
		var told atomic.Int32
		record.ObserveSync(func(took time.Duration) {
			if took < 0 {
				t.Errorf("a sync took %v", took)
			}
			told.Add(1)
		})
		if err := record.Begin(); err != nil {
			t.Fatal(err)
		}
		begun := told.Load()
		disk.fail.Store(fails)
		for i := range 400 { // more than the in-flight record holds without being made anew
			req := dialer.Request{Batch: "r1." + string(rune('a'+i%26)), Attempts: make([]dialer.Attempt, 5)}
			err = record.Intend(req)
			if err == nil {
				err = settle(record, req.Batch, []dialer.Result{{Row: 1, Disposition: dialer.Accepted}})
			}
			if err != nil {
				break
			}
		}
		if fails != errors.Is(err, syscall.EIO) {
			t.Errorf("with syncs that fail (%v) the record says %v", fails, err)
		}
		_ = record.Close() // fails as the syncs do
		if got, want := told.Load(), disk.syncs.Load()-opening; got != want || begun < 2 || !fails && got < 800 {
			t.Errorf("%d syncs were told of, %d of them by Begin; there were %d", got, begun, want)
		}
	}
}
