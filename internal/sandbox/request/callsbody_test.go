package request_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/sandbox/request"
	"bulkdial/internal/sandbox/request/requesttest"
)

const (
	v1 = request.Version202603
	v2 = request.Version202608
)

// manyVariables returns n variables.
func manyVariables(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"v%d":%d`, i, i)
	}
	return "{" + strings.Join(list, ",") + "}"
}

// TestParseCalls: what is read of good bodies, each of which asks for a call to one number unless it says otherwise.
func TestParseCalls(t *testing.T) {
	type change func(*request.Calls)
	same := func(*request.Calls) {}
	echo := func(value string) change { return func(c *request.Calls) { c.Items[0].Echo = json.RawMessage(value) } }
	numbers := func(numbers ...request.Number) change {
		return func(c *request.Calls) {
			c.Items = nil
			for _, n := range numbers {
				c.Items = append(c.Items, request.Item{Number: n})
			}
		}
	}
	const deep, kinds = `{"a":{"a":[1,{"a":null},true,"\u00e9"]}}`, `{"_a":"x","B2":1.5,"c":true}`
	longName, mostBytes := `{"`+strings.Repeat("n", 64)+`":1}`, `{"a":"`+strings.Repeat("x", 16<<10-8)+`"}`
	tests := []struct {
		name, version, body string
		want                change
	}{
		{"least", v1, requesttest.With(""), same},
		{"least, later version", v2, requesttest.With(""), same},
		{"ringing timeout, least", v1, requesttest.With(`,"ringing_timeout_seconds":5`), func(c *request.Calls) { c.RingingTimeout = 5 * time.Second }},
		{"ringing timeout, most", v1, requesttest.With(`,"ringing_timeout_seconds":80`), func(c *request.Calls) { c.RingingTimeout = 80 * time.Second }},
		{"duration", v1, requesttest.With(`,"max_call_duration_minutes":1`), func(c *request.Calls) { c.MaxDuration = time.Minute }},
		{"duration without bounds", v1, requesttest.With(`,"max_call_duration_minutes":9223372036854775807`), func(c *request.Calls) { c.MaxDuration = 1 << 20 * time.Minute }},
		{"metadata null", v1, requesttest.Metadata("null"), same},
		{"metadata empty", v1, requesttest.Metadata("{}"), echo("{}")},
		{"metadata deep", v1, requesttest.Metadata(deep), echo(deep)},
		{"metadata as it was sent", v1, requesttest.Metadata(` { "a" : 1 } `), echo(`{ "a" : 1 }`)},
		{"shortest number", v1, requesttest.Batch("+1234567"), numbers(1234567)},
		{"longest number", v1, requesttest.Batch("+123456789012345"), numbers(123456789012345)},
		{"numbers in their order", v1, requesttest.Batch("+14155550124", "+14155550123"), numbers(14155550124, 14155550123)},
		{"a number twice", v1, requesttest.Batch("+14155550123", "+14155550123"), numbers(14155550123, 14155550123)},
		{"white space", v1, " \n" + requesttest.With("") + " \n", same},
		{"variables empty", v2, requesttest.Variables("{}"), echo("{}")},
		{"variables of each kind", v2, requesttest.Variables(kinds), echo(kinds)},
		{"variables, most", v2, requesttest.Variables(manyVariables(64)), echo(manyVariables(64))},
		{"variable with the longest name", v2, requesttest.Variables(longName), echo(longName)},
		{"variables of the most bytes", v2, requesttest.Variables(mostBytes), echo(mostBytes)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := &request.Calls{AgentID: "agent_1", FromNumberID: "ap_1", Items: []request.Item{{Number: 14155550123}}}
			tt.want(want)
			got, err := request.ParseCalls([]byte(tt.body), tt.version)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("ParseCalls: %v, -want +got:\n%s", err, diff)
			}
		})
	}
}

func TestParseCallsRefuses(t *testing.T) {
	const item = `{"to_number":"+14155550123"}`
	tests := []struct {
		name, version, body string
		want                string // part of the error
	}{
		{"empty", v1, "", "not JSON"},
		{"not JSON", v1, "{", "not JSON"},
		{"trailing comma", v1, requesttest.With(","), "not JSON"},
		{"not UTF-8", v1, requesttest.Metadata("{\"a\":\"\xff\"}"), "not UTF-8"},
		{"byte order mark", v1, "\ufeff" + requesttest.With(""), "not JSON"},
		{"not an object", v1, "[]", "body: must be an object, not an array"},
		{"null", v1, "null", "body: must be an object, not null"},
		{"trailing data", v1, requesttest.With("") + "{}", "more follows"},
		{"trailing garbage", v1, requesttest.With("") + "x", "more follows"},
		{"unknown field", v1, requesttest.With(`,"campaign":1`), "body.campaign: is unknown"},
		{"another case", v1, requesttest.With(`,"Agent_ID":"agent_1"`), "body.Agent_ID: is unknown"},
		{"repeated key", v1, requesttest.With(`,"agent_id":"agent_1"`), "body.agent_id: is given twice"},
		{"repeated key, escaped", v1, requesttest.With(`,"agent\u005fid":"agent_1"`), "body.agent_id: is given twice"},
		{"no from_number_id", v1, `{"agent_id":"a","outbound_calls":[` + item + `]}`, "body.from_number_id: is required"},
		{"from_number_id empty", v1, `{"from_number_id":""}`, "body.from_number_id: must not be empty"},
		{"from_number_id blank", v1, `{"from_number_id":" "}`, "body.from_number_id: must not be empty"},
		{"from_number_id not a string", v1, `{"from_number_id":1}`, "body.from_number_id: must be a string, not a number"},
		{"from_number_id a number", v1, `{"from_number_id":"+14155550123"}`, "body.from_number_id: must be the id"},
		{"from_number_id a formatted number", v1, `{"from_number_id":"(415) 555-0123"}`, "body.from_number_id: must be the id"},
		{"no agent_id", v1, `{"from_number_id":"ap_1","outbound_calls":[` + item + `]}`, "body.agent_id: is required"},
		{"agent_id empty", v1, `{"agent_id":""}`, "body.agent_id: must not be empty"},
		{"agent_id null", v1, `{"agent_id":null}`, "body.agent_id: must be a string, not null"},
		{"no outbound_calls", v1, `{"from_number_id":"ap_1","agent_id":"a"}`, "body.outbound_calls: is required"},
		{"outbound_calls empty", v1, requesttest.Calls(""), "body.outbound_calls: must hold at least one"},
		{"outbound_calls an object", v1, `{"outbound_calls":{}}`, "body.outbound_calls: must be an array, not an object"},
		{"outbound_calls null", v1, `{"outbound_calls":null}`, "body.outbound_calls: must be an array, not null"},
		{"item not an object", v1, requesttest.Calls(item + `,"+14155550124"`), "body.outbound_calls[1]: must be an object, not a string"},
		{"item without number", v1, requesttest.Calls(item + `,{}`), "body.outbound_calls[1].to_number: is required"},
		{"item with unknown field", v1, requesttest.Calls(`{"to_number":"+14155550123","name":"x"}`), "body.outbound_calls[0].name: is unknown"},
		{"item with two numbers", v1, requesttest.Calls(`{"to_number":"+14155550123","to_number":"+14155550124"}`), "[0].to_number: is given twice"},
		{"number not a string", v1, requesttest.Calls(`{"to_number":14155550123}`), "[0].to_number: must be a string"},
		{"number without plus", v1, requesttest.Batch("+14155550123", "14155550123"), "body.outbound_calls[1].to_number: must be E.164"},
		{"number from 0", v1, requesttest.Batch("+04155550123"), "[0].to_number: must be E.164"},
		{"number too short", v1, requesttest.Batch("+123456"), "[0].to_number: must be E.164"},
		{"number too long", v1, requesttest.Batch("+1234567890123456"), "[0].to_number: must be E.164"},
		{"number with spaces", v1, requesttest.Batch("+1 415 555 0123"), "[0].to_number: must be E.164"},
		{"number in other digits", v1, requesttest.Batch("+١٤١٥٥"), "[0].to_number: must be E.164"},
		{"number empty", v1, requesttest.Batch(""), "[0].to_number: must be E.164"},
		{"metadata an array", v1, requesttest.Metadata("[]"), "[0].metadata: must be an object or null, not an array"},
		{"metadata a string", v1, requesttest.Metadata(`"x"`), "[0].metadata: must be an object or null, not a string"},
		{"metadata with repeated key", v1, requesttest.Metadata(`{"a":[{"b":1,"b":2}]}`), "[0].metadata.a[0].b: is given twice"},
		{"metadata too deep", v1, requesttest.Metadata(`{"a":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`), "nests deeper"},
		{"metadata of the later version", v2, requesttest.Metadata("{}"), "[0].metadata: is unknown in version 2026-08-14"},
		{"variables of the earlier version", v1, requesttest.Variables("{}"), "[0].dynamic_variables: is unknown in version 2026-03-01"},
		{"variables null", v2, requesttest.Variables("null"), "[0].dynamic_variables: must be an object, not null"},
		{"variable null", v2, requesttest.Variables(`{"a":null}`), "[0].dynamic_variables.a: must be a string, a number or a boolean, not null"},
		{"variable an array", v2, requesttest.Variables(`{"a":[]}`), "dynamic_variables.a: must be a string, a number or a boolean, not an array"},
		{"variable an object", v2, requesttest.Variables(`{"a":{}}`), "dynamic_variables.a: must be a string, a number or a boolean, not an object"},
		{"too many variables", v2, requesttest.Variables(manyVariables(65)), "dynamic_variables.v64: is one more than the 64"},
		{"variable without name", v2, requesttest.Variables(`{"":1}`), "the name must have 1 to 64"},
		{"variable with a long name", v2, requesttest.Variables(`{"` + strings.Repeat("n", 65) + `":1}`), "the name must have 1 to 64"},
		{"variable with a digit first", v2, requesttest.Variables(`{"1a":1}`), "the name must consist of"},
		{"variable with a hyphen", v2, requesttest.Variables(`{"a-b":1}`), "the name must consist of"},
		{"variable with an accent", v2, requesttest.Variables(`{"é":1}`), "the name must consist of"},
		{"system variable", v2, requesttest.Variables(`{"system__a":1}`), "must not begin with system__"},
		{"secret variable", v2, requesttest.Variables(`{"secret__a":1}`), "must not begin with secret__"},
		{"variables one byte too long", v2, requesttest.Variables(`{"a":"` + strings.Repeat("x", 16<<10-7) + `"}`), "at most 16384"},
		{"variable repeated", v2, requesttest.Variables(`{"a":1,"a":1}`), "dynamic_variables.a: is given twice"},
		{"ringing timeout too short", v1, requesttest.With(`,"ringing_timeout_seconds":4`), "body.ringing_timeout_seconds: must be 5 to 80, not 4"},
		{"ringing timeout too long", v1, requesttest.With(`,"ringing_timeout_seconds":81`), "body.ringing_timeout_seconds: must be 5 to 80, not 81"},
		{"ringing timeout a string", v1, requesttest.With(`,"ringing_timeout_seconds":"30"`), "body.ringing_timeout_seconds: must be an integer"},
		{"ringing timeout a fraction", v1, requesttest.With(`,"ringing_timeout_seconds":30.0`), "body.ringing_timeout_seconds: must be an integer"},
		{"ringing timeout null", v1, requesttest.With(`,"ringing_timeout_seconds":null`), "body.ringing_timeout_seconds: must be an integer, not null"},
		{"duration 0", v1, requesttest.With(`,"max_call_duration_minutes":0`), "body.max_call_duration_minutes: must be 1 or more"},
		{"duration an exponent", v1, requesttest.With(`,"max_call_duration_minutes":1e2`), "body.max_call_duration_minutes: must be an integer"},
		{"duration true", v1, requesttest.With(`,"max_call_duration_minutes":true`), "body.max_call_duration_minutes: must be an integer, not a boolean"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := request.ParseCalls([]byte(tt.body), tt.version)
			if err == nil || !strings.Contains(err.Error(), tt.want) || got != nil {
				t.Errorf("ParseCalls = %+v, %v, want an error with %q", got, err, tt.want)
			}
		})
	}
}
