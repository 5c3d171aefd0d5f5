package suppress_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// replacer replaces a list by renaming a new file over it, again and again, until it is stopped.
type replacer struct {
	t    *testing.T
	path string
	// text is that of the next version.
	text          func(version int) string
	done, stopped chan struct{}
}

// replaceEvery begins to replace a list. The first version is there when it returns.
func replaceEvery(t *testing.T, every time.Duration, path string, text func(version int) string) *replacer {
	t.Helper()
	r := &replacer{t: t, path: path, text: text, done: make(chan struct{}), stopped: make(chan struct{})}
	r.replace(0)
	go func() {
		defer close(r.stopped)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for version := 1; ; version++ {
			select {
			case <-tick.C:
				r.replace(version)
			case <-r.done:
				return
			}
		}
	}()
	return r
}

func (r *replacer) replace(version int) {
	next := r.path + ".next"
	err := os.WriteFile(next, []byte(r.text(version)), 0o600)
	if err == nil {
		err = os.Chtimes(next, time.Now(), time.Now())
	}
	if err == nil {
		err = os.Rename(next, r.path)
	}
	if err != nil {
		r.t.Error(err)
	}
}

func (r *replacer) stop() {
	close(r.done)
	<-r.stopped
}

// TestReplaced: a list that is replaced again and again by renaming is read: who is on a version that is a second old, or on the one that
// has the name now, is on the list.
func TestReplaced(t *testing.T) {
	for _, every := range []time.Duration{50 * time.Millisecond, 300 * time.Millisecond, 999 * time.Millisecond} {
		t.Run(every.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "dnc.csv")
				began := time.Now()
				added := func(version int) string { return fmt.Sprintf("+1415555%04d", version) }
				r := replaceEvery(t, every, path, func(version int) string {
					var text strings.Builder
					for i := range version + 1 {
						text.WriteString(added(i) + "\n")
					}
					return text.String()
				})
				lists, err := openLists(path)
				for range 5 {
					if err != nil {
						t.Error(err)
						break
					}
					now := int(time.Since(began) / every)
					// The version of this moment may be on its way.
					for version := range now {
						if lists.List(added(version), time.Now()) == "" {
							t.Errorf("%s is not on the list, although version %d has had it", added(version), version)
						}
					}
					time.Sleep(10 * time.Millisecond)
					err = lists.Refresh()
				}
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("it took %v", took)
				}
				r.stop()
			})
		})
	}
}

// TestReplacedOnce: a list that was replaced while it was awaited is read when the new file is quiet, and then left alone.
func TestReplacedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "dnc.csv")
		r := replaceEvery(t, 400*time.Millisecond, path, func(version int) string {
			return []string{a, a + "\n" + b}[min(version, 1)] + "\n"
		})
		time.AfterFunc(500*time.Millisecond, func() { close(r.done) })
		lists, err := openLists(path)
		holdsAll(t, lists, err, a, b)
		if err := lists.Refresh(); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := lists.Refresh(); err != nil || time.Since(began) != 0 {
			t.Errorf("a list that is quiet was awaited for %v (%v)", time.Since(began), err)
		}
		<-r.stopped
	})
}

// TestReplacedByHalves: versions that are not complete are never used, and the error says what is wrong with them.
func TestReplacedByHalves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "dnc.csv")
		r := replaceEvery(t, 300*time.Millisecond, path, func(int) string { return a + "\n+1415" })
		_, err := openLists(path)
		refuses(t, err, "", "row 2", "half a list")
		if strings.Contains(err.Error(), "renaming") {
			t.Errorf("the advice is what was done: %v", err)
		}
		r.stop()
		// Complete ones after them are read.
		r = replaceEvery(t, 300*time.Millisecond, path, func(version int) string {
			if version < 5 {
				return a + "\n+1415"
			}
			return a + "\n" + b + "\n"
		})
		lists, err := openLists(path)
		holdsAll(t, lists, err, a, b)
		r.stop()
	})
}
