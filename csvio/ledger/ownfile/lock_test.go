package ownfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/csvio/ledger/ownfile"
)

// lyingDisk is one on which an open file has another identity than by its name, or none.
type lyingDisk struct {
	ownfile.OSDisk

	stat func() (fs.FileInfo, error)
}

func (d lyingDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	return lyingFile{file, d.stat}, err
}

type lyingFile struct {
	ownfile.File

	stat func() (fs.FileInfo, error)
}

func (f lyingFile) Stat() (fs.FileInfo, error) { return f.stat() }

// TestUnstableIdentity: on a file system that cannot say which file is open, Lock ends with an error that is not about the file.
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
			_, err := ownfile.Lock(kind(), lyingDisk{stat: stat}, path)
			if _, damage := errors.AsType[*ownfile.RecordError](err); err == nil || damage || !strings.Contains(err.Error(), says) {
				t.Errorf("Lock() = %v, want an error with %q", err, says)
			}
		})
	}
}

func kind() ownfile.Kind {
	return ownfile.Kind{Name: "calls", Check: ownfile.CheckObject, WithoutLock: "two could write", Holder: func(path string) ownfile.Holder {
		return ownfile.Holder{Run: "r1", PID: 7, Host: filepath.Base(path), Started: time.Date(2026, 11, 26, 8, 0, 0, 0, time.FixedZone("", 3600))}
	}}
}

// TestLock: one process holds a file at a time, others are told which one, and a file that was created is removed again while it is empty.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.calls.csv")
	if _, used := ownfile.InUse(kind(), path); used || ownfile.Held(path) {
		t.Error("a file that does not exist is in use")
	}
	for range 2 {
		held, err := ownfile.Lock(kind(), ownfile.OSDisk{}, path)
		must(t, err)
		if holder, used := ownfile.InUse(kind(), path); !used || holder.PID != 7 || !held.Created || !ownfile.Held(path) {
			t.Errorf("the holder is %v, %t", holder, used)
		}
		_, err = ownfile.Lock(kind(), ownfile.OSDisk{}, path)
		if e, ok := errors.AsType[*ownfile.LockedError](err); !ok || e.Path != path ||
			!strings.HasSuffix(err.Error(), "is in use by run r1 (process 7 on leads.calls.csv, since 2026-11-26T07:00:00Z); wait for it to end, or stop it") {
			t.Errorf("a second Lock() = %v", err)
		}
		held.Release()
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) || ownfile.Held(path) {
			t.Errorf("the empty file stays: %v", err)
		}
	}
	if got := (ownfile.Holder{}).String(); got != "another process" {
		t.Errorf("a holder that is not known is %q", got)
	}
}

// TestRelease: a file stays that has content, was there before, has another one in its place, or is to stay.
func TestRelease(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(*ownfile.Locked, string) error{
		"content": func(l *ownfile.Locked, _ string) error {
			_, err := l.Write([]byte("x"))
			return err
		},
		"replaced": func(_ *ownfile.Locked, path string) error {
			return errors.Join(os.Remove(path), os.WriteFile(path, nil, 0o600))
		},
		"stays": func(l *ownfile.Locked, _ string) error {
			l.Created = false
			return nil
		},
	} {
		path := filepath.Join(t.TempDir(), "leads.calls.csv")
		l, err := ownfile.Lock(kind(), ownfile.OSDisk{}, path)
		must(t, err)
		must(t, use(l, path))
		l.Release()
		if _, err := os.Lstat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := l.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%s: a file that was released is written: %v", name, err)
		}
	}
	path := filepath.Join(t.TempDir(), "there.csv")
	must(t, os.WriteFile(path, nil, 0o600))
	l, err := ownfile.Lock(kind(), ownfile.OSDisk{}, path)
	must(t, err)
	l.Release()
	if _, err := os.Lstat(path); err != nil || l.Created {
		t.Errorf("the file that was there: %v", err)
	}
}

// TestLockRefuses: what cannot be a file of ours is neither locked nor changed.
func TestLockRefuses(t *testing.T) {
	t.Parallel()
	for name, path := range objects(t) {
		_, err := ownfile.Lock(kind(), ownfile.OSDisk{}, path)
		wantRecordError(t, err, path+": this is "+name+" where bulkdial keeps")
	}
	none := filepath.Join(t.TempDir(), "none", "leads.calls.csv")
	if _, err := ownfile.Lock(kind(), ownfile.OSDisk{}, none); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "opening calls: ") {
		t.Errorf("without a folder Lock() = %v", err)
	}
}

// TestHolderLeaves: a holder that removes its file, as one that was empty, costs the next one a try at most.
func TestHolderLeaves(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.calls.csv")
	l, err := ownfile.Lock(kind(), leavingDisk{path: path, times: new(int)}, path)
	must(t, err)
	if named, err := os.Lstat(path); err != nil || !l.Created {
		t.Errorf("the file that was locked is %v, %v", named, err)
	}
	l.Release()
}

// leavingDisk is one on which another process removes a file twice, as soon as it is open.
type leavingDisk struct {
	ownfile.OSDisk

	path  string
	times *int
}

func (d leavingDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	file, err := d.OSDisk.OpenFile(path, flag)
	if *d.times++; *d.times <= 2 {
		_ = os.Remove(d.path)
	}
	return file, err
}
