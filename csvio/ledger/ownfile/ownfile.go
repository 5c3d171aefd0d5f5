package ownfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Irregular says in words what an object is that is no regular file, for a message; it is empty for a regular file.
func Irregular(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return ""
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	default:
		return "no regular file"
	}
}

// Names returns the number of names (hard links) of a file, 1 or more.
func Names(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink) //nolint:unconvert // it has another type on other systems
	}
	return 1
}

// Check returns a *RecordError if the object at path is not one that bulkdial has created. A free path is valid.
func Check(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking at a file of the record: %w", err)
	}
	return CheckObject(path, info)
}

// CheckObject is Check for an object that info describes.
func CheckObject(path string, info fs.FileInfo) error {
	kind := Irregular(info)
	if n := Names(info); kind == "" && n > 1 {
		kind = fmt.Sprintf("a file with %d names (hard links)", n)
	}
	if kind != "" {
		return &RecordError{Path: path, Reason: "this is " + kind + " where bulkdial keeps a regular file of its own: move it away, and put back that file if there was one"}
	}
	return nil
}

// Open opens a file for reading. It never waits for a pipe. The error is fs.ErrNotExist if there is no file, and a *RecordError if the
// object with that name is not the program's own.
func Open(path string) (*os.File, error) {
	if err := Check(path); err != nil {
		return nil, err
	}
	// Nor for one that has replaced the file since.
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was doing
	}
	info, err := file.Stat()
	if err == nil {
		err = CheckObject(path, info)
	}
	if err != nil {
		_ = file.Close() // it was only opened
		return nil, err
	}
	return file, nil
}

// Read reads a complete file. The error is that of Open, or of the reading.
func Read(path string) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return io.ReadAll(file)             //nolint:wrapcheck // the caller says what it was doing
}

// CheckIntact returns a *RecordError with a remedy unless an open file still has its name and the size that this process has given
// it, in bytes.
func CheckIntact(path string, file File, size int64, remedy string) error {
	mine, err := file.Stat()
	if err != nil {
		return fmt.Errorf("looking at %s: %w", path, err)
	}
	named, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(mine, named):
		return &RecordError{Path: path, Reason: "the file was removed or replaced during the run; " + remedy}
	case err != nil:
		return fmt.Errorf("looking at %s: %w", path, err)
	case mine.Size() != size:
		return &RecordError{Path: path, Reason: fmt.Sprintf("the file has %d bytes instead of %d: something else has changed it during the run; %s", mine.Size(), size, remedy)}
	}
	return nil
}
