package campaign

import (
	"context"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
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
// when there is an error.
func (c *Campaign) LookWith(observer Observer) (*Look, *Records, error) {
	c.records, c.observer = newRecords(), observer
	c.history.KeepPlacesOfFailures()
	look, err := c.Look()
	return look, c.records, err
}

// NamesPlaces reports whether a row of the contacts file can say where its contact is. Standard input is not read for that, and may. The
// error is that of the file.
func (c *Campaign) NamesPlaces(ctx context.Context) (bool, error) {
	if c.Piped() {
		return true, nil
	}
	names := false
	for _, err := range c.contacts.all(ctx) {
		if err != nil && !isRow(err) {
			return false, err
		}
		names = c.contacts.current.NamesPlaces()
		break
	}
	return names, nil
}

// EachAttempt passes the number of each attempt in the results, what became of it, and how its call has ended, to f, in no order.
func (l *Look) EachAttempt(f func(number int, said dialer.Disposition, ended dialer.Outcome)) {
	l.campaign.history.EachAttempt(f)
}
