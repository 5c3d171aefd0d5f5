package suppress

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"bulkdial/csvio/table"
)

// quiet is the time for which a file must not have changed before it is read: it may still be being written.
const quiet = time.Second

// readTries is the number of attempts to read a list that changes while it is read.
const readTries = 5

// errBeingWritten reports a file that keeps changing.
var errBeingWritten = errors.New("the list is being written to: wait until it is complete, or replace it by renaming a new file over it")

// read reads a list from a file that has not changed for a second and does not change meanwhile: else parts of two versions may have
// been read.
//
// After a first try, Append is kept away from the file while it is read, so that a list to which it adds all the time is read too.
//
// The name may go to another file again and again, so that no file has it for a second. Then a file that is quiet, though it has lost
// the name, counts together with the one that has it now, and the list is read again before the next request.
func (s *Lists) read(file *listFile, bad *rejects) error {
	last := errBeingWritten
	for try := range readTries {
		v, err := s.readVersion(file.path, bad, awaitQuiet, try > 0)
		if errors.Is(err, errBeingWritten) {
			last = err
			continue
		}
		if err != nil {
			return &Error{file.path, err}
		}
		if v.named {
			return file.take(&v, v.info)
		}
		if last = v.err; last != nil {
			continue
		}
		now, err := s.readVersion(file.path, bad, (*os.File).Stat, false)
		if last = errors.Join(err, now.err); last == nil {
			v.list.add(now.list)
			return file.take(&v, nil)
		}
	}
	return &Error{file.path, last}
}

// take takes what was read of a list from a file with this state, nil if the list must be read again.
func (f *listFile) take(v *version, info fs.FileInfo) error {
	list, err := v.list, v.err
	if err == nil && list.results {
		err = checkInFlight(f.path)
	}
	if err != nil {
		return &Error{f.path, err}
	}
	if f.list != nil {
		list.matched.Store(f.list.matched.Load())
	}
	f.list, f.info, f.modified = list, info, v.info.ModTime()
	return nil
}

// version is what was read of a file, which did not change meanwhile.
type version struct {
	info fs.FileInfo
	// named: the file still had the name of the list in the end.
	named bool
	// list is nil if err says why it cannot be used.
	list *entries
	err  error
}

// readVersion reads the file that has a name, alone if Append must not add to it meanwhile. Ready returns its state when it may be read.
func (s *Lists) readVersion(path string, bad *rejects, ready func(*os.File) (fs.FileInfo, error), alone bool) (version, error) {
	file, err := openRegular(path)
	if err != nil {
		return version{}, err
	}
	defer func() { _ = file.Close() }() // it was only read
	if alone {
		keepAppendAway(file)
	}
	before, err := ready(file)
	if err != nil {
		return version{}, err
	}
	bad.restartList()
	v := version{}
	v.list, v.err = s.readList(file, bad)
	if v.info, err = file.Stat(); err != nil {
		return v, err //nolint:wrapcheck // the caller says of what
	}
	if !unchanged(before, v.info) {
		return v, errBeingWritten
	}
	now, err := os.Stat(path)
	v.named = err == nil && os.SameFile(now, v.info)
	return v, err //nolint:wrapcheck // as above
}

// openRegular opens a file that can be read more than once. To open a pipe would wait for its writer.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says of what
	}
	if err := checkRegular(info); err != nil {
		return nil, err
	}
	return os.Open(path) //nolint:wrapcheck // as above
}

// checkRegular returns an error about what is no regular file.
func checkRegular(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return errors.New("this is a folder: name a regular file")
	case !info.Mode().IsRegular():
		return errors.New("this is a named pipe or a device, which cannot be read again: name a regular file")
	}
	return nil
}

// awaitQuiet waits until a file has not changed for quiet, at most readTries times, and returns its state. A modification
// time in the future comes from another clock: then the file must not change while awaitQuiet waits.
func awaitQuiet(file *os.File) (fs.FileInfo, error) {
	var last fs.FileInfo
	for range readTries {
		now, err := file.Stat()
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller says of what
		}
		age := time.Since(now.ModTime())
		if age >= quiet || age < 0 && last != nil && unchanged(now, last) {
			return now, nil
		}
		last = now
		time.Sleep(quiet - max(age, 0))
	}
	return nil, errBeingWritten
}

func unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// readList reads the entries in a file.
func (s *Lists) readList(file *os.File, bad *rejects) (*entries, error) {
	in, err := table.FileInput(file, s.cfg.Input)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says where and why
	}
	defer func() { _ = in.Close() }() // it was only read
	l := newListReader(&s.cfg, bad)
	if err := l.readAll(in); err != nil {
		if header, ok := errors.AsType[*table.HeaderError](err); ok && header.Empty {
			header.Reason = "the list is empty: export it again, or leave it out"
		}
		return nil, fmt.Errorf("%w; no calls are made with half a list", err)
	}
	return l.list, nil
}
