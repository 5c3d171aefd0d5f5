package engine

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"bulkdial/dialer"
)

// Stats shows a run while it goes on. It may be read by any goroutine; only Run writes it.
type Stats struct {
	mu   sync.Mutex
	live Live
	run  *run // nil before it begins
}

// Live is how far a run has come.
type Live struct {
	// Read counts the contacts that have left the contacts file by their last word at that moment, without the outcomes.
	Read dialer.Tally
	// Sent contacts were in a request that the API answered for them, or lost.
	Sent int
	// Results counts the results of this run's requests, and the contacts that were skipped after they had left the
	// contacts file.
	Results dialer.Tally
	// LastAccepted is when the last of the accepted was answered; zero when there is none.
	LastAccepted time.Time
	// Requests were sent so far; InFlight ones are about to be sent or not answered yet, and carry ContactsInFlight.
	Requests, InFlight, ContactsInFlight int
	// HeldUntil is when the run goes on after a wait for the API; zero or past when it is not held. HeldFor is the reason.
	HeldUntil time.Time
	HeldFor   dialer.Hold
	// Waiting says on one line what keeps the run from calling, without numbers; empty: nothing does.
	Waiting string
	// Idle: the run waits for the time from which contacts may be called, as by their calling hours and caps, and does nothing else.
	Idle bool
	// OnHold contacts may be called only later, within this run; NextOpening is when the first of them may be, zero without any.
	OnHold      int
	NextOpening time.Time
	// CPS is the pace that was asked of this run, in calls per second; 0: none. Slots is how many requests may be under way now.
	CPS   float64
	Slots int
	// Lines says how many calls are in progress, where they are followed, and Paused that the run was told to wait.
	Lines  dialer.LineUse
	Paused bool
	// LastError is the last answer that was not good, on one line, without numbers, and LastErrorAt when it came.
	LastError   string
	LastErrorAt time.Time
}

// Live returns the present state.
func (s *Stats) Live() Live {
	s.mu.Lock()
	live, r := s.live, s.run
	s.mu.Unlock()
	if r == nil {
		return live
	}
	waits := r.admission.Waits
	live.Lines, live.Paused, live.Waiting, live.Idle = r.Lines.Use(), r.Pause.Paused(), waits.Reason(), waits.Idle()
	live.OnHold, live.NextOpening = r.holds.waiting()
	live.CPS, live.Slots = r.cfg.Shard.Pace(r.cfg.CPS), r.concurrency.size()
	return live
}

// watch shows the state of a run too.
func (s *Stats) watch(r *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run = r
}

// trouble keeps an answer that was not good, in words.
func (s *Stats) trouble(words string) {
	s.update(func(l *Live) { l.LastError, l.LastErrorAt = words, time.Now() })
}

func (s *Stats) update(change func(*Live)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.live)
}

// read counts contacts that have left the contacts file.
func (s *Stats) read(fresh *dialer.Tally) {
	s.update(func(l *Live) { l.Read.Plus(*fresh) })
}

// settle counts results.
func (s *Stats) settle(results []dialer.Result) {
	if slices.ContainsFunc(results, func(r dialer.Result) bool { return !r.Disposition.Skip() }) {
		s.resulted()
	}
	s.update(func(l *Live) {
		for i := range results {
			r := &results[i]
			l.Results.Add(r.Disposition)
			if r.Disposition == dialer.Accepted {
				l.LastAccepted = r.At
			}
			if !r.Disposition.Skip() {
				l.Sent++
			}
		}
	})
}

// resulted tells the waits that attempts have got results.
func (s *Stats) resulted() {
	s.mu.Lock()
	r := s.run
	s.mu.Unlock()
	if r != nil {
		r.admission.Waits.Results()
	}
}

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

// depart counts a request that is about to leave, with its contacts. It reports false, and counts nothing, when admission
// has ended: after that end the counts include every request that will ever be under way.
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

// countDecision counts the contact of a decision.
func countDecision(t *dialer.Tally, d *dialer.Decision) {
	t.Add(d.LastWord)
	if d.Contact.Hidden {
		t.Hidden++
	}
}
