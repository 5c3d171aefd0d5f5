package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sys/unix"
)

// The number of tries for a lock that a run keeps, and the pause after each: a command that checks for a lock holds it for a moment.
const (
	lockTries = 5
	lockPause = 50 * time.Millisecond
	// openTries is the maximum number of files that are opened until one is locked that has the name: the run that held the one
	// before may have removed it.
	openTries = 20
)

// lockedFile is a log file that is open and locked.
type lockedFile struct {
	File

	kind    fileKind
	disk    Disk
	path    string
	lock    *flock.Flock
	created bool // by this process
}

// openLocked opens the log file at path and locks it for this process. It creates a missing file. The lock ends with the process,
// however that ends.
func openLocked(kind fileKind, d Disk, path string) (*lockedFile, error) {
	for range openTries {
		l, err := openOnce(kind, d, path)
		if l != nil || err != nil {
			return l, err
		}
		time.Sleep(lockPause)
	}
	return nil, fmt.Errorf("locking %s: in %d tries the name led to another file than the one that was opened (the file system must keep "+
		"the identity of a file, its inode number)", path, openTries)
}

// openOnce is one try of openLocked. It returns nil if the file that it has locked does not have the name any more.
func openOnce(kind fileKind, d Disk, path string) (*lockedFile, error) {
	info, missing := os.Lstat(path)
	if missing == nil {
		if err := kind.check(path, info); err != nil {
			return nil, err
		}
	}
	file, err := d.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND|unix.O_NONBLOCK|unix.O_NOFOLLOW)
	if errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w (user %d must be able to write to the folder and to what is in it)", err, os.Getuid())
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", kind.name, err)
	}
	l := &lockedFile{
		File: file, kind: kind, disk: d, path: path, lock: flock.New(path, flock.SetFlag(os.O_RDWR)), created: errors.Is(missing, fs.ErrNotExist),
	}
	same, err := l.take()
	if err == nil && same {
		err = l.checkOpened()
	}
	if err == nil && same {
		return l, nil
	}
	_ = l.lock.Close()
	_ = file.Close() // nothing was written
	return nil, err
}

// checkOpened is fileKind.check for the open file: another may have taken the name since.
func (l *lockedFile) checkOpened() error {
	info, err := l.Stat()
	if err != nil {
		return l.lookingAt(err)
	}
	return l.kind.check(l.path, info)
}

func (l *lockedFile) lookingAt(err error) error {
	return fmt.Errorf("looking at %s: %w", l.kind.name, err)
}

// take tries to lock, and reports whether the lock is on the file that is open and has the name.
func (l *lockedFile) take() (same bool, err error) {
	got, err := try(l.lock, cmp.Or(l.kind.tries, lockTries))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("locking %s: %w (the file system must support locks; %s)", l.path, err, l.kind.withoutLock)
	}
	if !got {
		return false, &LockedError{Path: l.path, Holder: l.kind.holder(l.path)}
	}
	locked, err := l.lock.Stat()
	if err != nil {
		return false, l.lookingAt(err)
	}
	opened, err := l.Stat()
	if err != nil {
		return false, l.lookingAt(err)
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

func try(l *flock.Flock, tries int) (bool, error) {
	for range tries {
		if got, err := l.TryLock(); got || err != nil {
			return got, err //nolint:wrapcheck // the caller says what it was doing
		}
		time.Sleep(lockPause)
	}
	return false, nil
}

// inUse returns the process that holds a file at this moment, as far as it is known, and whether there is one.
func inUse(kind fileKind, path string) (Holder, bool) {
	if !held(path) {
		return Holder{}, false
	}
	return kind.holder(path), true
}

// held reports whether a process holds a log file at this moment.
func held(path string) bool {
	l := flock.New(path, flock.SetFlag(os.O_RDONLY))
	defer func() { _ = l.Close() }()
	got, err := l.TryRLock()
	return err == nil && !got
}
