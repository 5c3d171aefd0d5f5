package suppress

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"bulkdial/dialer"
)

// Addition is what Append adds to a list.
type Addition struct {
	// Numbers are in E.164.
	Numbers []string
	// Reason says why, on one line, and At is when it was asked for. A list without columns of these names does not keep them.
	Reason string
	At     time.Time
}

// Appended says what Append has done.
type Appended struct {
	// Created: the list did not exist, or was empty.
	Created bool
	// Added are the numbers that were added, and Listed those that the list had.
	Added, Listed []string
	// ReasonLost: the list has no column for the reason.
	ReasonLost bool
	// Renewed: the time of the file could not be kept, so that the list seems to be as new as this addition.
	Renewed bool
}

// lockPatience bounds the wait of Append for another one, or for a reader.
const lockPatience = 30 * time.Second

// ErrInUse reports a list that other processes lock for long.
var ErrInUse = errors.New("another process uses the list")

// Append adds numbers to the list at path, and returns when they are on disk. A missing list is created, with the columns phone, reason
// and at. Several processes may add to a list at the same time, while runs read it. What is added is in the form of the list, and what
// was read of the list before is read of it afterwards: a list that cannot be read, and one to whose form nothing can be added, is an
// error, and stays as it is. The error is an *Error or that of ctx; it wraps ErrInUse if the list does not become free.
//
// The modification time of the file stays as it was, because a list is not newer for a number that was added to it, and so that readers
// do not wait for its writer. A list with the columns that Append creates is kept by it: its time is that of the last addition.
func Append(ctx context.Context, path string, cfg Config, add Addition) (Appended, error) {
	cfg.Input.Registry = true
	done, err := appendTo(ctx, path, &cfg, &add)
	switch {
	case err == nil, errors.Is(err, context.Cause(ctx)):
		return done, err
	case !mayPass(err) && !hasField(err):
		err = &dialer.FieldError{Field: "List", Err: err}
	}
	return done, &Error{path, err}
}

// mayPass reports whether an error is about a process or the machine, and not about the list.
func mayPass(err error) bool {
	_, system := errors.AsType[syscall.Errno](err)
	return system || errors.Is(err, ErrInUse) || errors.Is(err, errBeingWritten)
}

func appendTo(ctx context.Context, path string, cfg *Config, add *Addition) (done Appended, err error) {
	file, created, err := openToAppend(ctx, path)
	if err != nil {
		return done, err
	}
	a := appending{cfg: cfg, path: path, file: file, created: created}
	defer func() { err = errors.Join(err, a.close(err != nil)) }()
	if a.before, err = a.ready(); err != nil {
		return done, err
	}
	plan, err := a.plan(add)
	if err != nil {
		return done, err
	}
	done = plan.Appended
	if len(done.Added) == 0 {
		return done, file.Sync() //nolint:wrapcheck // who has added them may not have synced
	}
	done.Renewed, err = a.write(plan)
	return done, err
}

// openToAppend opens a list, or creates it, and locks it.
func openToAppend(ctx context.Context, path string) (file *os.File, created bool, err error) {
	for began := time.Now(); ; {
		file, created, err = openOrCreate(path)
		if err != nil {
			return nil, false, err
		}
		locked, err := tryLock(file, unix.LOCK_EX)
		if err != nil {
			err = fmt.Errorf("locking: %w (the file system must support locks)", err)
		}
		if err == nil && locked && hasName(file, path) {
			return file, created, nil
		}
		_ = file.Close() // nothing was written
		switch {
		case err != nil:
			return nil, false, err
		case time.Since(began) > lockPatience:
			return nil, false, fmt.Errorf("%w: try again", ErrInUse)
		}
		select {
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		case <-time.After(lockPause):
		}
	}
}

// openOrCreate reports whether this process has created the file.
func openOrCreate(path string) (file *os.File, created bool, err error) {
	const mode = os.O_RDWR | os.O_APPEND | unix.O_NONBLOCK // to open a pipe does not wait
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		file, err = os.OpenFile(path, mode|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, err == nil, err //nolint:wrapcheck // Append names the file
		}
		info, err = os.Stat(path)
	}
	if err == nil {
		err = checkRegular(info)
	}
	if err == nil {
		file, err = os.OpenFile(path, mode, 0)
	}
	if errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w (user %d must be able to write to the list)", err, os.Getuid())
	}
	return file, false, err
}

// hasName reports whether a path leads to a file that is open: another may have been renamed over it.
func hasName(file *os.File, path string) bool {
	opened, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(path)
	return err == nil && os.SameFile(opened, named)
}

// appending is an Append whose list is open and locked.
type appending struct {
	cfg     *Config
	path    string
	file    *os.File
	created bool
	// before is the state of the file before anything is written.
	before fs.FileInfo
}

// ready waits until nobody else writes to the list, and returns its state.
func (a *appending) ready() (fs.FileInfo, error) {
	if a.created {
		if info, err := a.file.Stat(); err != nil || info.Size() == 0 {
			return info, err //nolint:wrapcheck // Append names the file
		}
	}
	return awaitQuiet(a.file)
}

// write adds the rows of a plan with one write, syncs them, and makes sure that they are there. It reports whether the time of the file
// could not be kept.
func (a *appending) write(p *appendPlan) (renewed bool, err error) {
	size := a.before.Size()
	n, err := a.file.Write(p.text)
	if err != nil {
		a.undo(size, n)
		return false, err //nolint:wrapcheck // Append names the file
	}
	after, err := a.file.Stat()
	if err != nil {
		return false, err //nolint:wrapcheck // as above
	}
	alone := after.Size() == size+int64(n)
	if alone { // else another writer is not done, and readers must wait for it
		renewed = a.setTime(p.kept) != nil
	}
	if err := a.file.Sync(); err != nil {
		return renewed, err //nolint:wrapcheck // as above
	}
	if err := syncFolder(filepath.Dir(a.path)); err != nil && (a.created || !errors.Is(err, fs.ErrPermission)) {
		return renewed, err
	}
	return renewed, a.check(p, alone)
}

// undo removes what a write that failed has written, unless another process has written behind it.
func (a *appending) undo(size int64, n int) {
	if info, err := a.file.Stat(); err == nil && info.Size() == size+int64(n) {
		_ = a.file.Truncate(size) // what is left is refused by readers, or is a number to be added
	}
}

// setTime sets the modification time of the file. That of a list that Append keeps is a moment ago, so that readers do not wait.
func (a *appending) setTime(kept bool) error {
	at, past := a.before.ModTime(), time.Now().Add(-quiet)
	if a.created || kept && past.After(at) {
		at = past
	}
	times := []unix.Timeval{unix.NsecToTimeval(time.Now().UnixNano()), unix.NsecToTimeval(at.UnixNano())}
	return unix.Futimes(int(a.file.Fd()), times) //nolint:wrapcheck // only whether it worked counts
}

// check makes sure that the rows were written where they were planned, or that the list has the numbers all the same, and that the file
// still has its name.
func (a *appending) check(p *appendPlan, alone bool) error {
	if alone {
		got := make([]byte, len(p.text))
		_, err := a.file.ReadAt(got, a.before.Size())
		alone = err == nil && string(got) == string(p.text)
	}
	if !alone {
		if err := a.checkNumbers(p); err != nil {
			return err
		}
	}
	if !hasName(a.file, a.path) {
		return fmt.Errorf("%w: another file took the name of the list meanwhile, so the numbers may be missing on it: add them again", ErrInUse)
	}
	return nil
}

func (a *appending) checkNumbers(p *appendPlan) error {
	info, err := a.file.Stat()
	if err != nil {
		return err //nolint:wrapcheck // Append names the file
	}
	now, err := a.read(info.Size(), "")
	if err != nil {
		return fmt.Errorf("%w, which has written to it at the same time: %w", ErrInUse, err)
	}
	for _, number := range p.Added {
		if !now.list.holds(number, forever-1) {
			return fmt.Errorf("%w, which has written to it at the same time: look at its end, and add the number again", ErrInUse)
		}
	}
	return nil
}

// close releases the lock. A list that was created and is still empty is removed: runs would refuse it.
func (a *appending) close(failed bool) error {
	if a.created && failed {
		if info, err := a.file.Stat(); err == nil && info.Size() == 0 && hasName(a.file, a.path) {
			_ = os.Remove(a.path)
		}
	}
	return a.file.Close() //nolint:wrapcheck // Append names the file
}

// syncFolder makes the name of a new file durable.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err //nolint:wrapcheck // Append names the file
	}
	err = folder.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, unix.EINVAL) {
		err = nil // the file system has no such thing
	}
	return errors.Join(err, folder.Close())
}

// oneLine is a text as the cell of a row, which has no line breaks.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
