package frequency

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sys/unix"

	"bulkdial/dialer"
)

// Dir is the folder, as one process uses it. It is not for use by several goroutines at once.
type Dir struct {
	path   string
	ext    string
	window time.Duration
	lock   *flock.Flock
	// read is how much of each file was read, in bytes, by its name.
	read map[string]int64
}

// The extensions of the files of a day: of calls, and of calls of the sandbox.
const (
	callsExt   = ".calls"
	sandboxExt = ".sandbox.calls"
)

// lockWait is how long the lock of others is awaited, who hold it for as long as a sync takes, and lockPause the pause between two tries.
const (
	lockWait  = 10 * time.Second
	lockPause = 2 * time.Millisecond
)

// clockMargin is how far clocks may be set back, and may differ.
const clockMargin = 24 * time.Hour

// Open returns the folder at path, which must be there: a new one would have none of the calls of others. It counts the calls within a
// window before now, of the sandbox or else real ones.
func Open(path string, sandbox bool, window time.Duration) (*Dir, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("the folder must be made first: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", path)
	}
	d := &Dir{path: path, ext: callsExt, window: window, read: map[string]int64{}}
	if sandbox {
		d.ext = sandboxExt
	}
	d.lock = flock.New(filepath.Join(path, "lock"), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	return d, nil
}

// Read passes the calls to each that were added since the last reading, except those that this process has added itself.
func (d *Dir) Read(each func(dialer.SharedCall)) error {
	names, err := d.files()
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := d.readFile(name, each); err != nil {
			return err
		}
	}
	return nil
}

// files returns the names of the files whose calls count, in their order. A file that was read before must not be gone.
func (d *Dir) files() ([]string, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, fmt.Errorf("looking for the calls of others: %w", err)
	}
	first := d.fileOf(time.Now().Add(-d.window - clockMargin))
	var names []string
	for _, entry := range entries {
		if name := entry.Name(); d.isOurs(name) && name >= first {
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.read)) {
		if name >= first && !slices.Contains(names, name) {
			return nil, fmt.Errorf("%s was removed while its calls count", filepath.Join(d.path, name))
		}
	}
	return names, nil
}

// fileOf is the name of the file with the calls of the day of a moment. The names are in the order of the days.
func (d *Dir) fileOf(at time.Time) string { return at.UTC().Format(time.DateOnly) + d.ext }

// isOurs reports whether a name is one of fileOf.
func (d *Dir) isOurs(name string) bool {
	day, ok := strings.CutSuffix(name, d.ext)
	_, err := time.Parse(time.DateOnly, day)
	return ok && err == nil
}

// readFile passes the calls in the whole lines of a file to each that were not read before.
func (d *Dir) readFile(name string, each func(dialer.SharedCall)) error {
	path, from := filepath.Join(d.path, name), d.read[name]
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	if info.Size() < from {
		return fmt.Errorf("%s was shortened", path)
	}
	text, err := io.ReadAll(io.NewSectionReader(file, from, info.Size()-from))
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	for line := range bytes.Lines(text) {
		if from == 0 && string(line) != header || from > 0 {
			call, err := parseLine(string(line))
			if err != nil {
				return fmt.Errorf("%s: the line at byte %d %w: only bulkdial may write this file; restore it, or remove the line if its number may be called", path, from, err)
			}
			each(call)
		}
		from += int64(len(line))
		d.read[name] = from
	}
	return nil
}

// Add does what Read does, and then adds those that choose returns. Nobody adds others in
// between. The calls are on disk when it returns without an error.
func (d *Dir) Add(each func(dialer.SharedCall), choose func() []dialer.SharedCall) (err error) {
	if err := d.take(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.lock.Unlock()) }()
	if err := d.Read(each); err != nil {
		return err
	}
	byFile := map[string][]dialer.SharedCall{}
	for _, call := range choose() {
		name := d.fileOf(call.At)
		byFile[name] = append(byFile[name], call)
	}
	for _, name := range slices.Sorted(maps.Keys(byFile)) {
		if err := d.appendTo(name, byFile[name]); err != nil {
			return fmt.Errorf("telling others of the calls: %w", err)
		}
	}
	return nil
}

// take locks the folder.
func (d *Dir) take() error {
	for began := time.Now(); ; time.Sleep(lockPause) {
		got, err := d.lock.TryLock()
		switch {
		case err != nil:
			return fmt.Errorf("locking %s: %w", d.path, err)
		case got:
			return nil
		case time.Since(began) > lockWait:
			return fmt.Errorf("%s is locked by another process for more than %v", d.path, lockWait)
		}
	}
}

// appendTo adds lines to a file, durably. All whole lines of the file were read; what follows them was never synced, and is removed.
func (d *Dir) appendTo(name string, calls []dialer.SharedCall) (err error) {
	file, err := os.OpenFile(filepath.Join(d.path, name), os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return err //nolint:wrapcheck // Add says what it was doing
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	end, created := d.read[name], false
	if end == 0 {
		created = true
	}
	var text strings.Builder
	if created {
		text.WriteString(header)
	}
	for i := range calls {
		text.WriteString(lineOf(&calls[i]))
	}
	if err = file.Truncate(end); err == nil {
		_, err = file.WriteAt([]byte(text.String()), end)
	}
	if err == nil {
		err = file.Sync()
	}
	if err == nil && created {
		err = d.sync()
	}
	if err == nil {
		d.read[name] = end + int64(text.Len())
	}
	return err
}

// sync makes the name of a new file durable.
func (d *Dir) sync() error {
	dir, err := os.Open(d.path)
	if err != nil {
		return err //nolint:wrapcheck // Add says what it was doing
	}
	return errors.Join(dir.Sync(), dir.Close())
}
