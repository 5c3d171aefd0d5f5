package suppress

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// lockPause is the time between two tries to lock a file.
	lockPause = 20 * time.Millisecond
	// readerPatience bounds the wait of a reader for Append, which is done within milliseconds.
	readerPatience = 2 * time.Second
)

// tryLock locks a file as flock does, until it is closed, and reports false where another process has it.
func tryLock(file *os.File, how int) (bool, error) {
	err := unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err //nolint:wrapcheck // the caller says of what
}

// keepAppendAway keeps Append from adding to a file until the file is closed. Where that is not possible the file is read all the same:
// what changes is then read again.
func keepAppendAway(file *os.File) {
	for began := time.Now(); time.Since(began) < readerPatience; time.Sleep(lockPause) {
		if locked, err := tryLock(file, unix.LOCK_SH); locked || err != nil {
			return
		}
	}
}
