package cartesia_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

// sentTo are attempts to numbers.
func sentTo(numbers ...string) []dialer.Attempt {
	var sent []dialer.Attempt
	for _, number := range numbers {
		sent = append(sent, dialer.Attempt{Contact: dialer.Contact{Number: number}})
	}
	return sent
}

// TestAcceptedCalls: the short way takes the common answer, and leaves every other to the long one.
func TestAcceptedCalls(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                                                 true,
		" {\n\"calls\" : [ {\"agent_call_id\":\"a\",\"error\":null, \"number\":\"+1\"},\t{\"number\":\"+2\",\"agent_call_id\":\"b\"} ] }\r\n": true,

		`{"calls":[{"number":"+1","agent_call_id":"a"}]}`:                                                                         false,
		`{"calls":[{"number":"+2","agent_call_id":"b"},{"number":"+1","agent_call_id":"a"}]}`:                                     false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"a"}]}`:                                     false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":""}]}`:                                      false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b","error":{}}]}`:                          false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b","new":1}]}`:                             false,
		`{"calls":[{"number":"","number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                         false,
		`{"calls":[{"number":"+1","agent_call_id":"","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                  false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error":null,"error":null},{"number":"+2","agent_call_id":"b"}]}`:           false,
		`{"calls":[{"number":"+1","agent_call_id":"\\u0061"},{"number":"+2","agent_call_id":"b"}]}`:                               false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}],"calls":[]}`:                          false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}{}`:                                   false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"},{"number":"+3","agent_call_id":"c"}]}`: false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"`:                                        false,
		``: false,
	} {
		if _, ok := cartesia.AcceptedCalls([]byte(body), sentTo("+1", "+2")); ok != want {
			t.Errorf("AcceptedCalls(%s) = %v, want %v", body, ok, want)
		}
	}
}

// FuzzAcceptedCalls holds the short way against the long one.
func FuzzAcceptedCalls(f *testing.F) {
	f.Add([]byte(`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`))
	f.Add([]byte(`{"calls":[{"agent_call_id":"a","error":null,"number":"+1"} , {"number":"+2","error":null,"agent_call_id":"sk_car_test"}]}`))
	f.Add([]byte(`{"calls":[{"number":"","number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b","error":{"code":"x"}}]} `))
	f.Fuzz(func(t *testing.T, body []byte) {
		sent := sentTo("+1", "+2")
		short, ok := cartesia.AcceptedCalls(body, sent)
		if !ok {
			return
		}
		long, err := cartesia.ReadAnyCalls(body, sent)
		if err != nil {
			t.Fatalf("%s: the short way takes it, the long one says %v", body, err)
		}
		if diff := cmp.Diff(long, short); diff != "" {
			t.Fatalf("%s (-long +short):\n%s", body, diff)
		}
	})
}
