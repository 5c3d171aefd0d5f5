package campaign

import (
	"fmt"
	"slices"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/forecast"
)

// ContactsWarnings are the warnings about the contacts file itself, as far as it was read, and about what calling hours are kept by. A run
// without a terminal says them too. Plan may be nil.
func (c *Campaign) ContactsWarnings(plan *engine.Plan) []forecast.Warning {
	found := slices.Concat(c.cfg.Calling.Warnings, c.swallowed(), c.hiddenColumns(), c.oldLists(), c.unmatchedHashes(plan))
	if plan != nil {
		found = slices.Concat(c.hiddenRows(plan), found, forecast.PlusLost(plan))
	}
	return found
}

// oldLists names the suppression lists that may not be current any more.
func (c *Campaign) oldLists() (found []forecast.Warning) {
	for _, list := range c.suppression.Old(time.Now()) {
		found = append(found, forecast.Warning{Code: "list_old", Field: "SuppressDate", Text: fmt.Sprintf(
			"the list %s is %s old: fetch it again, or say of which day it is", list.Name, list.Age)})
	}
	return found
}

// unmatchedHashes names the suppression lists whose hashes are of none of the contacts, once all contacts were looked up: perhaps the
// hashes are of other spellings.
func (c *Campaign) unmatchedHashes(plan *engine.Plan) (found []forecast.Warning) {
	if plan != nil && (c.seen == nil || plan.ToCall == 0) {
		return nil
	}
	for _, list := range c.suppression.UnmatchedHashes() {
		found = append(found, forecast.Warning{Code: "hashes_unmatched", Field: "Suppress", Text: fmt.Sprintf(
			"no hash of the list %s is that of a contact: check that they are the SHA-256 of numbers in E.164, such as +14155550101 or 14155550101", list)})
	}
	return found
}

// swallowed warns about rows that seem to hold others.
func (c *Campaign) swallowed() []forecast.Warning {
	s := c.contacts.swallowed
	if s.Count == 0 {
		return nil
	}
	holds := "hold"
	if s.Count == 1 {
		holds = "holds"
	}
	return []forecast.Warning{{Code: "rows_in_cell", Text: fmt.Sprintf(
		"%s (%s) %s a cell with a line break and then something like a number: a quote in it may have swallowed rows, whose people are not called: double each quote within a quoted cell (\"\")",
		dialer.Plural(s.Count, "row"), forecast.RowsText(s.Count, s.First), holds)}}
}
