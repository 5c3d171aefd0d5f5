package engine

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// ErrNotDue ends a run that has called all contacts but those that may be called again only when it does not wait any more.
var ErrNotDue = errors.New("contacts are to be called again later")

// ErrClosed ends a run that has called all contacts but those that may be called later, some of them because they are outside of their
// calling hours.
var ErrClosed = errors.New("contacts may be called later")

// notDue counts the contacts that are left for a later run, because they may be called only after until, or closed for too long.
type notDue struct {
	until time.Time

	mu                               sync.Mutex // guards what follows
	contacts, capped, talked, closed int
	next                             time.Time
}

// addClosed counts contacts outside of their calling hours, the first of which may be called at a moment.
func (n *notDue) addClosed(contacts int, first time.Time) {
	if contacts == 0 {
		return
	}
	n.add(first, false, false)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.contacts += contacts - 1
	n.closed += contacts
}

// add counts a contact that may be called at a moment. Capped and talked are as in Clearance.
func (n *notDue) add(at time.Time, capped, talked bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.contacts++; n.contacts == 1 || at.Before(n.next) {
		n.next = at
	}
	if capped {
		n.capped++
	}
	if talked {
		n.talked++
	}
}

// err returns an error that wraps ErrNotDue or ErrClosed if there are such contacts, else nil.
func (n *notDue) err() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.contacts == 0 {
		return nil
	}
	kind, contacts := ErrNotDue, "contacts"
	if n.contacts == 1 {
		contacts = "contact"
	}
	var why []string
	if n.closed > 0 {
		kind, why = ErrClosed, append(why, fmt.Sprintf("outside of their calling hours: %d", n.closed))
	}
	if n.capped > 0 {
		why = append(why, fmt.Sprintf("over a cap of calls to a number: %d", n.capped))
	}
	if n.talked > 0 {
		why = append(why, fmt.Sprintf("too soon after a conversation: %d", n.talked))
	}
	reasons := ""
	if len(why) > 0 {
		reasons = " (" + strings.Join(why, ", ") + ")"
	}
	return fmt.Errorf("%w: %d %s%s, the next at %s", kind, n.contacts, contacts, reasons, wholeSecond(n.next).Local().Format(time.RFC3339))
}

// errWith is err, or an error that wraps ErrNoTime if there are only contacts for which no time is known.
func (n *notDue) errWith(noTime int) error {
	if err := n.err(); err != nil {
		return err
	}
	return noTimeError(noTime)
}

// wholeSecond is the first whole second from a moment on.
func wholeSecond(at time.Time) time.Time { return at.Add(time.Second - 1).Truncate(time.Second) }
