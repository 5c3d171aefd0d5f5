package csvio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sys/unix"
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

// fileLock is a lock on a results file. It goes with the process, however that ends.
type fileLock struct {
	flock *flock.Flock
	path  string
	// made: there was no file before.
	made bool
}

// lock takes the results file for this process, and makes it when it is not there.
func lock(path string) (*fileLock, error) {
	for {
		fresh, err := provide(path)
		if err != nil {
			return nil, err
		}
		l := flock.New(path, flock.SetFlag(os.O_RDWR|unix.O_NONBLOCK|unix.O_NOFOLLOW))
		got, err := try(l)
		switch {
		case errors.Is(err, fs.ErrNotExist): // the run that held it has removed it
			continue
		case errors.Is(err, fs.ErrPermission):
			return nil, mayNotWrite(err)
		case err != nil:
			return nil, fmt.Errorf("locking %s: %w (the file system must support locks; a run without one could call people twice)", path, err)
		case !got:
			holder, _, _ := readInflight(inflightPath(path)) // only to tell who it is
			return nil, &LockedError{Path: path, Holder: holder}
		}
		// A run that held it before may have removed the file: then this is a lock on a file without a name.
		if locked, err := l.Stat(); err == nil && hasName(locked, path) {
			return &fileLock{flock: l, path: path, made: fresh != nil && os.SameFile(fresh, locked)}, nil
		}
		_ = l.Close()
	}
}

// provide makes an empty results file where there is none, and describes what it has made; nil when a file was there.
func provide(path string) (fs.FileInfo, error) {
	if err := checkOwn(path); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, nil //nolint:nilnil // nothing was made
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist): // another run was faster
		return nil, nil //nolint:nilnil // as above
	case errors.Is(err, fs.ErrPermission):
		return nil, mayNotWrite(err)
	case err != nil:
		return nil, fmt.Errorf("making results: %w", err)
	}
	made, err := file.Stat()
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("making results: %w", err)
	}
	return made, nil
}

func mayNotWrite(err error) error {
	return fmt.Errorf("opening results: %w (user %d must be able to write to the folder and to what is in it)", err, os.Getuid())
}

// hasName reports whether a file is the one at path.
func hasName(file fs.FileInfo, path string) bool {
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(file, named)
}

// unlock gives a lock back. A results file that lock has made, and that is still empty, goes.
func (l *fileLock) unlock() {
	if locked, err := l.flock.Stat(); l.made && err == nil && locked.Size() == 0 && hasName(locked, l.path) {
		_ = os.Remove(l.path)
	}
	_ = l.flock.Close()
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
	l := flock.New(path, flock.SetFlag(os.O_RDONLY|unix.O_NONBLOCK))
	defer func() { _ = l.Close() }()
	got, err := l.TryRLock()
	return err == nil && !got
}
