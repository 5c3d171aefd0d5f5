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

// SuppressionError says that a suppression list cannot be used as it is.
type SuppressionError struct {
	Path string
	// Err says where and why.
	Err error
}

func (e *SuppressionError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *SuppressionError) Unwrap() error { return e.Err }

// Subscribers reads the entries of suppression lists, and knows under which numbers a subscriber may be on one.
type Subscribers interface {
	// Numbers reads whatever a contact may have, to the same number, and may read more.
	dialer.Numbers
	// Others returns the other numbers in E.164 of the subscriber of a number in E.164, nil for most. Each is among the
	// others of its others.
	Others(number string) []string
	// Plausible reports whether a cell is a number though nothing says so.
	Plausible(cell string) bool
}

// SuppressionConfig says how suppression lists are read.
type SuppressionConfig struct {
	Input   InputConfig
	Numbers Subscribers
	// RegionColumn names the column of the region by which a row's number without a country code is read, in lists that
	// have it; empty: none.
	RegionColumn string
}

// Suppression holds the suppression lists of a campaign and reads them again when they change. It implements
// dialer.Suppression and may be used by several goroutines.
type Suppression struct {
	cfg SuppressionConfig

	refreshing sync.Mutex
	// lists is replaced as a whole, so that whoever looks a number up waits for nobody.
	lists atomic.Pointer[[]suppressionFile]
}

var _ dialer.Suppression = (*Suppression)(nil)

// suppressionFile is a list and the state of its file when it was read.
type suppressionFile struct {
	path string
	info fs.FileInfo
	list *suppressionList
}

// OpenSuppression reads the lists at paths, each wholly, once it was left alone for a second. The error is a
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

// Entries returns how many entries the lists have together.
func (s *Suppression) Entries() int {
	n := 0
	for _, file := range *s.lists.Load() {
		n += file.list.entries()
	}
	return n
}

// List implements dialer.Suppression. The name of a list is that of its file, without its folder. A number is on a list
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

// quiet is how long a list must not have changed before it is read again: whoever writes it may still be at work.
const quiet = time.Second

// Refresh implements dialer.Suppression. It waits until a list that has changed is left alone for a second.
func (s *Suppression) Refresh() error {
	if len(*s.lists.Load()) == 0 {
		return nil
	}
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	lists, changed := slices.Clone(*s.lists.Load()), false
	for i := range lists {
		file := &lists[i]
		now, err := os.Stat(file.path)
		if err != nil {
			return &SuppressionError{file.path, err}
		}
		if unchanged(now, file.info) {
			continue
		}
		if err := s.read(file); err != nil {
			return err
		}
		changed = true
	}
	if changed {
		s.lists.Store(&lists)
	}
	return nil
}

// awaitQuiet waits until a list was left alone for a while, some times at most, and returns its state. A time of change
// that is to come is of another clock: the list has to stay as it is for a while then.
func awaitQuiet(path string) (fs.FileInfo, error) {
	var last fs.FileInfo
	for range readTries {
		now, err := os.Stat(path)
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller says of what
		}
		if kind := kindOf(now); kind != "" {
			return nil, fmt.Errorf("this is %s, which cannot be read again: name a regular file", kind)
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

// errBeingWritten says that a list does not come to rest.
var errBeingWritten = errors.New("the list is being written to: wait until it is whole, or replace it by renaming a new file over it")

// readTries is how often a list is read that changes while it is read.
const readTries = 5

// read reads a list that is left alone. The file's state before and after must be the same: else what was read may be half
// of each.
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
	l := &listReader{list: &suppressionList{}, numbers: s.cfg.Numbers, regionColumn: s.cfg.RegionColumn}
	if err := l.readAll(in.table); err != nil {
		return nil, fmt.Errorf("%w; nobody is called on half a list", err)
	}
	return l.list, nil
}
