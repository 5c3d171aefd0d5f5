package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
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

// variable matches a variable in a welcome message.
var variable = regexp.MustCompile(`\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)

// missing returns the first variable of a welcome message that an item does not have, or the empty string. System and secret
// variables are the service's own.
func missing(welcome string, echo json.RawMessage) string {
	named := variable.FindAllStringSubmatch(welcome, -1)
	if len(named) == 0 {
		return ""
	}
	given := map[string]any{}
	_ = json.Unmarshal(echo, &given) // An item without any has none.
	for _, match := range named {
		name := match[1]
		if strings.HasPrefix(name, "system__") || strings.HasPrefix(name, "secret__") {
			continue
		}
		if given[name] == nil {
			return name
		}
	}
	return ""
}
