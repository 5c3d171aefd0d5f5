package request_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/sandbox/request"
	"bulkdial/internal/sandbox/request/requesttest"
)

// FuzzParseCalls checks that no body makes ParseCalls panic, that what it takes is JSON that an ordinary decoder takes too, and
// that it reads the same from the same JSON in another form.
func FuzzParseCalls(f *testing.F) {
	f.Add(requesttest.With(`,"ringing_timeout_seconds":30,"max_call_duration_minutes":5`), false)
	f.Add(requesttest.Metadata(`{"a":[1,{"b":null}],"é":"\ud800"}`), false)
	f.Add(requesttest.Variables(`{"a":1e3,"b":"x","c":false}`), true)
	f.Add(requesttest.With(`,"agent_id":"x"`), false)
	f.Add(`{"outbound_calls":[{"to_number":"+14155550123"},`, false)
	f.Fuzz(func(t *testing.T, body string, later bool) {
		if len(body) > 2<<10 {
			return // In another form the variables could exceed their limit.
		}
		version := v1
		if later {
			version = v2
		}
		first, err := request.ParseCalls([]byte(body), version)
		if err != nil {
			return
		}
		second, err := request.ParseCalls([]byte(reencoded(t, body)), version)
		if err != nil {
			t.Fatalf("%q is taken, and refused in another form: %v", body, err)
		}
		for _, c := range []*request.Calls{first, second} {
			for i := range c.Items {
				if c.Items[i].Echo != nil {
					c.Items[i].Echo = json.RawMessage(reencoded(t, string(c.Items[i].Echo)))
				}
			}
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("%q in another form: -first +second:\n%s", body, diff)
		}
	})
}

// reencoded returns the text of a JSON value in the form of encoding/json.
func reencoded(t *testing.T, text string) string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%q was taken, but is not JSON: %v", text, err)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("encoding %q again: %v", text, err)
	}
	return string(encoded)
}
