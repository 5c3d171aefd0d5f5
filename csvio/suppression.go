package csvio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bulkdial/dialer"
)

// SuppressionError reports a suppression list that cannot be used.
type SuppressionError struct {
	Path string
	// Err says where and why.
	Err error
}

func (e *SuppressionError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *SuppressionError) Unwrap() error { return e.Err }

// Subscribers reads the entries of suppression lists and knows all numbers of a subscriber.
type Subscribers interface {
	// Numbers reads each cell that the Numbers of contacts can read, to the same number, and may read more.
	dialer.Numbers
	// Others returns the other numbers, in E.164, of the subscriber of a number in E.164; nil for most. The relation is
	// symmetric.
	Others(number string) []string
	// Plausible reports whether a cell is a number although its column is not one of numbers.
	Plausible(cell string) bool
}

// SuppressionConfig says how suppression lists are read.
type SuppressionConfig struct {
	Input   InputConfig
	Numbers Subscribers
	// RegionColumn names the column with the region of a row's number, in lists that have such a column; empty: none.
	RegionColumn string
}

// Suppression holds the suppression lists of a campaign and reads them again when they change. It implements
// screen.Lists and is safe for concurrent use. An entry takes at most 64 bytes of memory (about 40 in a list of a million).
type Suppression struct {
	cfg SuppressionConfig

	refreshing sync.Mutex
	// lists is replaced as a whole, so that lookups never wait.
	lists atomic.Pointer[[]suppressionFile]
}

// suppressionFile is a list, and the state of its file when it was read.
type suppressionFile struct {
	path string
	info fs.FileInfo // nil after a refresh that failed
	list *suppressionList
}

// OpenSuppression reads the lists at paths, each completely and when it has not changed for a second. The error is a
// *SuppressionError.
func OpenSuppression(paths []string, cfg SuppressionConfig) (*Suppression, error) {
	s := &Suppression{cfg: cfg}
	lists := make([]suppressionFile, len(paths))
	for i, path := range paths {
		lists[i].path = path
		if err := s.read(&lists[i]); err != nil {
			return nil, err
		}
	}
	s.lists.Store(&lists)
	return s, nil
}

// Entries returns the number of entries of all lists together.
func (s *Suppression) Entries() int {
	n := 0
	for _, file := range *s.lists.Load() {
		n += file.list.entries()
	}
	return n
}

// List implements screen.Lists. The name of a list is that of its file, without its folder. A number is on a list
// that has any number of its subscriber.
func (s *Suppression) List(number string) string {
	lists := *s.lists.Load()
	if len(lists) == 0 {
		return ""
	}
	others := s.cfg.Numbers.Others(number)
	for _, file := range lists {
		if file.list.holds(number) || slices.ContainsFunc(others, file.list.holds) {
			return filepath.Base(file.path)
		}
	}
	return ""
}

// quiet is the time for which a list must not have changed before it is read: it may still be being written.
const quiet = time.Second

// Refresh implements screen.Lists. It waits until a list that has changed has not changed for a second.
func (s *Suppression) Refresh() error {
	if len(*s.lists.Load()) == 0 {
		return nil
	}
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	lists, changed := slices.Clone(*s.lists.Load()), false
	for i := range lists {
		read, err := s.reread(&lists[i])
		if err != nil {
			// The next file of that name may look like the last one that was read: a system uses the identity of a removed file again.
			lists[i].info = nil
			s.lists.Store(&lists)
			return err
		}
		changed = changed || read
	}
	if changed {
		s.lists.Store(&lists)
	}
	return nil
}

// reread reads a list again if its file has changed since it was read, and reports whether it did.
func (s *Suppression) reread(file *suppressionFile) (read bool, err error) {
	now, err := os.Stat(file.path)
	if err != nil {
		return false, &SuppressionError{file.path, err}
	}
	if file.info != nil && unchanged(now, file.info) {
		return false, nil
	}
	return true, s.read(file)
}

// awaitQuiet waits until a list has not changed for quiet, at most readTries times, and returns its state. A modification
// time in the future comes from another clock: then the list must not change while awaitQuiet waits.
func awaitQuiet(path string) (fs.FileInfo, error) {
	var last fs.FileInfo
	for range readTries {
		now, err := os.Stat(path)
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller says of what
		}
		if err := checkReadable(now); err != nil {
			return nil, err
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

// checkReadable returns an error where a file cannot be read more than once.
func checkReadable(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return errors.New("this is a folder: name a regular file")
	case !info.Mode().IsRegular():
		return errors.New("this is a named pipe or a device, which cannot be read again: name a regular file")
	}
	return nil
}

func unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// errBeingWritten reports a list that keeps changing.
var errBeingWritten = errors.New("the list is being written to: wait until it is complete, or replace it by renaming a new file over it")

// readTries is the number of attempts to read a list that changes while it is read.
const readTries = 5

// read reads a list that does not change. The state of its file must be the same before and after: else parts of two
// versions may have been read.
func (s *Suppression) read(file *suppressionFile) error {
	for range readTries {
		before, err := awaitQuiet(file.path)
		if err != nil {
			return &SuppressionError{file.path, err}
		}
		list, err := s.readList(file.path)
		after, statErr := os.Stat(file.path)
		switch {
		case statErr != nil:
			return &SuppressionError{file.path, statErr}
		case !unchanged(before, after):
			continue
		case err != nil:
			return &SuppressionError{file.path, err}
		}
		file.info, file.list = after, list
		return nil
	}
	return &SuppressionError{file.path, errBeingWritten}
}

func (s *Suppression) readList(path string) (*suppressionList, error) {
	in, err := OpenInput(path, nil, s.cfg.Input)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	l := &listReader{list: newSuppressionList(), numbers: s.cfg.Numbers, regionColumn: s.cfg.RegionColumn}
	if err := l.readAll(in.table); err != nil {
		return nil, fmt.Errorf("%w; no calls are made with half a list", err)
	}
	return l.list, nil
}
