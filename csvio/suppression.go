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

// Suppression holds the suppression lists of a campaign and reads them again when they change. It implements
// dialer.Suppression and may be used by several goroutines.
type Suppression struct {
	input   InputConfig
	numbers dialer.Numbers

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

// OpenSuppression reads the lists at paths, each wholly. Numbers is asked for every entry that is not E.164 already; it
// must take all that it takes of a contact, and may take more. The error is a *SuppressionError.
func OpenSuppression(paths []string, input InputConfig, numbers dialer.Numbers) (*Suppression, error) {
	s := &Suppression{input: input, numbers: numbers}
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

// List implements dialer.Suppression. The name of a list is that of its file, without its folder.
func (s *Suppression) List(number string) string {
	for _, file := range *s.lists.Load() {
		if file.list.holds(number) {
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
		if err := awaitQuiet(file.path); err != nil {
			return &SuppressionError{file.path, err}
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

// awaitQuiet waits until a list was left alone for a while, some times at most.
func awaitQuiet(path string) error {
	for range readTries {
		now, err := os.Stat(path)
		if err != nil {
			return err //nolint:wrapcheck // the caller says of what
		}
		age := time.Since(now.ModTime())
		if age < 0 || age >= quiet { // a time to come is another clock's
			return nil
		}
		time.Sleep(quiet - age)
	}
	return errBeingWritten
}

func unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// errBeingWritten says that a list does not come to rest.
var errBeingWritten = errors.New("the list is being written to: wait until it is whole, or replace it by renaming a new file over it")

// readTries is how often a list is read that changes while it is read.
const readTries = 5

// read reads a list. The file's state before and after must be the same: else what was read may be half of each.
func (s *Suppression) read(file *suppressionFile) error {
	for range readTries {
		before, err := os.Stat(file.path)
		if err != nil {
			return &SuppressionError{file.path, err}
		}
		list, err := readSuppressionList(file.path, s.input, s.numbers)
		if err != nil {
			return &SuppressionError{file.path, err}
		}
		after, err := os.Stat(file.path)
		if err != nil {
			return &SuppressionError{file.path, err}
		}
		if unchanged(before, after) {
			file.info, file.list = after, list
			return nil
		}
		time.Sleep(quiet)
	}
	return &SuppressionError{file.path, errBeingWritten}
}

func readSuppressionList(path string, input InputConfig, numbers dialer.Numbers) (*suppressionList, error) {
	in, err := OpenInput(path, nil, input)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	list := &suppressionList{}
	if err := list.readAll(in.table, numbers); err != nil {
		return nil, fmt.Errorf("%w; nobody is called on half a list", err)
	}
	return list, nil
}
