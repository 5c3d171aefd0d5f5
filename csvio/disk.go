package csvio

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is what a record does to its files. It is the seam at which a test sees each change, in order, so that it can
// play a crash between any two.
type disk interface {
	OpenFile(path string, flag int) (diskFile, error)
	Rename(from, to string) error
	Remove(path string) error
	// SyncDir makes a change of the folder that holds path durable.
	SyncDir(path string) error
}

// diskFile is the part of *os.File that a record uses.
type diskFile interface {
	io.Writer
	io.ReaderAt
	io.Closer
	Name() string
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	Sync() error
}

// osDisk is the disk of this machine. New files are for their owner alone.
type osDisk struct{}

func (osDisk) OpenFile(path string, flag int) (diskFile, error) {
	file, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was doing
	}
	return file, nil
}

func (osDisk) Rename(from, to string) error { return os.Rename(from, to) } //nolint:wrapcheck // as above

func (osDisk) Remove(path string) error { return os.Remove(path) } //nolint:wrapcheck // as above

func (osDisk) SyncDir(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err //nolint:wrapcheck // as above
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// content is what makeFile writes when it is known already.
func content(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err //nolint:wrapcheck // as above
	}
}

// makeFile makes a file of what write writes, or replaces the one of that name, durably: at no moment is there none, or
// half of one. It is written under the name temp, and is open for appending. The error is a *RecordError when one of the
// names is of something that bulkdial has not made, which stays.
func makeFile(d disk, path, temp string, write func(io.Writer) error) (diskFile, error) {
	for _, own := range []string{path, temp} {
		if err := checkOwn(own); err != nil {
			return nil, err
		}
	}
	file, err := d.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_RDWR|os.O_APPEND)
	if err != nil {
		return nil, err //nolint:wrapcheck // as above
	}
	if err = write(file); err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = d.Rename(file.Name(), path)
	}
	if err == nil {
		err = d.SyncDir(path)
	}
	if err != nil {
		_ = file.Close()
		_ = d.Remove(temp)
		return nil, err //nolint:wrapcheck // as above
	}
	return file, nil
}
