package ownfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"bulkdial/csvio/ledger/ownfile"
)

// failingDisk fails in one of its steps: the n-th, from 0.
type failingDisk struct {
	ownfile.OSDisk

	left *int
}

var errFailing = errors.New("the disk is broken")

func (d failingDisk) step() error {
	if *d.left--; *d.left == -1 {
		return errFailing
	}
	return nil
}

func (d failingDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	file, err := d.OSDisk.OpenFile(path, flag)
	return failingFile{file, d}, err
}

func (d failingDisk) Rename(from, to string) error {
	return errors.Join(d.step(), d.OSDisk.Rename(from, to))
}

func (d failingDisk) SyncDir(path string) error { return errors.Join(d.step(), d.OSDisk.SyncDir(path)) }

type failingFile struct {
	ownfile.File

	disk failingDisk
}

func (f failingFile) Write(text []byte) (int, error) {
	if err := f.disk.step(); err != nil {
		return 0, err
	}
	return f.File.Write(text)
}

func (f failingFile) Sync() error { return errors.Join(f.disk.step(), f.File.Sync()) }

// TestMake: whatever fails, there is the old file or the new one, for its owner alone, and nothing else.
func TestMake(t *testing.T) {
	t.Parallel()
	for fails := range 6 {
		path := filepath.Join(t.TempDir(), "ours")
		must(t, os.WriteFile(path, []byte("old"), 0o640))
		left := fails
		file, err := ownfile.Make(failingDisk{left: &left}, path, ownfile.Content([]byte("new")))
		entries, errDir := os.ReadDir(filepath.Dir(path))
		must(t, errDir)
		text, errRead := os.ReadFile(path)
		must(t, errRead)
		want := "old"
		if fails >= 3 { // the name has changed
			want = "new"
		}
		if string(text) != want || len(entries) != 1 || fails < 5 != errors.Is(err, errFailing) || fails < 5 == (file != nil) {
			t.Errorf("after %d steps Make() = %v, and leaves %q and %v", fails, err, text, entries)
		}
		if file == nil {
			continue
		}
		left = -1 // nothing more fails
		_, err = file.Write([]byte("er"))
		must(t, errors.Join(err, file.Close()))
		info, err := os.Stat(path)
		must(t, err)
		if text, err := ownfile.Read(path); err != nil || string(text) != "newer" || info.Mode() != 0o600 {
			t.Errorf("the file is %q (%v), %v", text, info.Mode(), err)
		}
	}
}

// TestMakeText: a text that cannot be written leaves the old file.
func TestMakeText(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ours")
	_, err := ownfile.Make(ownfile.OSDisk{}, path, func(io.Writer) error { return errFailing })
	if left, _ := filepath.Glob(path + "*"); !errors.Is(err, errFailing) || len(left) > 0 {
		t.Errorf("Make() = %v, and leaves %v", err, left)
	}
}
