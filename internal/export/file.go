package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file that has its name only when it is whole, so that what had the name before stays if an export fails. It is readable for
// its owner alone. A device or a pipe is written as it comes.
type File struct {
	io.Writer

	file *os.File
	// path is the name to take, and temp the present one; empty for what is written as it comes.
	path, temp string
}

// Create begins a file that is to take a name. The file of a link is replaced, and not the link.
func Create(path string) (*File, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name a file", path)
	case err == nil && !info.Mode().IsRegular():
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, fmt.Errorf("opening %s: %w", path, err)
		}
		return &File{Writer: file, file: file}, nil
	case err == nil:
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, fmt.Errorf("looking for %s: %w", path, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("looking for %s: %w", path, err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*.new") // readable for its owner alone
	if err != nil {
		return nil, fmt.Errorf("making %s: %w", path, err)
	}
	return &File{Writer: file, file: file, path: path, temp: file.Name()}, nil
}

// Close gives the file its name, unless failed is an error: then it removes the file. It returns that error, or its own.
func (f *File) Close(failed error) error {
	err := failed
	if err == nil && f.temp != "" {
		err = f.file.Sync()
	}
	if closing := f.file.Close(); err == nil {
		err = closing
	}
	if f.temp == "" {
		return err
	}
	if err == nil {
		err = os.Rename(f.temp, f.path)
	}
	if err == nil {
		return syncFolder(f.path)
	}
	if removing := os.Remove(f.temp); failed == nil {
		return fmt.Errorf("writing %s: %w", f.path, errors.Join(err, removing))
	}
	return failed
}

// syncFolder makes the name of a file durable.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil //nolint:nilerr // the file is there, and its folder may only be written
	}
	err = folder.Sync()
	if closing := folder.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("syncing the folder of %s: %w", path, err)
	}
	return nil
}
