package guards_test

import (
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/guards"
)

// TestVariables: a contact is invalid without a variable that its own agent needs.
func TestVariables(t *testing.T) {
	t.Parallel()
	guard := guards.Variables{Needs: map[string][]string{"needs": {"first_name", "city"}, "needs nothing": nil}}
	for name, tt := range map[string]struct {
		agent, metadata string
		lacks           string
	}{
		"all given":            {"needs", `{"first_name":"Ada","city":"Turin","more":1}`, ""},
		"empty and zero":       {"needs", `{"first_name":"","city":0}`, ""},
		"the first is missing": {"needs", `{"city":"Turin"}`, "first_name"},
		"the second is null":   {"needs", `{"first_name":"Ada","city":null}`, "city"},
		"in another case":      {"needs", `{"First_Name":"Ada","city":"Turin"}`, "first_name"},
		"no metadata":          {"needs", "", "first_name"},
		"nothing needed":       {"needs nothing", "", ""},
		"an agent not known":   {"other", "", ""},
	} {
		got := guard.Check(&dialer.Contact{Route: dialer.Route{AgentID: tt.agent}, Metadata: []byte(tt.metadata)}, time.Now())
		if tt.lacks == "" {
			if got != (dialer.Clearance{}) {
				t.Errorf("%s: %+v", name, got)
			}
			continue
		}
		if got.Skip != dialer.Invalid || got.Code != guards.VariableMissing || !strings.Contains(got.Cause, "the variable "+tt.lacks+",") {
			t.Errorf("%s: %+v, want that it lacks %s", name, got, tt.lacks)
		}
	}
}
