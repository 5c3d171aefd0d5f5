package campaign

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// UnstableIDsError says that too many ids were called at another number than their row has now: they are not the ids of earlier
// runs. A run calls no contact by such ids.
type UnstableIDsError struct {
	// Moved are the ids of the file, or those so far of standard input, of which contacts may have been called before: Began.
	Moved screen.Moved
	Began bool
}

// shownMoved is how many moved ids an error names.
const shownMoved = 3

func (e *UnstableIDsError) Error() string {
	m, named := &e.Moved, []string{}
	for _, id := range m.First[:min(len(m.First), shownMoved)] {
		named = append(named, id.String())
	}
	if m.Count > shownMoved {
		named = append(named, "…")
	}
	end := "no contact is called"
	if e.Began {
		end = "no further contact is called"
	}
	return fmt.Sprintf("%s (%s), so %s: if this is another list, name another results file; else accept the change of the ids, and contacts "+
		"are known by id and number", m, strings.Join(named, "; "), end)
}

// checkMoved returns a *UnstableIDsError if too many ids have moved in the last pass.
func (c *Campaign) checkMoved() error {
	if m := c.moved; m.Unstable(m.Compared) {
		return &UnstableIDsError{Moved: m}
	}
	return nil
}

// watched returns the contacts of a pass that no plan has checked. They end with a *UnstableIDsError as soon as more ids have
// moved than could be allowed if each id in the results that was called is in the contacts.
func (c *Campaign) watched(sc *screen.Screen) engine.Source {
	called := c.history.CalledIDs()
	return func(ctx context.Context) iter.Seq2[*dialer.Contact, error] {
		return func(yield func(*dialer.Contact, error) bool) {
			for contact, err := range c.contacts.all(ctx) {
				if !yield(contact, err) {
					return
				}
				if m := sc.Moved(); m.Unstable(called) {
					yield(nil, &UnstableIDsError{Moved: *m, Began: true})
					return
				}
			}
		}
	}
}
