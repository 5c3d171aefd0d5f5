package ownfile

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

// The number of tries for a lock where its kind names none, and the pause after each: a command that checks for a lock holds it for a moment.
const (
	lockTries = 5
	lockPause = 50 * time.Millisecond
	// openTries is the maximum number of files that are opened until one is locked that has the name: the run that held the one
	// before may have removed it.
	openTries = 20
)

// Locked is a file that is open and that this process holds. The embedded File may be replaced by another one of the same name.
type Locked struct {
	File
	// Created: this process has created the file, so Release removes it if it is empty. Set it to false for a file that stays.
	Created bool

	kind Kind
	disk Disk
	path string
	lock *flock.Flock
}

// Lock opens the file of a kind at path and locks it for this process. It creates a missing file. The lock ends with Release, or with the
// process, however that ends. The error is a *LockedError when another process holds the file to the last try, a *RecordError when
// the object at path cannot be such a file, and another one where the file system does not support locks.
func Lock(kind Kind, d Disk, path string) (*Locked, error) {
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

// openOnce is one try of Lock. It returns nil if the file that it has locked does not have the name any more.
func openOnce(kind Kind, d Disk, path string) (*Locked, error) {
	info, missing := os.Lstat(path)
	if missing == nil {
		if err := kind.Check(path, info); err != nil {
			return nil, err
		}
	}
	file, err := d.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND|unix.O_NONBLOCK|unix.O_NOFOLLOW)
	if errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w (user %d must be able to write to the folder and to what is in it)", err, os.Getuid())
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", kind.Name, err)
	}
	l := &Locked{
		File: file, kind: kind, disk: d, path: path, lock: flock.New(path, flock.SetFlag(os.O_RDWR)), Created: errors.Is(missing, fs.ErrNotExist),
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

// checkOpened is Kind.Check for the open file: another may have taken the name since.
func (l *Locked) checkOpened() error {
	info, err := l.Stat()
	if err != nil {
		return l.lookingAt(err)
	}
	return l.kind.Check(l.path, info)
}

func (l *Locked) lookingAt(err error) error {
	return fmt.Errorf("looking at %s: %w", l.kind.Name, err)
}

// take tries to lock, and reports whether the lock is on the file that is open and has the name.
func (l *Locked) take() (same bool, err error) {
	got, err := try(l.lock, cmp.Or(l.kind.Tries, lockTries))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("locking %s: %w (the file system must support locks; %s)", l.path, err, l.kind.WithoutLock)
	}
	if !got {
		return false, &LockedError{Path: l.path, Holder: l.kind.Holder(l.path)}
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

// Release closes the file and releases the lock. It removes an empty file that this process has created.
func (l *Locked) Release() {
	if l.Created {
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

// InUse returns the process that holds the file of a kind at this moment, as far as it is known, and whether there is one.
func InUse(kind Kind, path string) (Holder, bool) {
	if !Held(path) {
		return Holder{}, false
	}
	return kind.Holder(path), true
}

// Held reports whether a process holds a file at this moment, also where the name of that process is not known.
func Held(path string) bool {
	l := flock.New(path, flock.SetFlag(os.O_RDONLY))
	defer func() { _ = l.Close() }()
	got, err := l.TryRLock()
	return err == nil && !got
}
