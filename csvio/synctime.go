package csvio

import (
	"sync"
	"time"
)

// ObserveSync makes the record tell how long each sync of its files and of their folder takes, also one that fails.
// It is to be called before Begin; observe is called by one goroutine at a time, which then goes on with the record.
func (r *Record) ObserveSync(observe func(time.Duration)) {
	var one sync.Mutex // results are synced beside the in-flight record
	alone := func(took time.Duration) {
		one.Lock()
		defer one.Unlock()
		observe(took)
	}
	r.disk = timedDisk{r.disk, alone}
	r.file = timedFile{r.file, alone}
	if r.inflight != nil {
		r.inflight.disk = r.disk
		r.inflight.file = timedFile{r.inflight.file, alone}
	}
}

// timedDisk is a disk that tells how long its syncs take.
type timedDisk struct {
	disk
	observe func(time.Duration)
}

func (d timedDisk) OpenFile(path string, flag int) (diskFile, error) {
	file, err := d.disk.OpenFile(path, flag)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was doing
	}
	return timedFile{file, d.observe}, nil
}

func (d timedDisk) SyncDir(path string) error {
	return timed(d.observe, func() error { return d.disk.SyncDir(path) })
}

// timedFile is a file of a timedDisk.
type timedFile struct {
	diskFile
	observe func(time.Duration)
}

func (f timedFile) Sync() error { return timed(f.observe, f.diskFile.Sync) }

func timed(observe func(time.Duration), sync func() error) error {
	began := time.Now()
	err := sync()
	observe(time.Since(began))
	return err
}
