package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sys/unix"
)

// The number of tries for a lock, and the pause after each: a command that checks for a lock holds it for a moment.
const (
	lockTries = 5
	lockPause = 50 * time.Millisecond
	// openTries is the maximum number of files that are opened until one is locked that has the name: the run that held the one
	// before may have removed it.
	openTries = 20
)

// lockedFile is a results file that is open and locked.
type lockedFile struct {
	File

	disk    Disk
	path    string
	lock    *flock.Flock
	created bool // by this process
}

// openLocked opens the results file at path and locks it for this process. It creates a missing file. The lock ends with the
// process, however that ends.
func openLocked(d Disk, path string) (*lockedFile, error) {
	for range openTries {
		l, err := openOnce(d, path)
		if l != nil || err != nil {
			return l, err
		}
		time.Sleep(lockPause)
	}
	return nil, fmt.Errorf("locking %s: in %d tries the name led to another file than the one that was opened (the file system must keep "+
		"the identity of a file, its inode number)", path, openTries)
}

// openOnce is one try of openLocked. It returns nil if the file that it has locked does not have the name any more.
func openOnce(d Disk, path string) (*lockedFile, error) {
	info, missing := os.Lstat(path)
	if missing == nil {
		if err := checkResults(path, info); err != nil {
			return nil, err
		}
	}
	file, err := d.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND|unix.O_NONBLOCK|unix.O_NOFOLLOW)
	if errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w (user %d must be able to write to the folder and to what is in it)", err, os.Getuid())
	}
	if err != nil {
		return nil, fmt.Errorf("opening results: %w", err)
	}
	l := &lockedFile{File: file, disk: d, path: path, lock: flock.New(path, flock.SetFlag(os.O_RDWR)), created: errors.Is(missing, fs.ErrNotExist)}
	same, err := l.take()
	if err == nil && same {
		err = checkOpened(path, file)
	}
	if err == nil && same {
		return l, nil
	}
	_ = l.lock.Close()
	_ = file.Close() // nothing was written
	return nil, err
}

// checkOpened is checkResults for the open file: another may have taken the name since.
func checkOpened(path string, file File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("looking at results: %w", err)
	}
	return checkResults(path, info)
}

// take tries to lock, and reports whether the lock is on the file that is open and has the name.
func (l *lockedFile) take() (same bool, err error) {
	got, err := try(l.lock)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("locking %s: %w (the file system must support locks; a run without one could call people twice)", l.path, err)
	}
	if !got {
		n, _ := readNotes(l.path) // only for the message
		return false, &LockedError{Path: l.path, Holder: n.holder}
	}
	locked, err := l.lock.Stat()
	if err != nil {
		return false, fmt.Errorf("looking at results: %w", err)
	}
	opened, err := l.Stat()
	if err != nil {
		return false, fmt.Errorf("looking at results: %w", err)
	}
	named, err := os.Stat(l.path)
	return err == nil && os.SameFile(locked, named) && os.SameFile(opened, named), nil
}

// release closes the file and releases the lock. It removes an empty file that this process has created.
func (l *lockedFile) release() {
	if l.created {
		opened, errOpened := l.Stat()
		named, errNamed := os.Lstat(l.path)
		if errOpened == nil && errNamed == nil && os.SameFile(opened, named) && named.Size() == 0 {
			_ = l.disk.Remove(l.path)
		}
	}
	_ = l.Close() // what was written is synced
	_ = l.lock.Close()
}

func try(l *flock.Flock) (bool, error) {
	for range lockTries {
		if got, err := l.TryLock(); got || err != nil {
			return got, err //nolint:wrapcheck // the caller says what it was doing
		}
		time.Sleep(lockPause)
	}
	return false, nil
}

// InUse returns the run that holds the ledger of a results file at this moment, and whether there is one.
func InUse(results string) (Holder, bool) {
	if !held(results) {
		return Holder{}, false
	}
	n, _ := readNotes(results) // only for the name
	return n.holder, true
}

// held reports whether a run holds the results file at this moment.
func held(path string) bool {
	l := flock.New(path, flock.SetFlag(os.O_RDONLY))
	defer func() { _ = l.Close() }()
	got, err := l.TryRLock()
	return err == nil && !got
}
