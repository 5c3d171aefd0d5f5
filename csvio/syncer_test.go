package csvio_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// slowDisk is a disk on which a sync of results takes a while, once it is told so, and then fails or not.
type slowDisk struct {
	csvio.OSDisk
	takes time.Duration
	err   error
	syncs atomic.Int32 // of results
}

func (d *slowDisk) OpenFile(path string, flag int) (csvio.DiskFile, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	if strings.HasSuffix(path, ".csv") {
		return &slowFile{DiskFile: file, disk: d}, err
	}
	return file, err
}

type slowFile struct {
	csvio.DiskFile
	disk *slowDisk
}

func (f *slowFile) Sync() error {
	f.disk.syncs.Add(1)
	time.Sleep(f.disk.takes)
	return f.disk.err
}

// recorder is a record on a slow disk whose time is fake, and what it has told.
type recorder struct {
	*csvio.Record
	t     *testing.T
	path  string
	disk  *slowDisk
	began time.Time
	mu    sync.Mutex // guards told
	// told says of a batch when it was told of, and with what error.
	told map[string]string
}

// onSlowDisk runs a test with a record that has begun. A sync of results takes a while.
func onSlowDisk(t *testing.T, took time.Duration, test func(r *recorder)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "r.csv")
	synctest.Test(t, func(t *testing.T) {
		disk := &slowDisk{}
		record, err := csvio.OpenRecordOn(disk, path, csvio.Holder{Run: "r1"}, func(*dialer.Result) {})
		must(t, err)
		must(t, record.Begin())
		disk.takes = took
		disk.syncs.Store(0)
		test(&recorder{Record: record, t: t, path: path, disk: disk, began: time.Now(), told: map[string]string{}})
	})
}

// call intends and settles a batch of one contact.
func (r *recorder) call(batch string) {
	r.t.Helper()
	req := request(batch, 1)
	must(r.t, r.Intend(req))
	r.Settle(batch, results(r.t, req, dialer.Accepted), func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if before, twice := r.told[batch]; twice {
			r.t.Errorf("of batch %s was told twice, first %s", batch, before)
		}
		r.told[batch] = fmt.Sprint(time.Since(r.began), " ", err)
	})
}

// wants checks what was told of some batches by now.
func (r *recorder) wants(told ...string) {
	r.t.Helper()
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if got, want := fmt.Sprint(r.told), fmt.Sprint("map[", strings.Join(told, " "), "]"); got != want {
		r.t.Errorf("after %v was told %s, want %s", time.Since(r.began), got, want)
	}
}

// retired reports whether the intent of a batch is taken back.
func (r *recorder) retired(batch string) bool {
	return strings.Contains(content(r.t, r.path+".inflight"), `{"done":"`+batch+`"}`)
}

// TestSettleWaitsForNobody: a batch that is alone is synced at once; those that follow close behind are synced together,
// ten milliseconds later; and no intent waits for them.
func TestSettleWaitsForNobody(t *testing.T) {
	onSlowDisk(t, 3*time.Millisecond, func(r *recorder) {
		r.call("a")
		r.wants()
		r.call("b")
		r.call("c")
		if took := time.Since(r.began); took != 0 || r.retired("a") {
			r.t.Errorf("after %v; the intent is taken back: %t", took, r.retired("a"))
		}
		time.Sleep(3 * time.Millisecond)
		r.wants("a:3ms <nil>")
		if !r.retired("a") || r.retired("b") {
			r.t.Errorf("the in-flight record is %s", content(r.t, r.path+".inflight"))
		}
		time.Sleep(13 * time.Millisecond)
		r.wants("a:3ms <nil>", "b:16ms <nil>", "c:16ms <nil>")
		if n := r.disk.syncs.Load(); n != 2 {
			r.t.Errorf("%d syncs of results, want 2", n)
		}
		must(r.t, r.Close())
		if n := r.disk.syncs.Load(); n != 2 {
			r.t.Errorf("%d syncs of results after the end, want 2", n)
		}
	})
}

// TestFlush: who flushes does not wait for what is due later, and finds everything told.
func TestFlush(t *testing.T) {
	onSlowDisk(t, 3*time.Millisecond, func(r *recorder) {
		r.call("a")
		r.call("b")
		must(r.t, r.Append(dialer.Result{Row: 9, Number: "911", Disposition: dialer.Invalid}))
		must(r.t, r.Flush())
		if took := time.Since(r.began); took > 6*time.Millisecond || len(r.told) != 2 {
			r.t.Errorf("Flush() took %v; told: %v", took, r.told)
		}
		must(r.t, r.Flush())
		before := r.disk.syncs.Load()
		must(r.t, r.Close())
		if n := r.disk.syncs.Load(); n != before {
			r.t.Errorf("%d syncs of what was on disk", n-before)
		}
	})
}

// TestSyncFailsBeside: whoever waits for a sync that fails, or for a later one, is told so, once.
func TestSyncFailsBeside(t *testing.T) {
	onSlowDisk(t, 3*time.Millisecond, func(r *recorder) {
		r.disk.err = errors.New("broken")
		r.call("a")
		synctest.Wait()
		r.call("b") // while the sync goes on
		time.Sleep(3 * time.Millisecond)
		synctest.Wait()
		if err := r.Intend(request("c", 1)); err == nil {
			r.t.Error("Intend() = nil after a failed sync")
		}
		r.wants("a:3ms syncing results: broken", "b:3ms syncing results: broken")
		time.Sleep(time.Second)
		if err := r.Close(); err == nil || r.disk.syncs.Load() != 1 {
			r.t.Errorf("Close() = %v after %d syncs", err, r.disk.syncs.Load())
		}
		if inflight := content(r.t, r.path+".inflight"); strings.Count(inflight, `{"batch":`) != 2 || strings.Contains(inflight, "done") {
			r.t.Errorf("the in-flight record does not cover both:\n%s", inflight)
		}
	})
}

// TestSlowDisk: when the disk does not keep up, results wait in bounded memory: no intent is taken before they are synced.
func TestSlowDisk(t *testing.T) {
	onSlowDisk(t, time.Hour, func(r *recorder) {
		r.call("a")
		synctest.Wait()
		long := dialer.Result{Row: 9, Number: strings.Repeat("9", 3<<20), Disposition: dialer.Invalid}
		must(r.t, r.Append(long))
		synctest.Wait()
		must(r.t, r.Intend(request("b", 2)))
		if took := time.Since(r.began); took < 2*time.Hour {
			r.t.Errorf("an intent was taken after %v, while too much is not on disk", took)
		}
		must(r.t, r.Close())
	})
}
