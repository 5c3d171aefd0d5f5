package content_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
)

// TestAcceptedForms: which forms of an answer say that both calls were placed.
func TestAcceptedForms(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                                                 true,
		" {\n\"calls\" : [ {\"agent_call_id\":\"a\",\"error\":null, \"number\":\"+1\"},\t{\"number\":\"+2\",\"agent_call_id\":\"b\"} ] }\r\n": true,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b","error":{}}]}`:                                      true,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b","new":[1,{"]":"}\""}]}]}`:                           true,
		`{"calls":[{"number":"+1","agent_call_id":"\u0061"},{"number":"\u002b2","agent_call_id":"b"}]}`:                                       true,
		`{"calls":[{"number":"+1","agent_call_id":" a"},{"number":"+2","agent_call_id":"b"}]}`:                                                true,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"},{"number":"+3","agent_call_id":"c"}]}`:             true,

		`{"calls":[{"number":"+2","agent_call_id":"b"},{"number":"+1","agent_call_id":"a"}]}`:                                     true,
		`{"calls":[{"number":"1","agent_call_id":"a"},{"number":2,"agent_call_id":"b"}]}`:                                         true,
		`{"calls":[{"number":" tel:+1 ","agent_call_id":"a"},{"number":"002","agent_call_id":"b"}]}`:                              true,
		`{"calls":[{"number":"+3","agent_call_id":"c"},{"number":"(2)","agent_call_id":"b"},{"number":1e0,"agent_call_id":"a"}]}`: true,

		`{"calls":[{"number":"+1","agent_call_id":"a"}]}`:                                                               false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+1","agent_call_id":"b"}]}`:                           false,
		`{"calls":[{"agent_call_id":"a"},{"number":"+1","agent_call_id":"b"}]}`:                                         false,
		`{"calls":[{"number" "agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                                false,
		`{"calls":[{"number":"++1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:                          false,
		`{"calls":[{"number":-1,"agent_call_id":"a"},{"number":1.5,"agent_call_id":"b"}]}`:                              false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"a"}]}`:                           false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"\u0061"}]}`:                      false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":""}]}`:                            false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error":""},{"number":"+2","agent_call_id":"b"}]}`:                false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error":nulls},{"number":"+2","agent_call_id":"b"}]}`:             false,
		`{"calls":[{"number":"","number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:               false,
		`{"calls":[{"number":"+1","agent_call_id":"","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:        false,
		`{"calls":[{"number":"+1","agent_call_id":"x","agent_\u0063all_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:  false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error":null,"error":null},{"number":"+2","agent_call_id":"b"}]}`: false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}],"calls":[]}`:                false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}{}`:                         false,
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"`:                              false,
		`{"calls":[{"number":"+1","agent_call_id":"a","error" null},{"number":"+2","agent_call_id":"b"}]}`:              false,
		`{"calls":[{"number" "+1","number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]}`:             false,
		`{"calls":[{"number":"+1","agent_call_id":"a" },{"number":"+2","agent_call_id":" "}]}`:                          false,
		`{"calls":[{"number":"+1"},{"number":"+2","agent_call_id":"b"}]}`:                                               false,
		`{"calls":[{"agent_call_id":"a","number":7},{"number":"+2","agent_call_id":"b"}]}`:                              false,
		`{"calls":{"a":{"number":"+1","agent_call_id":"a"},"b":{"number":"+2","agent_call_id":"b"}}}`:                   false,
		`["calls",[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"}]]`:                           false,
		``: false,
	} {
		entries, err := readCalls([]byte(body), sentTo("+1", "+2"))
		got := err == nil && cmp.Equal(entries, []dialer.Entry{accepted(strings.TrimSuffix(entries[0].CallID, "b")), accepted("b")})
		if got != want {
			t.Errorf("both accepted of %s: %v, want %v: %+v %v", body, got, want, entries, err)
		}
	}
}

// TestManyIDs: each entry has its own id, and a repeated id is found anywhere.
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
	entries, err := readCalls(body(), sent)
	if err != nil {
		t.Fatal(err)
	}
	for i := range entries {
		if want := accepted(fmt.Sprint("ac_", i)); entries[i] != want {
			t.Errorf("entry %d = %+v, want %+v", i, entries[i], want)
		}
	}
	for _, again := range []int{0, 150, 298} {
		calls[299] = fmt.Sprintf(`{"number":"+1299","agent_call_id":"ac_%d"}`, again)
		entries, err := readCalls(body(), sent)
		if id := fmt.Sprint("ac_", again); err != nil || entries[299] != entries[again] || entries[again].Disposition != dialer.Unknown || entries[again].CallID != id {
			t.Errorf("the id of entry %d is repeated: %+v %v", again, entries[again], err)
		}
	}
}

// TestLongID: the memory for an answer is proportional to its length, also when one id is much longer than the others.
func TestLongID(t *testing.T) {
	sent := attempts(1000)
	body := []byte(`{"calls":[`)
	id := strings.Repeat("x", 1<<20)
	for i := range sent {
		body = fmt.Appendf(body, `{"number":%q,"agent_call_id":%q},`, sent[i].Contact.Number, id)
		id = fmt.Sprint("ac_", i)
	}
	body = append(bytes.TrimSuffix(body, []byte(",")), "]}"...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	entries, err := readCalls(body, sent)
	runtime.ReadMemStats(&after)
	if err != nil || len(entries[0].CallID) != 1<<20 || entries[999].CallID != "ac_998" {
		t.Errorf("it is not read: %v", err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
		t.Errorf("it takes %d bytes to read an answer of %d", took, len(body))
	}
}

// TestKeyInIDs: the API key is replaced in an id, and an id without the whole key is left unchanged.
func TestKeyInIDs(t *testing.T) {
	t.Parallel()
	for _, ids := range [][4]string{
		{"sk_car_test", "b", "[redacted]", "b"},
		{"a_sk_car_test_a", "sk_car_test_b", "a_[redacted]_a", "[redacted]_b"},
		{"a_sk_car", "_test_b", "a_sk_car", "_test_b"},
	} {
		body := fmt.Appendf(nil, `{"calls":[{"number":"+1","agent_call_id":%q},{"number":"+2","agent_call_id":%q}]}`, ids[0], ids[1])
		got, err := readCalls(body, sentTo("+1", "+2"))
		if want := []dialer.Entry{accepted(ids[2]), accepted(ids[3])}; err != nil || !cmp.Equal(got, want) {
			t.Errorf("ids %q are read as %+v (%v), want %+v", ids[:2], got, err, want)
		}
	}
}
