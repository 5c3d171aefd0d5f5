package engine

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

// Capped counts the contacts whose numbers were called as often as a cap allows, or too short a time after a conversation.
type Capped struct {
	// Contacts is how many there are.
	Contacts int `json:"contacts"`
	// Later of them are left for a later run; it waits for the others.
	Later int `json:"later"`
	// First and Last are when the first and the last of them may be called.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// add counts a contact that may be called at a moment.
func (c *Capped) add(at time.Time, later bool) {
	if c.Contacts++; c.Contacts == 1 || at.Before(c.First) {
		c.First = at
	}
	if at.After(c.Last) {
		c.Last = at
	}
	if later {
		c.Later++
	}
}
