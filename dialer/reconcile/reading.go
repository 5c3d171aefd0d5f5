package reconcile

import (
	"context"
	"slices"
	"time"

	"bulkdial/dialer"
)

// Margin is by how much a call must be older than a run to be none of its calls: the clocks of the API and of this program may differ by
// less.
const Margin = 10 * time.Minute

// overlap is how many calls of a page the next one shows again.
const overlap = 10

// Reading is one reading of the list of an agent.
type Reading struct {
	Agent string
	// Began and Ended are by the clock of this program.
	Began, Ended time.Time
	Pages        int
	// Whole: the list was read to its end.
	Whole bool
}

// reading is a Reading with what it has shown.
type reading struct {
	Reading

	// suspects are the calls that may be those of doubts, by their ids.
	suspects map[string]dialer.CallRecord
	// seen are the witnesses that were shown with their references.
	seen map[string]bool
	// numberless: there is a call without a number and without a reference that is not older.
	numberless bool
}

// listing is a reading in progress.
type listing struct {
	*Reconciler
	*reading

	query dialer.ListQuery
	// floor is the start time before which no call is looked for; zero: none.
	floor time.Time
	// shown are the ids of the last page, and expected those of its end that the next page must show one of.
	shown, expected map[string]bool
	cursors         map[string]bool
	// sought are the references that this list may have and has not shown.
	sought map[string]bool
	broken bool
}

// read reads the list of an agent. An error is one that ends all readings.
func (r *Reconciler) read(ctx context.Context, agent string, floor time.Time) (*reading, error) {
	l := &listing{
		Reconciler: r, query: dialer.ListQuery{AgentID: agent}, floor: floor, cursors: map[string]bool{}, sought: map[string]bool{},
		reading: &reading{Reading: Reading{Agent: agent, Began: time.Now()}, suspects: map[string]dialer.CallRecord{}, seen: map[string]bool{}},
	}
	for _, d := range r.doubts {
		if d.open() && (d.AgentID == agent || d.AgentID == "") {
			l.sought[d.ref] = true
		}
	}
	for more := true; more && (r.cfg.MaxPages == 0 || l.Pages < r.cfg.MaxPages); {
		page, answered, err := r.list(ctx, l.query)
		if err != nil {
			return l.reading, err
		}
		if !answered {
			break
		}
		l.Pages++
		r.cfg.Progress(l.Reading)
		more = l.take(&page)
	}
	l.Ended = time.Now()
	return l.reading, nil
}

// take takes a page, and reports whether there is another one to be read.
func (l *listing) take(page *dialer.CallPage) (more bool) {
	if page.Unreadable > 0 || !l.joins(page) {
		l.broken = true
	}
	fresh := 0
	for i := range page.Calls {
		c := &page.Calls[i]
		if !l.shown[c.ID] {
			fresh++
			l.look(c)
		}
	}
	if !page.More {
		l.Whole = !l.broken
		return false
	}
	if len(l.sought) == 0 && l.old(page) {
		return false // nothing is left to be found, and no order of the list is needed to know that
	}
	return l.turn(page) && fresh > 0
}

// joins reports whether nothing can be missing between a page and the one before it.
func (l *listing) joins(page *dialer.CallPage) bool {
	return l.expected == nil || slices.ContainsFunc(page.Calls, func(c dialer.CallRecord) bool { return l.expected[c.ID] })
}

// old reports whether a whole page is older than what is looked for.
func (l *listing) old(page *dialer.CallPage) bool {
	newer := func(c dialer.CallRecord) bool { return !l.isOld(&c) }
	return page.Unreadable == 0 && !slices.ContainsFunc(page.Calls, newer)
}

// isOld reports whether a call is older than what is looked for.
func (l *listing) isOld(c *dialer.CallRecord) bool {
	return !l.floor.IsZero() && !c.Started.IsZero() && c.Started.Before(l.floor.Add(-l.scaled(Margin)))
}

// turn asks for the next page, which begins before the end of this one. It reports false where it cannot.
func (l *listing) turn(page *dialer.CallPage) bool {
	calls := page.Calls
	repeated := min(overlap, len(calls)/2)
	if repeated == 0 {
		return false
	}
	last := len(calls) - repeated
	l.query.After = calls[last-1].ID
	if l.cursors[l.query.After] {
		return false
	}
	l.cursors[l.query.After] = true
	l.shown, l.expected = ids(calls), ids(calls[last:])
	return true
}

func ids(calls []dialer.CallRecord) map[string]bool {
	set := make(map[string]bool, len(calls))
	for i := range calls {
		set[calls[i].ID] = true
	}
	return set
}

// look keeps a call that may be that of a doubt, and notes a witness.
func (l *listing) look(c *dialer.CallRecord) {
	if ref, known := l.expectedWitnesses[c.ID]; known && hasReference(c, ref) {
		l.seen[c.ID] = true
	}
	foreign := c.Variables[l.cfg.RefKey] != ""
	if c.To == "" && !foreign && !l.isOld(c) {
		l.numberless = true
	}
	d, referenced := l.byRef(c)
	if referenced || l.byNumber(c) {
		l.suspects[c.ID] = *c
	}
	if referenced && sameNumber(d.Number, c.To) && !l.survey.accounted[c.ID] {
		delete(l.sought, d.ref)
	}
}
