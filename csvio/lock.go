package csvio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// LockedError says that another run holds the results file.
type LockedError struct {
	Path   string
	Holder Holder
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("%s is in use by %s; wait for it to end, or stop it", e.Path, e.Holder)
}

// How often a lock is tried for, and the pause between.
const (
	lockTries = 5
	lockPause = 50 * time.Millisecond
)

// lock takes the results file for this process, creating it when it is not there. The lock goes with the process,
// however that ends.
func lock(path string) (*flock.Flock, error) {
	for {
		l := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
		got, err := try(l)
		if errors.Is(err, fs.ErrPermission) {
			return nil, fmt.Errorf("opening results: %w (user %d must be able to write to the folder and to what is in it)", err, os.Getuid())
		}
		if err != nil {
			return nil, fmt.Errorf("locking %s: %w (the file system must support locks; a run without one could call people twice)", path, err)
		}
		if !got {
			holder, _, _ := readInflight(inflightPath(path)) // only to tell who it is
			return nil, &LockedError{Path: path, Holder: holder}
		}
		// Whoever held it before may have removed the file: then this is a lock on a file without a name.
		locked, err := l.Stat()
		if err == nil {
			if named, err := os.Stat(path); err == nil && os.SameFile(locked, named) {
				return l, nil
			}
		}
		_ = l.Close()
	}
}

// unlock gives a lock back. A results file that lock has made, and that nobody has written to, goes.
func unlock(l *flock.Flock, path string) {
	locked, err := l.Stat()
	if named, errNamed := os.Stat(path); err == nil && errNamed == nil && os.SameFile(locked, named) && named.Size() == 0 {
		_ = os.Remove(path)
	}
	_ = l.Close()
}

// try tries for a lock a few times: somebody may just be looking whether there is one.
func try(l *flock.Flock) (bool, error) {
	for range lockTries {
		if got, err := l.TryLock(); got || err != nil {
			return got, err //nolint:wrapcheck // the caller says what it was doing
		}
		time.Sleep(lockPause)
	}
	return false, nil
}

// held reports whether a run holds the results file at this moment.
func held(path string) bool {
	l := flock.New(path, flock.SetFlag(os.O_RDONLY))
	defer func() { _ = l.Close() }()
	got, err := l.TryRLock()
	return err == nil && !got
}
