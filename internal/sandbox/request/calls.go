package request

import (
	"encoding/json"
	"time"
)

// Calls is what a POST /agents/calls asks for: calls by one agent, from one number.
type Calls struct {
	AgentID, FromNumberID string
	// RingingTimeout is how long a call rings at most, from 5 to 80 seconds, and MaxDuration how long it lasts at most, from one
	// minute to two years; 0: not given.
	RingingTimeout, MaxDuration time.Duration
	// Items are the calls, at least one. Two may have the same number.
	Items []Item
}

// Item is one call that is asked for.
type Item struct {
	Number Number
	// Echo is the metadata or the dynamic_variables, an object, as it was sent: a part of the body; nil: none.
	Echo json.RawMessage
}
