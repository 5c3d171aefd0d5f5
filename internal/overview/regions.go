package overview

import (
	"cmp"
	"slices"

	"bulkdial/dialer"
)

// regions counts contacts by the country of their number.
type regions struct {
	places Places
	byName map[string]*Region
}

func newRegions(places Places) regions { return regions{places, map[string]*Region{}} }

// add counts the contact of a decision.
func (r *regions) add(d *dialer.Decision) {
	name := ""
	if dialer.IsE164(d.Contact.Number) {
		name = r.places.Country(d.Contact.Number)
	}
	of := r.byName[name]
	if of == nil {
		of = &Region{Name: name}
		r.byName[name] = of
	}
	of.Contacts++
	if d.LastWord == dialer.Accepted {
		of.Accepted++
	}
	if d.Outcome == dialer.OutcomeAnswered {
		of.Answered++
	}
}

// list returns the regions, the most frequent first. What has no name, and what is beyond the bound, is the last.
func (r *regions) list() []Region {
	rest := Region{}
	var all []Region
	for name, of := range r.byName {
		if name == "" {
			rest = *of
			continue
		}
		all = append(all, *of)
	}
	slices.SortFunc(all, func(a, b Region) int {
		return cmp.Or(cmp.Compare(b.Contacts, a.Contacts), cmp.Compare(a.Name, b.Name))
	})
	for most := MaxRegions - 1; len(all) > most && (rest.Contacts > 0 || len(all) > MaxRegions); all = all[:len(all)-1] {
		last := all[len(all)-1]
		rest.Contacts += last.Contacts
		rest.Accepted += last.Accepted
		rest.Answered += last.Answered
	}
	if rest.Contacts > 0 {
		all = append(all, rest)
	}
	return all
}
