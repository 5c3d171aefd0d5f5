package dialer

import (
	"sync"
	"time"
)

// Stats shows a run while it goes on. It may be read by any goroutine; only Run writes it.
type Stats struct {
	mu   sync.Mutex
	live Live
}

// Live is how far a run has come.
type Live struct {
	// Judged counts the contacts that have left the contacts file by their last word at that moment.
	Judged Tally
	// Sent contacts were in a request that the API answered for them, or lost.
	Sent int
	// Accepted, Rejected and Unknown are the results of this run.
	Accepted, Rejected, Unknown int
	// LastAccepted is when the last of the accepted was answered; zero when there is none.
	LastAccepted time.Time
	// Suppressed contacts came onto a list after they were judged.
	Suppressed int
	// Requests were sent so far; InFlight ones are about to be sent or not answered yet, and carry ContactsInFlight.
	Requests, InFlight, ContactsInFlight int
	// HeldUntil is when the run goes on after the API asked for a wait; zero or past when it is not held.
	HeldUntil time.Time
	// LastError is the last answer that was not good, on one line, without numbers.
	LastError string
}

// Live returns the present state.
func (s *Stats) Live() Live {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live
}

func (s *Stats) update(change func(*Live)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.live)
}

// judged counts contacts that have left the contacts file.
func (s *Stats) judged(fresh *Tally) {
	s.update(func(l *Live) {
		t := &l.Judged
		t.Rows += fresh.Rows
		t.Accepted += fresh.Accepted
		t.Rejected += fresh.Rejected
		t.Unknown += fresh.Unknown
		t.Invalid += fresh.Invalid
		t.Duplicate += fresh.Duplicate
		t.Suppressed += fresh.Suppressed
		t.Pending += fresh.Pending
	})
}

// settle counts results.
func (s *Stats) settle(results []Result) {
	s.update(func(l *Live) {
		for i := range results {
			switch results[i].Disposition {
			case Suppressed:
				l.Suppressed++
				continue
			case Accepted:
				l.Accepted++
				l.LastAccepted = results[i].At
			case Rejected:
				l.Rejected++
			default:
				l.Unknown++
			}
			l.Sent++
		}
	})
}
