package campaign

import (
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/calls"
)

// Observer sees what a Look reads, each attempt and each end of a call once, however many lines and files repeat it.
type Observer interface {
	// Attempt is called with the first line about each attempt. A later line may correct what it says: once all is read, EachAttempt knows.
	Attempt(r *dialer.Result)
	// Ended is called, after all attempts, with each CDR that says something new of the call of an accepted attempt: the first one, or one
	// that contradicts it.
	Ended(c *dialer.CDR, end screen.CallEnd)
}

// LookWith is Look with an observer of the reading, and with the records of the attempts that were not accepted, which must be closed, also
// when there is an error. It takes 3 bytes more for each attempt, and 24 for one that was not accepted.
func (c *Campaign) LookWith(observer Observer) (*Look, *calls.Records, error) {
	c.records, c.observer = calls.NewRecords(), observer
	c.history.KeepPlacesOfFailures()
	c.history.KeepStarts()
	look, err := c.Look()
	return look, c.records, err
}

// EachAttempt passes the number of each attempt in the results, what became of it, and how its call has ended, to f, in no order.
func (l *Look) EachAttempt(f func(number int, said dialer.Disposition, ended dialer.Outcome)) {
	l.campaign.history.EachAttempt(f)
}

// TakeCalls passes the calls to a number in E.164 that have ended to f, each once: when it began, to a quarter of an hour, zero where that is
// not known, and how it has ended.
func (l *Look) TakeCalls(number string, f func(started time.Time, ended dialer.Outcome)) {
	l.campaign.history.TakeCalls(number, f)
}

// TakeOtherCalls is TakeCalls for all numbers whose calls were not taken before, in no order.
func (l *Look) TakeOtherCalls(f func(number string, started time.Time, ended dialer.Outcome)) {
	l.campaign.history.TakeOtherCalls(f)
}
