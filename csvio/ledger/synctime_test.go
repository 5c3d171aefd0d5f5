package ledger_test

import (
	"errors"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// countingDisk counts the syncs of its files and folders; with fail they fail.
type countingDisk struct {
	ownfile.OSDisk
	syncs *atomic.Int32
	fail  *atomic.Bool
}

func (d countingDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	return countingFile{file, d}, err
}

func (d countingDisk) SyncDir(path string) error {
	d.syncs.Add(1)
	return d.OSDisk.SyncDir(path)
}

type countingFile struct {
	ownfile.File
	disk countingDisk
}

func (f countingFile) Sync() error {
	f.disk.syncs.Add(1)
	if f.disk.fail.Load() {
		return syscall.EIO
	}
	return f.File.Sync()
}

// TestTimedDisk: each sync from Open to Close is observed once, including those of new intents files and one that fails.
func TestTimedDisk(t *testing.T) {
	for _, fails := range []bool{false, true} {
		disk := countingDisk{syncs: new(atomic.Int32), fail: new(atomic.Bool)}
		path := filepath.Join(t.TempDir(), "leads.results.csv")
		var told atomic.Int32
		timed := ownfile.TimedDisk{Disk: disk, Observe: func(took time.Duration) {
			if took < 0 {
				t.Errorf("a sync took %v", took)
			}
			told.Add(1)
		}}
		l, err := ledger.OpenWithRoom(timed, path, ownfile.Holder{Run: "r1"}, 8<<10, func(*dialer.Result) {})
		must(t, err)
		must(t, l.Begin())
		begun := told.Load()
		disk.fail.Store(fails)
		for i := range 400 {
			req := dialer.Request{Batch: dialer.BatchName("r1." + string(rune('a'+i%26))), Attempts: make([]dialer.Attempt, 5)}
			err = l.Intend(req)
			if err == nil {
				err = settle(l, req.Batch, []dialer.Result{{Row: 1, Disposition: dialer.Accepted}})
			}
			if err != nil {
				break
			}
		}
		if fails != errors.Is(err, syscall.EIO) {
			t.Errorf("with syncs that fail (%v) the ledger says %v", fails, err)
		}
		_ = l.Close() // fails as the syncs do
		if got, want := told.Load(), disk.syncs.Load(); got != want || begun < 2 || !fails && got < 800 {
			t.Errorf("%d syncs were observed, %d of them by Begin; there were %d", got, begun, want)
		}
	}
}
