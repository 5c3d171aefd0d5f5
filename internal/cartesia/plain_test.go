package cartesia_test

import (
	"encoding/json"
	"testing"
)

// plainCalls reads the list of calls with nothing but json.Unmarshal; an entry that is no object is nil.
func plainCalls(t *testing.T, body []byte) []map[string]any {
	t.Helper()
	var top map[string]json.RawMessage
	if err := json.Unmarshal(body, &top); err != nil {
		t.Fatalf("an answer was read that is not JSON: %v", err)
	}
	var list []any
	if err := json.Unmarshal(top["calls"], &list); err != nil {
		t.Fatalf("an answer was read without a list: %v", err)
	}
	calls := make([]map[string]any, len(list))
	for i := range list {
		calls[i], _ = list[i].(map[string]any)
	}
	return calls
}
