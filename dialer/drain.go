package dialer

import (
	"cmp"
	"context"
	"time"
)

// Drain is what a run that was told to stop still waits for.
type Drain struct {
	// Requests are not answered yet, or their intents are on the way to the disk; Contacts is how many they carry.
	Requests, Contacts int
	// Timeout is how long the answers are waited for at most.
	Timeout time.Duration
}

// drain is what the run waits for. Admission must have ended, so that no request is added.
func (s *Stats) drain(cfg *Config) Drain {
	live := s.Live()
	return Drain{
		Requests: live.InFlight, Contacts: live.ContactsInFlight,
		Timeout: min(cfg.drainTimeout(), cfg.RequestTimeout),
	}
}

// drainTimeout is how long outstanding requests are waited for when admission ends.
func (c Config) drainTimeout() time.Duration { return cmp.Or(c.DrainTimeout, c.RequestTimeout) }

// depart counts a request of so many contacts that is about to leave. It reports false, and counts nothing, when admission
// has ended: whoever reads the counts after that end sees every request that will ever be under way.
func (s *Stats) depart(admit context.Context, contacts int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if admit.Err() != nil {
		return false
	}
	s.live.InFlight++
	s.live.ContactsInFlight += contacts
	return true
}

// arrive takes back what depart has counted.
func (s *Stats) arrive(contacts int) {
	s.update(func(l *Live) {
		l.InFlight--
		l.ContactsInFlight -= contacts
	})
}

// whenEnded calls f when ctx ends. The function that it returns prevents that, or waits for f where it has begun.
func whenEnded(ctx context.Context, f func()) (stop func()) {
	done := make(chan struct{})
	prevent := context.AfterFunc(ctx, func() {
		defer close(done)
		f()
	})
	return func() {
		if !prevent() {
			<-done
		}
	}
}
