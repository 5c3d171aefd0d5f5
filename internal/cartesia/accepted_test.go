package cartesia_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
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
		`{"calls":[{"number":"+1","agent_call_id":"a","error":""},{"number":"+2","agent_call_id":"b"}]}`:                          false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error":nulls},{"number":"+2","agent_call_id":"b"}]}`:                       false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b","new":1}]}`:                             false,
		`{"calls":[{"number":"","number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                         false,
		`{"calls":[{"number":"+1","agent_call_id":"","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                  false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error":null,"error":null},{"number":"+2","agent_call_id":"b"}]}`:           false,
		`{"calls":[{"number":"+1","agent_call_id":"\\u0061"},{"number":"+2","agent_call_id":"b"}]}`:                               false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}],"calls":[]}`:                          false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}{}`:                                   false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"},{"number":"+3","agent_call_id":"c"}]}`: false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"`:                                        false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error" null},{"number":"+2","agent_call_id":"b"}]}`:                        false,
		`{"calls":[{"number" "+1","number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                       false,
		`{"calls":[{"number":"+1","agent_call_id":"a" },{"number":"+2","agent_call_id":" "}]}`:                                    false,
		`{"calls":[{"number":"+1","agent_call_id":" a"},{"number":"+2","agent_call_id":"b"}]}`:                                    false,
		`{"calls":[{"number":"+1"},{"number":"+2","agent_call_id":"b"}]}`:                                                         false,
		`{"calls":[{"agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                                                   false,
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
	for raw := range emptyErrors {
		f.Add(fmt.Appendf(nil, `{"calls":[{"number":"+1","agent_call_id":"a","error":null},{"number":"+2","agent_call_id":"b","error":%s}]}`, raw))
	}
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

// TestManyIDs: each id is that of its own entry, and one that is repeated anywhere is found.
func TestManyIDs(t *testing.T) {
	t.Parallel()
	var sent []dialer.Attempt
	var calls []string
	for i := range 300 {
		number := fmt.Sprint("+1", i)
		sent = append(sent, sentTo(number)...)
		calls = append(calls, fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%d"}`, number, i))
	}
	body := func() []byte { return []byte(`{"calls":[` + strings.Join(calls, ",") + `]}`) }
	entries, ok := cartesia.AcceptedCalls(body(), sent)
	if !ok {
		t.Fatal("the short way does not take it")
	}
	for i := range entries {
		if want := accepted(fmt.Sprint("ac_", i)); entries[i] != want {
			t.Errorf("entry %d = %+v, want %+v", i, entries[i], want)
		}
	}
	for _, again := range []int{0, 150, 298} {
		calls[299] = fmt.Sprintf(`{"number":"+1299","agent_call_id":"ac_%d"}`, again)
		if _, ok := cartesia.AcceptedCalls(body(), sent); ok {
			t.Errorf("the id of entry %d stands twice, and the short way takes it", again)
		}
	}
}

// TestLongID: an id that is much longer than the others takes no more memory than the answer lets expect.
func TestLongID(t *testing.T) {
	sent := request(1000).Attempts
	body := []byte(`{"calls":[`)
	id := strings.Repeat("x", 1<<20)
	for i := range sent {
		body = fmt.Appendf(body, `{"number":%q,"agent_call_id":%q},`, sent[i].Contact.Number, id)
		id = fmt.Sprint("ac_", i)
	}
	body = append(bytes.TrimSuffix(body, []byte(",")), "]}"...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	entries, ok := cartesia.AcceptedCalls(body, sent)
	runtime.ReadMemStats(&after)
	if !ok || len(entries[0].CallID) != 1<<20 || entries[999].CallID != "ac_998" {
		t.Errorf("it is not read: %v", ok)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
		t.Errorf("it takes %d bytes to read an answer of %d", took, len(body))
	}
}

// TestKeyInIDs: the key is hidden in an id, and ids are left as they are where it only stands across two of them.
func TestKeyInIDs(t *testing.T) {
	t.Parallel()
	for _, ids := range [][2]string{{"sk_car_test", "b"}, {"a_sk_car_test_a", "sk_car_test_b"}, {"a_sk_car", "_test_b"}} {
		body := fmt.Appendf(nil, `{"calls":[{"number":"+1","agent_call_id":%q},{"number":"+2","agent_call_id":%q}]}`, ids[0], ids[1])
		short, ok := cartesia.AcceptedCalls(body, sentTo("+1", "+2"))
		long, err := cartesia.ReadAnyCalls(body, sentTo("+1", "+2"))
		if !ok || err != nil || !cmp.Equal(short, long) || strings.Contains(short[0].CallID+" "+short[1].CallID, "sk_car_test") {
			t.Errorf("ids %q are read as %+v (%v) and %+v (%v)", ids, short, ok, long, err)
		}
	}
}
