package engine

import (
	"cmp"
	"slices"

	"bulkdial/dialer"
)

// Cause is one reason for which contacts were skipped or refused, with examples.
type Cause struct {
	// Disposition is that of the contacts.
	Disposition dialer.Disposition `json:"disposition,omitempty"`
	// Code is the results' error_code.
	Code string `json:"error_code"`
	// Count is how many contacts it applies to.
	Count int `json:"count"`
	// Cause is what was said of the first of them, without numbers, and Remedy what to do about it.
	Cause  string `json:"cause"`
	Remedy string `json:"remedy,omitempty"`
	// Field is the configuration field that the remedy is about, as in Reason.
	Field string `json:"-"`
	// Rows are the first few of them, numbered as a spreadsheet does; of duplicates, Firsts are the rows that they
	// repeat, 0 where that is not known.
	Rows   []int `json:"rows"`
	Firsts []int `json:"first_rows,omitempty"`
}

// causeRows is how many rows a cause names, and failRows where duplicates must not be, so that they can be found;
// maxCauses is how many different causes are kept apart.
const (
	causeRows = 5
	failRows  = 100
	maxCauses = 1000
)

// causes groups by disposition and code, and what this program says by its cause too: a code may be about several columns,
// lists or parts of a route, each with a remedy of its own. Much of it is the API's or the file's, so its number is bounded.
type causes struct {
	byKey map[causeKey]*Cause
	// rows is how many rows a cause names; 0 means causeRows.
	rows int
}

type causeKey struct {
	disposition dialer.Disposition
	code, cause string
}

// skipped counts a contact that is skipped.
func (c *causes) skipped(d *dialer.Decision) {
	cause := c.add(d.LastWord, d.Reason, d.Contact.SheetRow)
	if d.LastWord == dialer.Duplicate && len(cause.Firsts) < len(cause.Rows) {
		cause.Firsts = append(cause.Firsts, d.First.SheetRow)
	}
}

// withoutTime counts a contact that stays pending because no time is known for it.
func (c *causes) withoutTime(d *dialer.Decision) { c.add("", d.Hold, d.Contact.SheetRow) }

// repairs counts what was put right in the number of a contact that is called.
func (c *causes) repairs(d *dialer.Decision) {
	if !d.Call {
		return
	}
	for _, repair := range d.Repairs {
		c.add("", repair, d.Contact.SheetRow)
	}
}

// add counts a contact, of the row that a spreadsheet numbers so, and returns its cause.
func (c *causes) add(d dialer.Disposition, why dialer.Reason, sheetRow int) *Cause {
	if c.byKey == nil {
		c.byKey = map[causeKey]*Cause{}
	}
	key := causeKey{disposition: d, code: why.Code}
	if d == "" || d.Skip() {
		key.cause = why.Cause
	}
	found := c.byKey[key]
	if found == nil && len(c.byKey) >= maxCauses {
		key = causeKey{disposition: d, code: "other"}
		found = c.byKey[key]
	}
	if found == nil {
		found = &Cause{Disposition: d, Code: dialer.MaskNumbers(key.code), Cause: dialer.MaskNumbers(why.Cause), Remedy: why.Remedy, Field: why.Field}
		c.byKey[key] = found
	}
	found.Count++
	if len(found.Rows) < cmp.Or(c.rows, causeRows) {
		found.Rows = append(found.Rows, sheetRow)
	}
	return found
}

// reasonOf is the reason that a result gives.
func reasonOf(r *dialer.Result) dialer.Reason {
	return dialer.Reason{Code: r.ErrorCode, Cause: r.Error}
}

// list returns the causes, the most frequent first.
func (c *causes) list() []Cause {
	list := make([]Cause, 0, len(c.byKey))
	for _, cause := range c.byKey {
		list = append(list, *cause)
	}
	sortCauses(list)
	return list
}

// MergeCauses returns the causes of a plan and those of its run, the most frequent first, each with the larger of its two counts: a
// run that has ended early lacks rows that it has not come to, and a plan what became of those that were called.
func MergeCauses(plan, run []Cause) []Cause {
	merged := slices.Clone(run)
	for _, planned := range plan {
		i := slices.IndexFunc(merged, func(c Cause) bool {
			return c.Disposition == planned.Disposition && c.Code == planned.Code && c.Cause == planned.Cause
		})
		switch {
		case i < 0:
			merged = append(merged, planned)
		case merged[i].Count < planned.Count:
			merged[i] = planned
		}
	}
	sortCauses(merged)
	return merged
}

// sortCauses puts the most frequent first.
func sortCauses(list []Cause) {
	slices.SortFunc(list, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Disposition, b.Disposition), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Cause, b.Cause))
	})
}
