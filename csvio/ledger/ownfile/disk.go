package ownfile

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Disk has the operations that change files. A test implements it to see each change in order and to simulate a crash
// between any two; TimedDisk measures syncs. Names are looked up, and files locked, on the disk of the machine.
type Disk interface {
	// OpenFile opens a file as os.OpenFile does, for its owner alone when it is new.
	OpenFile(path string, flag int) (File, error)
	Rename(from, to string) error
	Remove(path string) error
	// SyncDir makes a change of the folder that holds path durable.
	SyncDir(path string) error
}

// File is the part of *os.File that is needed for files of our own.
type File interface {
	io.Writer
	io.WriterAt
	io.ReaderAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	Sync() error
}

// OSDisk is the disk of this machine. New files are for their owner alone.
type OSDisk struct{}

// OpenFile implements Disk.
func (OSDisk) OpenFile(path string, flag int) (File, error) {
	file, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was doing
	}
	return file, nil
}

// Rename implements Disk.
func (OSDisk) Rename(from, to string) error { return os.Rename(from, to) } //nolint:wrapcheck // as above

// Remove implements Disk.
func (OSDisk) Remove(path string) error { return os.Remove(path) } //nolint:wrapcheck // as above

// SyncDir implements Disk.
func (OSDisk) SyncDir(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err //nolint:wrapcheck // as above
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Content returns what writes a text that is known, for Make.
func Content(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err //nolint:wrapcheck // the caller says what it was doing
	}
}

// Make creates or replaces a file durably, with the text that write writes: at each moment there is the old file or the
// complete new one. It is written under a unique name, and stays open. The error is a *RecordError if the object with
// that name is not one that bulkdial has created; that object stays.
func Make(d Disk, path string, write func(io.Writer) error) (File, error) {
	if err := Check(path); err != nil {
		return nil, err
	}
	temp := path + "." + rand.Text() + ".new"
	file, err := d.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_RDWR)
	if err != nil {
		return nil, err
	}
	if err = write(file); err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = d.Rename(temp, path)
	}
	if err == nil {
		err = d.SyncDir(path)
	}
	if err != nil {
		_ = file.Close()
		_ = d.Remove(temp)
		return nil, err
	}
	return file, nil
}

// TimedDisk is a disk that measures each sync of a file or a folder, also one that fails. The goroutine that syncs calls Observe,
// never two at the same time; its time delays that goroutine.
type TimedDisk struct {
	Disk

	Observe func(time.Duration)
}

// OpenFile implements Disk.
func (d TimedDisk) OpenFile(path string, flag int) (File, error) {
	file, err := d.Disk.OpenFile(path, flag)
	if err != nil {
		return nil, err
	}
	return timedFile{file, d.Observe}, nil
}

// SyncDir implements Disk.
func (d TimedDisk) SyncDir(path string) error {
	return timed(d.Observe, func() error { return d.Disk.SyncDir(path) })
}

// timedFile is a file of a TimedDisk.
type timedFile struct {
	File

	observe func(time.Duration)
}

func (f timedFile) Sync() error { return timed(f.observe, f.File.Sync) }

func timed(observe func(time.Duration), sync func() error) error {
	began := time.Now()
	err := sync()
	observe(time.Since(began))
	return err
}
