package csvio

import (
	"fmt"
	"sync"
	"time"
)

// syncer brings results to disk beside the writer, and tells who waits for that. What is written after a while in which
// nothing was, is synced at once; else what was written in the meantime is synced together.
type syncer struct {
	writer *writer
	file   diskFile

	// syncing holds an element of the one that syncs and tells. It is no mutex, since a fake clock stands still while
	// somebody waits for one.
	syncing chan struct{}

	mu sync.Mutex // guards what follows
	// waiting are the batches whose results are written and not synced, and unsynced is how many bytes are.
	waiting  []settlement
	unsynced int
	due      *time.Timer // nil: no sync is to come
	busy     bool        // a sync goes on
	last     time.Time   // the end of the last sync
}

const (
	// syncPause is the least time from the end of a sync of results to the next, unless somebody waits for it.
	syncPause = 10 * time.Millisecond
	// syncSize is how many bytes of results may wait to be synced.
	syncSize = 2 << 20
)

// add takes the batches of so many bytes that are written. It reports whether they are too many to wait for a sync.
func (s *syncer) add(written []settlement, size int) (full bool) {
	if len(written) == 0 && size == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, written...)
	s.unsynced += size
	s.arrange()
	return s.unsynced >= syncSize
}

// arrange sees to it that what waits is synced in time. While a sync goes on, its end does.
func (s *syncer) arrange() {
	if s.due == nil && !s.busy && (len(s.waiting) > 0 || s.unsynced > 0) {
		s.due = time.AfterFunc(syncPause-time.Since(s.last), func() { _ = s.sync() }) // the writer keeps the error
	}
}

// take returns what is to be synced. From then on what is added is due anew.
func (s *syncer) take() (waiting []settlement, unsynced int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.due != nil {
		s.due.Stop()
	}
	waiting, unsynced = s.waiting, s.unsynced
	s.waiting, s.unsynced, s.due, s.busy = nil, 0, nil, true
	return waiting, unsynced
}

// rest ends a sync, in which the disk was used or not.
func (s *syncer) rest(used bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if used {
		s.last = time.Now()
	}
	s.busy = false
	s.arrange()
}

// sync brings to disk what is written, unless the record is lost, and tells whom it concerns. It returns the error that
// has ended the use of the record, or nil.
func (s *syncer) sync() error {
	s.syncing <- struct{}{}
	defer func() { <-s.syncing }()
	waiting, unsynced := s.take()
	err := s.writer.err()
	if err == nil && unsynced > 0 {
		if err = s.file.Sync(); err != nil {
			err = s.writer.fail(fmt.Errorf("syncing results: %w", err))
		}
	}
	s.rest(unsynced > 0)
	if err == nil {
		s.writer.answer(waiting)
	}
	for i := range waiting {
		waiting[i].told(err)
	}
	return err
}
