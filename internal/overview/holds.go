package overview

import (
	"cmp"
	"slices"
	"strings"

	"bulkdial/dialer"
)

// holds counts the contacts that may not be called now, by the reason.
type holds struct{ byWhy map[string]*Hold }

// add counts the contact of a decision, if it is held.
func (h *holds) add(d *dialer.Decision) {
	if !d.Call || !d.NoTime && d.HoldUntil.IsZero() {
		return
	}
	if h.byWhy == nil {
		h.byWhy = map[string]*Hold{}
	}
	why := whyHeld(d)
	of := h.byWhy[why]
	if of == nil {
		of = &Hold{Why: why}
		h.byWhy[why] = of
	}
	of.Count++
	if !d.NoTime && (of.Until.IsZero() || d.HoldUntil.Before(of.Until)) {
		of.Until = moment(d.HoldUntil)
	}
}

// whyHeld says why the contact of a decision is held.
func whyHeld(d *dialer.Decision) string {
	switch {
	case !d.NoTime && d.Redials != "" && d.HoldUntil.Equal(d.Due):
		return "the call after " + strings.ReplaceAll(string(d.Redials), "_", " ") + " is not due yet"
	case d.Hold.Cause != "":
		return dialer.MaskNumbers(dialer.OneLine(d.Hold.Cause))
	default:
		return "the row names a later time"
	}
}

// list returns the holds, the most frequent first.
func (h *holds) list() []Hold {
	var all []Hold
	for _, of := range h.byWhy {
		all = append(all, *of)
	}
	slices.SortFunc(all, func(a, b Hold) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Why, b.Why)) })
	return all
}
