package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// The files of a ledger are regular files, each with one name, and no links. Any other object with such a name is not the
// program's own: it is neither read, nor written, nor replaced, nor removed. Through a link or a second name two runs could
// write one file, each with its own intents.

// kindOf returns the kind of a file for a message; empty for a regular file.
func kindOf(info fs.FileInfo) string {
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

// namesOf returns the number of names (hard links) of a file.
func namesOf(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink) //nolint:unconvert // it has another type on other systems
	}
	return 1
}

// checkOwn returns a *RecordError if the object at path is not one that bulkdial has created. A free path is valid.
func checkOwn(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking at a file of the record: %w", err)
	}
	return checkOwnFile(path, info)
}

// checkOwnFile is checkOwn for an object that info describes.
func checkOwnFile(path string, info fs.FileInfo) error {
	kind := kindOf(info)
	if n := namesOf(info); kind == "" && n > 1 {
		kind = fmt.Sprintf("a file with %d names (hard links)", n)
	}
	if kind != "" {
		return &RecordError{Path: path, Reason: "this is " + kind + " where bulkdial keeps a regular file of its own: move it away, and put back that file if there was one"}
	}
	return nil
}

// openOwn opens a file of a ledger for reading. It never waits for a pipe. The error is fs.ErrNotExist if there is no file.
func openOwn(path string) (*os.File, error) {
	if err := checkOwn(path); err != nil {
		return nil, err
	}
	// Nor for one that has replaced the file since.
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was doing
	}
	info, err := file.Stat()
	if err == nil {
		err = checkOwnFile(path, info)
	}
	if err != nil {
		_ = file.Close() // it was only opened
		return nil, err
	}
	return file, nil
}

// readOwn reads a complete file of a ledger.
func readOwn(path string) ([]byte, error) {
	file, err := openOwn(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return io.ReadAll(file)             //nolint:wrapcheck // the caller says what it was doing
}

// checkIntact returns a *RecordError with a remedy unless an open file still has its name and the size that this process has given
// it.
func checkIntact(path string, file File, size int64, remedy string) error {
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
