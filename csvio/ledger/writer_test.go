package ledger_test

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

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// slowDisk is a disk on which a sync of results takes a while on demand, and then fails or not.
type slowDisk struct {
	ownfile.OSDisk
	takes   time.Duration
	err     error
	syncs   atomic.Int32 // of results
	intents atomic.Int32 // syncs of the intents
}

func (d *slowDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	return &slowFile{File: file, disk: d, results: strings.HasSuffix(path, ".csv")}, err
}

type slowFile struct {
	ownfile.File
	disk    *slowDisk
	results bool
}

func (f *slowFile) Sync() error {
	if !f.results {
		f.disk.intents.Add(1)
		return f.File.Sync()
	}
	f.disk.syncs.Add(1)
	time.Sleep(f.disk.takes)
	return f.disk.err
}

// recorder is a ledger on a slow disk with a fake clock, and its acknowledgments.
type recorder struct {
	*ledger.Ledger
	t     *testing.T
	path  string
	disk  *slowDisk
	began time.Time
	mu    sync.Mutex // guards told
	// told has the time and error of the acknowledgment of each batch.
	told map[string]string
}

// onSlowDisk runs a test with a ledger that has begun. A sync of results takes a while.
func onSlowDisk(t *testing.T, took time.Duration, test func(r *recorder)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "r.csv")
	synctest.Test(t, func(t *testing.T) {
		disk := &slowDisk{}
		l, err := ledger.OpenOn(disk, path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
		must(t, err)
		must(t, l.Begin())
		disk.takes = took
		disk.syncs.Store(0)
		disk.intents.Store(0)
		test(&recorder{Ledger: l, t: t, path: path, disk: disk, began: time.Now(), told: map[string]string{}})
	})
}

// settles passes the results of a batch of one contact.
func (r *recorder) settles(batch string) {
	r.t.Helper()
	r.Settle(dialer.BatchName(batch), results(r.t, request(dialer.BatchName(batch), 1), dialer.Accepted), func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if before, twice := r.told[batch]; twice {
			r.t.Errorf("of batch %s was told twice, first %s", batch, before)
		}
		r.told[batch] = fmt.Sprint(time.Since(r.began), " ", err)
	})
}

// wants checks the acknowledgments of batches so far.
func (r *recorder) wants(told ...string) {
	r.t.Helper()
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if got, want := fmt.Sprint(r.told), fmt.Sprint("map[", strings.Join(told, " "), "]"); got != want {
		r.t.Errorf("after %v was told %s, want %s", time.Since(r.began), got, want)
	}
}

// takenBack reports whether the intent of a batch is taken back.
func (r *recorder) takenBack(batch string) bool {
	return strings.Contains(content(r.t, r.path+".inflight"), `{"done":"`+batch+`"`)
}

// TestGroupCommit: Settle does not wait. A batch that is alone is synced at once; batches that come during a sync are synced
// together after it; no batch is acknowledged, and no intent taken back, before its results are on disk.
func TestGroupCommit(t *testing.T) {
	onSlowDisk(t, 3*time.Millisecond, func(r *recorder) {
		for _, batch := range []string{"a", "b", "c"} {
			must(r.t, r.Intend(request(dialer.BatchName(batch), 1)))
		}
		r.settles("a")
		r.wants()
		r.settles("b")
		r.settles("c")
		r.wants()
		if took := time.Since(r.began); took != 0 || r.takenBack("a") {
			r.t.Errorf("after %v; the intent is taken back: %t", took, r.takenBack("a"))
		}
		must(r.t, r.Intend(request("d", 2)))
		r.wants("a:3ms <nil>", "b:6ms <nil>", "c:6ms <nil>")
		if took := time.Since(r.began); took != 6*time.Millisecond || !r.takenBack("a") || !r.takenBack("c") || r.takenBack("d") {
			r.t.Errorf("after %v the intents are %s", took, content(r.t, r.path+".inflight"))
		}
		if n, intents := r.disk.syncs.Load(), r.disk.intents.Load(); n != 2 || intents != 4 {
			r.t.Errorf("%d syncs of results and %d of intents, want 2 and one for each intent", n, intents)
		}
		must(r.t, r.Close())
		if n := r.disk.syncs.Load(); n != 2 {
			r.t.Errorf("%d syncs of results after the end, want 2", n)
		}
	})
}

// TestOnlyResults: with results alone the intents are taken back without a sync.
func TestOnlyResults(t *testing.T) {
	onSlowDisk(t, time.Millisecond, func(r *recorder) {
		must(r.t, r.Intend(request("a", 1)))
		must(r.t, r.Intend(request("b", 2)))
		before := r.disk.intents.Load()
		r.settles("a")
		must(r.t, r.Append(dialer.Result{Row: 9, Number: "911", Disposition: dialer.Invalid}))
		must(r.t, r.Flush())
		r.wants("a:1ms <nil>")
		if n := r.disk.intents.Load() - before; n != 0 || !r.takenBack("a") || r.takenBack("b") {
			r.t.Errorf("%d syncs of the intents, which are %s", n, content(r.t, r.path+".inflight"))
		}
		must(r.t, r.Close())
	})
}

// TestFlush: Flush waits for the commands before it, and no longer; all of them are acknowledged then.
func TestFlush(t *testing.T) {
	onSlowDisk(t, 3*time.Millisecond, func(r *recorder) {
		must(r.t, r.Intend(request("a", 1)))
		r.settles("a")
		r.settles("b")
		must(r.t, r.Append(dialer.Result{Row: 9, Number: "911", Disposition: dialer.Invalid}))
		must(r.t, r.Flush())
		if took := time.Since(r.began); took > 6*time.Millisecond || len(r.told) != 2 {
			r.t.Errorf("Flush() took %v; told: %v", took, r.told)
		}
		if text := content(r.t, r.path); strings.Count(text, "\n") != 4 {
			r.t.Errorf("after Flush() the results are\n%s", text)
		}
		must(r.t, r.Flush())
		before := r.disk.syncs.Load()
		must(r.t, r.Close())
		if n := r.disk.syncs.Load(); n != before {
			r.t.Errorf("%d syncs of what was on disk", n-before)
		}
	})
}

// TestSyncFailsForAll: each batch that waits for a failing sync, or for a later one, gets the error once.
func TestSyncFailsForAll(t *testing.T) {
	onSlowDisk(t, 3*time.Millisecond, func(r *recorder) {
		must(r.t, r.Intend(request("a", 1)))
		must(r.t, r.Intend(request("b", 2)))
		r.disk.err = errors.New("broken")
		r.settles("a")
		synctest.Wait()
		r.settles("b") // during the sync
		if err := r.Intend(request("c", 1)); err == nil {
			r.t.Error("Intend() = nil after a failed sync")
		}
		broken := "3ms syncing " + r.path + ": broken"
		r.wants("a:"+broken, "b:"+broken)
		time.Sleep(time.Second)
		if err := r.Close(); err == nil || r.disk.syncs.Load() != 1 {
			r.t.Errorf("Close() = %v after %d syncs", err, r.disk.syncs.Load())
		}
		if inflight := content(r.t, r.path+".inflight"); strings.Count(inflight, `{"batch":`) != 2 || strings.Contains(inflight, "done") {
			r.t.Errorf("the intents do not cover both:\n%s", inflight)
		}
	})
}

// TestSlowDisk: on a slow disk results wait in bounded memory: no intent is accepted before earlier results are on disk.
func TestSlowDisk(t *testing.T) {
	onSlowDisk(t, time.Hour, func(r *recorder) {
		must(r.t, r.Intend(request("a", 1)))
		r.settles("a")
		synctest.Wait()
		must(r.t, r.Append(dialer.Result{Row: 9, Number: strings.Repeat("9", 3<<20), Disposition: dialer.Invalid}))
		synctest.Wait()
		must(r.t, r.Intend(request("b", 2)))
		if took := time.Since(r.began); took < 2*time.Hour {
			r.t.Errorf("an intent was taken after %v, while results are not on disk", took)
		}
		must(r.t, r.Close())
	})
}
