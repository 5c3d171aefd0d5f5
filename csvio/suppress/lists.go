package suppress

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bulkdial/csvio/table"
)

// Error reports a suppression list that cannot be used.
type Error struct {
	Path string
	// Err says where and why.
	Err error
}

func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// Lists holds the suppression lists of a campaign and reads them again when they change. It implements guards.Lists and is safe
// for concurrent use. An entry takes at most 64 bytes of memory (about 40 in a list of a million).
type Lists struct {
	cfg Config

	refreshing sync.Mutex
	// lists is replaced as a whole, so that lookups never wait.
	lists atomic.Pointer[[]listFile]
	// asked: a number was looked up.
	asked atomic.Bool
}

// listFile is a list, and the state of its file when it was read.
type listFile struct {
	path string
	info fs.FileInfo // nil if the list must be read again
	list *entries
	// modified is the modification time of the file.
	modified time.Time
	// seen is when Refresh last saw that the list is that of the file.
	seen time.Time
}

// Open reads the lists at paths, each completely and when it has not changed for a second. The error is an *Error, or a
// *dialer.FieldError about Config.
func Open(paths []string, cfg Config) (*Lists, error) {
	s := &Lists{cfg: cfg}
	s.cfg.Input.Registry = true
	bad := &rejects{path: cfg.SuppressRejects}
	lists := make([]listFile, len(paths))
	var failed error
	for i, path := range paths {
		lists[i].path = path
		bad.beginList(path)
		if err := s.read(&lists[i], bad); err != nil && failed == nil {
			failed = err
		}
		if failed != nil && bad.path == "" {
			break
		}
	}
	if err := bad.close(failed); err != nil {
		return nil, err
	}
	if err := checkColumnsFound(lists, cfg.SuppressColumn); err != nil {
		return nil, err
	}
	if err := checkDates(lists, cfg.SuppressDate); err != nil {
		return nil, err
	}
	s.lists.Store(&lists)
	return s, s.checkAges(time.Now())
}

// checkColumnsFound returns an error about a name of a column that no list has: the name is probably misspelled.
func checkColumnsFound(lists []listFile, names []string) error {
	for _, name := range names {
		has := func(file listFile) bool { return slices.Contains(file.list.named, name) }
		if len(lists) > 0 && !slices.ContainsFunc(lists, has) {
			return fieldErrorf("SuppressColumn", "no suppression list has a header with the column %q: correct the name, or leave it out", table.ShortName(name))
		}
	}
	return nil
}

// Entries returns the number of entries of all lists together that count at a moment.
func (s *Lists) Entries(now time.Time) int {
	n := 0
	for _, size := range s.Sizes(now) {
		n += size.Entries
	}
	return n
}

// Size is how many entries of a list count, and how many do not any more. The list is named as in Lists.List.
type Size struct {
	Name             string
	Entries, Expired int
}

// Sizes returns the sizes of the lists at a moment, in the order in which they were given.
func (s *Lists) Sizes(now time.Time) []Size {
	var sizes []Size
	for _, file := range *s.lists.Load() {
		n, expired := file.list.count(now)
		sizes = append(sizes, Size{filepath.Base(file.path), n, expired})
	}
	return sizes
}

// UnmatchedHashes returns the names of the lists whose hashes have matched none of the numbers that were looked up; nil if none was.
func (s *Lists) UnmatchedHashes() []string {
	var names []string
	for _, file := range *s.lists.Load() {
		if !file.list.hashes.empty() && !file.list.matched.Load() && s.asked.Load() {
			names = append(names, filepath.Base(file.path))
		}
	}
	return names
}

// List implements guards.Lists. The name of a list is that of its file, without its folder. A number is on a list
// that has any number of its subscriber.
func (s *Lists) List(number string, now time.Time) string {
	lists := *s.lists.Load()
	if len(lists) == 0 {
		return ""
	}
	s.asked.Store(true)
	at := moment(now.UnixMilli())
	others := s.cfg.Numbers.Others(number)
	for _, file := range lists {
		if file.list.holds(number, at) || slices.ContainsFunc(others, func(other string) bool { return file.list.holds(other, at) }) {
			return filepath.Base(file.path)
		}
	}
	return ""
}

// freshState is the age up to which the state of a list counts that was seen while another list was read.
const freshState = 250 * time.Millisecond

// mostPasses bounds how often Refresh looks at the lists.
const mostPasses = 20

// Refresh implements guards.Lists. It waits until a list that has changed has not changed for a second. While it does, or reads a large
// list, another list may change, so that it looks at that one again. The error may also be that a list has become too old.
func (s *Lists) Refresh() error {
	if len(*s.lists.Load()) == 0 {
		return nil
	}
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	lists := slices.Clone(*s.lists.Load())
	for i := range lists {
		lists[i].seen = time.Time{}
	}
	for range mostPasses {
		if err := s.refreshOnce(lists); err != nil {
			s.lists.Store(&lists)
			return err
		}
		if !slices.ContainsFunc(lists, func(f listFile) bool { return f.stale() }) {
			s.lists.Store(&lists)
			return s.checkAges(time.Now())
		}
	}
	return &Error{lists[0].path, errBeingWritten}
}

// refreshOnce looks at the lists that were not seen just now.
func (s *Lists) refreshOnce(lists []listFile) error {
	for i := range lists {
		if !lists[i].stale() {
			continue
		}
		if err := s.reread(&lists[i]); err != nil {
			// The next file of that name may look like the last one that was read: a system uses the identity of a removed file again.
			lists[i].info = nil
			return err
		}
		lists[i].seen = time.Now()
	}
	return nil
}

// stale reports whether a list may have changed since it was seen.
func (f *listFile) stale() bool { return time.Since(f.seen) > freshState }

// reread reads a list again if its file has changed since it was read.
func (s *Lists) reread(file *listFile) error {
	now, err := os.Stat(file.path)
	if err != nil {
		return &Error{file.path, err}
	}
	if file.info == nil || !unchanged(now, file.info) {
		return s.read(file, &rejects{})
	}
	if file.list.results {
		err = checkInFlight(file.path)
	}
	return err
}
