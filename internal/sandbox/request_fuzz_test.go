package sandbox_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
)

// FuzzRequest checks that no body makes the sandbox panic, that what it takes is JSON that an ordinary decoder takes
// too, and that it takes the same JSON in another form.
func FuzzRequest(f *testing.F) {
	f.Add(with(`,"ringing_timeout_seconds":30,"max_call_duration_minutes":5`), false)
	f.Add(metadata(`{"a":[1,{"b":null}],"é":"\ud800"}`), false)
	f.Add(variables(`{"a":1e3,"b":"x","c":false}`), true)
	f.Add(with(`,"agent_id":"x"`), false)
	f.Add(`{"outbound_calls":[{"to_number":"+14155550123"},`, false)
	f.Fuzz(func(t *testing.T, body string, later bool) {
		if len(body) > 4<<10 {
			return // In another form the variables could exceed their limit.
		}
		version := v1
		if later {
			version = v2
		}
		first := serve(server(t, ""), callRequest("", version, body))
		if first.status != http.StatusOK {
			first.problem(t, http.StatusBadRequest)
			return
		}
		decoder := json.NewDecoder(bytes.NewReader([]byte(body)))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			t.Fatalf("%q was taken, but is not JSON: %v", body, err)
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			t.Fatalf("encoding %q again: %v", body, err)
		}
		second := serve(server(t, ""), callRequest("", version, string(encoded)))
		if got, want := listed(second.entries(t)), listed(first.entries(t)); !slices.Equal(got, want) {
			t.Errorf("numbers of %s = %v, want %v", encoded, got, want)
		}
	})
}
