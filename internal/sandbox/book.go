package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// book holds the calls. Its owner guards it.
type book struct {
	byID    map[string]*call
	byAgent map[string][]*call // in the order in which they were placed
	// active are the calls that take lines: those that had not ended when inProgress last looked, and those that came since.
	active map[*call]struct{}
	// turns is when the next call from a caller number may be dialed, by the id of the number.
	turns map[string]time.Time
}

func newBook() book {
	return book{
		byID: map[string]*call{}, byAgent: map[string][]*call{}, active: map[*call]struct{}{}, turns: map[string]time.Time{},
	}
}

// add adds a call, and reports false when it is there already.
func (b *book) add(c *call) bool {
	if _, known := b.byID[c.ID]; known {
		return false
	}
	c.from = callerNumber(c.FromNumberID)
	b.byID[c.ID] = c
	b.byAgent[c.AgentID] = append(b.byAgent[c.AgentID], c)
	return true
}

// takeLine notes that a call takes a line until it ends.
func (b *book) takeLine(c *call) { b.active[c] = struct{}{} }

// inProgress counts the calls that take a line.
func (b *book) inProgress(now time.Time) int {
	maps.DeleteFunc(b.active, func(c *call, _ struct{}) bool { return c.ended(now) })
	return len(b.active)
}

// use returns how many calls take a line, and how many did at the same time at most.
func (b *book) use(now time.Time) (inProgress, most int) {
	type change struct {
		at time.Time
		by int
	}
	changes := make([]change, 0, 2*len(b.byID))
	for _, c := range b.byID {
		if changes = append(changes, change{c.Placed, 1}); c.ended(now) {
			changes = append(changes, change{c.Ended, -1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by)) })
	for _, c := range changes {
		inProgress += c.by
		most = max(most, inProgress)
	}
	return inProgress, most
}

// takeTurn returns when a call from a caller number that is placed now has its turn to be dialed: at once or, where others wait,
// after them.
func (b *book) takeTurn(fromNumberID string, now time.Time, spacing time.Duration) time.Time {
	at := b.turns[fromNumberID]
	if at.Before(now) {
		at = now
	}
	b.turns[fromNumberID] = at.Add(spacing)
	return at
}
