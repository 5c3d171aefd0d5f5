package dialer

import (
	"cmp"
	"slices"
)

// Cause is one reason for which contacts were skipped or refused, with examples.
type Cause struct {
	Disposition Disposition `json:"disposition"`
	// Code is the results' error_code.
	Code string `json:"error_code"`
	// Count is how many contacts it befell.
	Count int `json:"count"`
	// Cause is what was said of the first of them, without numbers, and Remedy what to do about it.
	Cause  string `json:"cause"`
	Remedy string `json:"remedy,omitempty"`
	// Rows are the first few of them, numbered as a spreadsheet does.
	Rows []int `json:"rows"`
}

// causeRows is how many rows a cause names; maxCauses how many different causes are kept apart.
const (
	causeRows = 5
	maxCauses = 1000
)

// causes groups by disposition and code, and the suppressed by their list. The codes may come from the API, so their
// number is bounded.
type causes struct {
	byKey map[causeKey]*Cause
}

type causeKey struct {
	disposition Disposition
	code, list  string
}

// add counts a contact, of the row that a spreadsheet numbers so.
func (c *causes) add(d Disposition, why Reason, sheetRow int) {
	if c.byKey == nil {
		c.byKey = map[causeKey]*Cause{}
	}
	key := causeKey{disposition: d, code: why.Code}
	if d == Suppressed {
		key.list = why.Cause
	}
	found := c.byKey[key]
	if found == nil && len(c.byKey) >= maxCauses {
		key = causeKey{disposition: d, code: "other"}
		found = c.byKey[key]
	}
	if found == nil {
		found = &Cause{Disposition: d, Code: MaskNumbers(key.code), Cause: MaskNumbers(why.Cause), Remedy: why.Remedy}
		c.byKey[key] = found
	}
	found.Count++
	if len(found.Rows) < causeRows {
		found.Rows = append(found.Rows, sheetRow)
	}
}

// list returns the causes, the most frequent first.
func (c *causes) list() []Cause {
	list := make([]Cause, 0, len(c.byKey))
	for _, cause := range c.byKey {
		list = append(list, *cause)
	}
	slices.SortFunc(list, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Disposition, b.Disposition), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Cause, b.Cause))
	})
	return list
}
