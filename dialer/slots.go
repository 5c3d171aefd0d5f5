package dialer

import (
	"context"
	"sync"
)

// slots bound the requests under way. Other than those of an errgroup or a semaphore, their number may change while some
// are taken. One goroutine takes them; any may give them back.
type slots struct {
	mu           sync.Mutex
	limit, taken int
	// wanted: the taker waits.
	wanted bool
	// changed tells the taker to look again.
	changed chan struct{}
}

func newSlots(limit int) *slots {
	return &slots{limit: limit, changed: make(chan struct{}, 1)}
}

// take waits for a free slot. The error is the cause of ctx's end.
func (s *slots) take(ctx context.Context) error {
	for ctx.Err() == nil {
		if s.tryTake() {
			return nil
		}
		select {
		case <-s.changed:
		case <-ctx.Done():
		}
	}
	return context.Cause(ctx)
}

func (s *slots) tryTake() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanted = s.taken >= s.limit
	if !s.wanted {
		s.taken++
	}
	return !s.wanted
}

// free gives a slot back.
func (s *slots) free() {
	s.mu.Lock()
	s.taken--
	s.mu.Unlock()
	s.wake()
}

// short reports whether all slots are taken and one more is waited for.
func (s *slots) short() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wanted && s.taken >= s.limit
}

// size is the number of slots.
func (s *slots) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limit
}

// resize changes the number of slots. Slots beyond a smaller number are used until they are given back.
func (s *slots) resize(limit int) {
	s.mu.Lock()
	s.limit = limit
	s.mu.Unlock()
	s.wake()
}

func (s *slots) wake() {
	select {
	case s.changed <- struct{}{}:
	default: // it has been told and has not looked yet
	}
}
