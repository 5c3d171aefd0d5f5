package dialer

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrNotDue ends a run that has called all contacts but those that may be called again only when it does not wait any more.
var ErrNotDue = errors.New("contacts are to be called again later")

// notDue counts the contacts that are left for a later run, because they may be called only after until.
type notDue struct {
	until time.Time

	mu               sync.Mutex // guards what follows
	contacts, capped int
	next             time.Time
}

// add counts a contact that may be called at a moment. Capped: its number was called as often as a cap allows.
func (n *notDue) add(at time.Time, capped bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.contacts++; n.contacts == 1 || at.Before(n.next) {
		n.next = at
	}
	if capped {
		n.capped++
	}
}

// err returns an error that wraps ErrNotDue if there are such contacts, else nil.
func (n *notDue) err() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.contacts == 0 {
		return nil
	}
	contacts, capped := "contacts", ""
	if n.contacts == 1 {
		contacts = "contact"
	}
	if n.capped > 0 {
		capped = fmt.Sprintf(" (over a cap of calls to a number: %d)", n.capped)
	}
	return fmt.Errorf("%w: %d %s%s, the next at %s", ErrNotDue, n.contacts, contacts, capped, wholeSecond(n.next).Local().Format(time.RFC3339))
}

// wholeSecond is the first whole second after a moment.
func wholeSecond(at time.Time) time.Time { return at.Truncate(time.Second).Add(time.Second) }

// Capped counts the contacts whose numbers were called as often as a cap allows.
type Capped struct {
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
