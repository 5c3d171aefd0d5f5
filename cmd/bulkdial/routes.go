package main

import (
	"cmp"
	"slices"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

// givenLater stands, while the rest of a route is checked, for an id that a column or the pool of callers gives contact
// by contact.
const givenLater = "given_later"

// settle makes --from-number-id the route's where it names one number, and a pool where it names several.
func (f *sendFlags) settle() {
	if len(f.callers) == 1 {
		f.route.FromNumberID, f.callers = f.callers[0], nil
	}
}

// checkRoute reports the first flag of the route that the API would refuse, or that is missing.
func (f *sendFlags) checkRoute(contacts *contactsFlags) error {
	route := f.route
	if contacts.reading.AgentColumn != "" {
		route.AgentID = cmp.Or(route.AgentID, givenLater)
	}
	if contacts.reading.FromNumberColumn != "" && len(f.callers) == 0 {
		route.FromNumberID = cmp.Or(route.FromNumberID, givenLater)
	}
	for i, caller := range f.callers {
		if slices.Contains(f.callers[:i], caller) {
			return usagef("--from-number-id names %s twice", caller)
		}
		route.FromNumberID = caller
		if err := cartesia.CheckRoute(route); err != nil {
			return usageError{err}
		}
	}
	if err := cartesia.CheckRoute(route); err != nil {
		return usageError{err}
	}
	return nil
}

// rowRoute is the check of the routes that columns give. What neither a column nor a pool is to give is the business
// of checkRoute.
func (f *contactsFlags) rowRoute(pool bool) func(dialer.Route) error {
	return func(r dialer.Route) error {
		if f.reading.AgentColumn == "" {
			r.AgentID = cmp.Or(r.AgentID, givenLater)
		}
		if f.reading.FromNumberColumn == "" || pool {
			r.FromNumberID = cmp.Or(r.FromNumberID, givenLater)
		}
		return cartesia.CheckRoute(r)
	}
}
