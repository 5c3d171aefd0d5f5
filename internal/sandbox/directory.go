package sandbox

import (
	"fmt"
	"net/http"
	"strings"
)

// unknownSuffix ends the ids of agents and caller numbers that the sandbox does not know. It knows all others.
const unknownSuffix = "_missing"

// unknownAgent returns the problem of an agent that does not exist, or nil.
func unknownAgent(id string) *problem {
	if strings.HasSuffix(id, unknownSuffix) {
		return problemf(http.StatusNotFound, "There is no agent %s.", id)
	}
	return nil
}

// unknownNumber returns the problem of a caller number that does not exist, or nil.
func unknownNumber(id string) *problem {
	if strings.HasSuffix(id, unknownSuffix) {
		return problemf(http.StatusNotFound, "There is no phone number %s.", id)
	}
	return nil
}

// callerNumber is the number of a caller id. It is a fictional one, and the same for the same id.
func callerNumber(id string) string {
	return fmt.Sprintf("+120255501%02d", keyOf([]byte(id))%100)
}

// describeNumber is the answer to GET /agents/phone-numbers/{id}.
func describeNumber(id string) any {
	type provider struct {
		Type string `json:"type"`
	}
	return struct {
		ID       string   `json:"id"`
		Label    string   `json:"label"`
		Number   string   `json:"number"`
		Agent    *string  `json:"agent"`
		Provider provider `json:"provider"`
	}{id, "A number of the sandbox", callerNumber(id), nil, provider{"cartesia"}}
}

// describeAgent is the answer to GET /v1/agents/{id}.
func describeAgent(id, welcome string) any {
	type config struct {
		Instructions   string `json:"instructions"`
		InitialMessage string `json:"initial_message"`
	}
	return struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Config config `json:"config"`
	}{id, "An agent of the sandbox", config{"Be kind.", welcome}}
}
