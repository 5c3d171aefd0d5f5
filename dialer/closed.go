package dialer

import "time"

// Closed counts the contacts that are outside of their calling hours.
type Closed struct {
	// Contacts is how many there are.
	Contacts int `json:"contacts"`
	// First and Last are when the first and the last of them may be called.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// add counts a contact that may be called at a moment.
func (c *Closed) add(at time.Time) {
	if c.Contacts++; c.Contacts == 1 || at.Before(c.First) {
		c.First = at
	}
	if at.After(c.Last) {
		c.Last = at
	}
}
