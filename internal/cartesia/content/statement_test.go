package content_test

import (
	"fmt"
	"strings"
	"testing"

	"bulkdial/dialer"
)

// emptyErrors are errors that do not say what went wrong, and why. With an id or without, they prove nothing.
var emptyErrors = map[string]string{
	`""`: "no text", `"  "`: "a blank text", "\"\u200b\\u00a0\"": "a text that cannot be seen",
	`"none"`: "no error", `"None"`: "no error", `"null"`: "no error", `" NULL "`: "no error", `"nil"`: "no error",
	`"N/A"`: "no error", `"n.a."`: "no error", `"-"`: "no error", `"--"`: "no error", `"no"`: "no error",
	`"undefined"`: "a program's word for no value", `"[]"`: "an empty list as text", `"{}"`: "an empty object as text",
	`"no error"`: "no error", `"NO_ERROR"`: "no error", `"No errors found."`: "no error",
	`"ok"`: "success", `"OK."`: "success", `"success"`: "success", `"Successfully queued"`: "success", `"200 OK"`: "success",
	`"queued"`: "the state of a call that was placed", `"created"`: "as above", `"in-progress"`: "as above",
	`"unknown"`: "not what it was",
	`"0"`:       "a code of none as text", `"200"`: "a status of success as text",
	`0`: "a code of none", `-0.0`: "a code of none", `0e9`: "a code of none", `1e-999`: "as good as 0", `200`: "a status of success",
	`false`: "no error", `true`: "an error, and not which", `"true"`: "as above",
	`[]`: "no errors", `[ ]`: "no errors", `[{}]`: "an error without fields", `[[]]`: "no errors", `[null]`: "no error", `["",0,false]`: "none of them says it",
	`{"code":null}`: "no code", `{"code":null,"message":null}`: "no code, no message", `{ "code" : 0, "message" : "" }`: "no code, no message",
	`{"code":"","title":"","message":""}`: "no code, no message", `{"error_code":null,"title":null,"message":null,"request_id":"req_1"}`: "the API's form, all empty",
	`{"code":"0"}`: "a code of none", `{"code":"none"}`: "a code of none", `{"code":"OK","message":"Success"}`: "success",
	`{"code":200,"message":"OK"}`: "success", `{"code":false}`: "no code", `{"code":[]}`: "no code", `{"code":{}}`: "no code",
	`{"message":"  "}`: "a blank message", `{"message":"no error"}`: "no error", `{"message":0}`: "no message", `{"title":null}`: "no title", `{"title":"-"}`: "no title",
	`{"code":null,"message":null,"status":"ringing"}`: "no code; the rest is no reason",
	`{"code":0,"call_sid":"CA123"}`:                   "no code; the rest is no reason",
	`{"error":{}}`:                                    "an error without fields", `{"error":null}`: "no error", `{"error":{"code":""}}`: "no code", `{"errors":[]}`: "no errors",
	`{"details":{"code":""}}`: "no code", `{"details":null}`: "no details", `{"details":[]}`: "no details",
	`{"request_id":"req_1","number":"+14155550100","metadata":{"name":"Ann"}}`: "says what it belongs to",
	`{"success":true}`: "success", `{"retryable":false}`: "not what it was", `{"status":200}`: "a number that may be a good status",
	`{"code":"blocked","code":null}`: "two things",
	`[[[[["blocked"]]]]]`:            "deeper than is read",
}

// oddErrors say what went wrong in a place that the API does not use for it. Without an id the contact was rejected; with
// one, a call may have been placed.
var oddErrors = map[string]string{
	`5`: "a number alone", `-1`: "a number alone", `1e999`: "a number alone", `["x"]`: "a list", `[{"code":"blocked"}]`: "a list", `[null,{"message":"Blocked"}]`: "a list",
	`{"error":{"code":"blocked"}}`: "an error in an error", `{"errors":[{"code":21211}]}`: "a list in an error", `{"error":"blocked"}`: "a field of another name",
	`{"reason":"blocked"}`: "a field of another name", `{"Code":"blocked"}`: "a field of another name", `{"detail":{"text":"Blocked"}}`: "a field of another name",
	`{"message":{"text":"Blocked"}}`: "a message that is no text", `{"message":7}`: "a message that is no text",
	`{"message":["Blocked"],"code":null}`: "a message that is no text",
}

// clearErrors are rejections, with an id or without: the code that each gives.
var clearErrors = map[string]string{
	`"blocked"`: "rejected", `"21211"`: "rejected", `"Not allowed: none of your numbers may call this country"`: "rejected",
	`"エラー"`: "rejected", `"error"`: "rejected",
	`{"code":"blocked"}`: "blocked", `{"code":21211}`: "21211", `{"code":"21211","message":null}`: "21211", `{"code":-1}`: "-1", `{"code":1e999}`: "1e999",
	`{"error_code":null,"code":"blocked"}`: "blocked", `{"error_code":"none","code":"blocked"}`: "blocked", `{"error_code":0,"code":404}`: "404",
	`{"message":"Blocked"}`: "rejected", `{"code":null,"message":"Blocked"}`: "rejected", `{"code":0,"title":"Not Allowed"}`: "not_allowed",
	`{"title":"Not Allowed","message":""}`: "not_allowed", `{"code":"OK","message":"Blocked"}`: "rejected",
	`{"message":"0 lines are free"}`: "rejected",
}

// TestEntryErrors: only an error that says what went wrong proves that the contact was not dialed, and beside an id only one that
// says it as the API does.
func TestEntryErrors(t *testing.T) {
	t.Parallel()
	for raw, why := range emptyErrors {
		wantEntry(t, raw, why, true, unknown("ac_1", "answer_unreadable"))
		wantEntry(t, raw, why, false, unknown("", "answer_unreadable"))
	}
	for raw, why := range oddErrors {
		wantEntry(t, raw, why, true, unknown("ac_1", "answer_unreadable"))
		wantEntry(t, raw, why, false, rejectedEntry("", "rejected", ""))
	}
	for raw, code := range clearErrors {
		wantEntry(t, raw, "a clear error", true, rejectedEntry("ac_1", code, ""))
		wantEntry(t, raw, "a clear error", false, rejectedEntry("", code, ""))
	}
	for _, raw := range []string{`null`, `{}`, " {\n} "} {
		wantEntry(t, raw, "no error", true, accepted("ac_1"))
		wantEntry(t, raw, "no error", false, unknown("", "answer_empty"))
	}
}

// wantEntry reads an entry with an error; the text of the result is not compared.
func wantEntry(t *testing.T, raw, why string, beside bool, want dialer.Entry) {
	t.Helper()
	id := ""
	if beside {
		id = `"agent_call_id":"ac_1",`
	}
	body := fmt.Sprintf(`{"calls":[{"number":"+1",%s"error":%s}]}`, id, raw)
	got, err := readCalls([]byte(body), sentTo("+1"))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	if (got[0].Error == "") != (got[0].Disposition == dialer.Accepted) || len(got[0].Error) > 2<<10 {
		t.Errorf("%s: the text of the result is %q", body, got[0].Error)
	}
	if got[0].Error = ""; got[0] != want {
		t.Errorf("%s (%s):\n got %+v\nwant %+v", body, why, got[0], want)
	}
}

// TestEntryBusy: an error says that no line is free also when some of its fields are empty.
func TestEntryBusy(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		`{"code":"concurrency_limited"}`:                                         true,
		`{"error_code":"","code":"concurrency_limited"}`:                         true,
		`{"error_code":"none","code":"concurrency_limited"}`:                     true,
		`{"code":0,"message":"Concurrency limit reached"}`:                       true,
		`{"code":null,"title":"Too many concurrent calls","message":null}`:       true,
		`{"code":"busy","message":"The line is busy"}`:                           false,
		`{"code":"blocked","message":"Concurrency limit reached"}`:               false,
		`{"code":"none","message":"The number is busy, limit of tries reached"}`: false,
	} {
		for _, id := range []string{"", `"agent_call_id":"ac_1",`} {
			body := fmt.Sprintf(`{"calls":[{"number":"+1",%s"error":%s}]}`, id, raw)
			got, err := readCalls([]byte(body), sentTo("+1"))
			if err != nil || got[0].Disposition != dialer.Rejected || got[0].Busy != want {
				t.Errorf("%s: %+v (%v), want it rejected, busy: %v", body, got, err, want)
			}
		}
	}
}

// TestEmptyErrorText: the text of an unknown entry is one line, bounded, and without the key.
func TestEmptyErrorText(t *testing.T) {
	t.Parallel()
	raw := `{"code":null,"sk_car_test":"a\u000ab","long":"` + strings.Repeat("é", 3000) + `"}`
	got, err := readCalls([]byte(`{"calls":[{"number":"+1","agent_call_id":"ac_1","error":`+raw+`}]}`), sentTo("+1"))
	if err != nil || got[0].Disposition != dialer.Unknown || len(got[0].Error) > 2<<10 || strings.ContainsAny(got[0].Error, "\n") ||
		strings.Contains(got[0].Error, "sk_car_test") {
		t.Errorf("%v %+v", err, got)
	}
}
