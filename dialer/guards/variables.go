package guards

import (
	"encoding/json"
	"time"

	"bulkdial/dialer"
)

// Variables skips the contacts that lack a variable which the welcome message of their agent needs: such a call would fail.
type Variables struct {
	// Needs has the names of the variables by the id of the agent.
	Needs map[string][]string
}

var _ dialer.Guard = Variables{}

// VariableMissing is the code of a contact without a variable of its agent.
const VariableMissing = "variable_missing"

// Refresh implements dialer.Guard.
func (Variables) Refresh() error { return nil }

// Check implements dialer.Guard.
func (g Variables) Check(c *dialer.Contact, _ time.Time) dialer.Clearance {
	needs := g.Needs[c.Route.AgentID]
	if len(needs) == 0 {
		return dialer.Clearance{}
	}
	var given map[string]json.RawMessage
	_ = json.Unmarshal(c.Metadata, &given) // a contact without metadata has none
	for _, name := range needs {
		if value := given[name]; value != nil && string(value) != "null" {
			continue
		}
		return dialer.Clearance{Skip: dialer.Invalid, Reason: dialer.Reason{
			Code:  VariableMissing,
			Cause: "the welcome message of the agent needs the variable " + name + ", which the row does not have, so the call would fail", Remedy: "fill in its cell, and send it as metadata",
			Field: "Metadata",
		}}
	}
	return dialer.Clearance{}
}
