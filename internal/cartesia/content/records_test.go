package content_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia/content"
)

// object reads a body that is an object.
func object(t *testing.T, body string) content.Object {
	t.Helper()
	o, err := content.ReadAnswer([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return o
}

// TestReadRecords: what is unknown passes through, and what is missing or of another type costs nothing else.
func TestReadRecords(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	at := time.Date(2026, 11, 3, 8, 30, 0, 250e6, time.UTC)
	for name, test := range map[string]struct {
		body string
		want dialer.CallRecord
	}{
		"least":       {`{"id":"ac_1"}`, dialer.CallRecord{ID: "ac_1"}},
		"nulls":       {`{"id":"ac_1","status":null,"start_time":null,"telephony_params":null,"metadata":null}`, dialer.CallRecord{ID: "ac_1"}},
		"new words":   {`{"id":"ac_1","status":"on_hold","end_reason":"robot","new":{"a":[1]}}`, dialer.CallRecord{ID: "ac_1", Status: "on_hold", EndReason: "robot"}},
		"times":       {`{"id":"ac_1","start_time":"2026-11-03T09:30:00.25+01:00","end_time":"2026-11-03T08:30:00.25"}`, dialer.CallRecord{ID: "ac_1", Started: at, Ended: at}},
		"odd times":   {`{"id":"ac_1","start_time":"soon","end_time":17}`, dialer.CallRecord{ID: "ac_1"}},
		"odd types":   {`{"id":"ac_1","status":["x"],"telephony_params":"x","metadata":[1],"summary":3}`, dialer.CallRecord{ID: "ac_1", Summary: "3"}},
		"error":       {`{"id":"ac_1","error_message":{"code":"x"},"summary":"two\nlines"}`, dialer.CallRecord{ID: "ac_1", Error: `{"code":"x"}`, Summary: "two lines"}},
		"both":        {`{"id":"ac_1","metadata":{"a":"1"},"dynamic_variables":{"b":2.5}}`, dialer.CallRecord{ID: "ac_1", Variables: map[string]string{"a": "1", "b": "2.5"}}},
		"with a key":  {`{"id":"ac_1","error_message":"no ` + testKey + `"}`, dialer.CallRecord{ID: "ac_1", Error: "no [redacted]"}},
		"one of many": {`{"id":"ac_1","telephony_params":{"to":"+14155550100","from":null}}`, dialer.CallRecord{ID: "ac_1", To: "+14155550100"}},
	} {
		got, ok := content.ReadCallRecord(object(t, test.body), text)
		if diff := cmp.Diff(test.want, got); diff != "" || !ok {
			t.Errorf("%s: %v (-want +got):\n%s", name, ok, diff)
		}
	}
}

// TestReadPages: an entry that is no call costs no other, and the next page is found as well as the answer allows.
func TestReadPages(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	type page struct {
		calls      int
		unreadable int
		more       bool
		next       string
	}
	for body, want := range map[string]page{
		`{"data":[],"has_more":false}`:                                                 {},
		`{"data":[{"id":"a"},{"id":"b"}],"has_more":true,"next_page":"b"}`:             {2, 0, true, "b"},
		`{"data":[{"id":"a"},{"id":"b"}],"has_more":true}`:                             {2, 0, true, "b"},
		`{"data":[{"id":"a"}],"has_more":false,"next_page":"b"}`:                       {1, 0, false, ""},
		`{"data":[{"id":"a"}],"next_page":"a"}`:                                        {1, 0, true, "a"},
		`{"data":[{"id":"a"}]}`:                                                        {1, 0, false, ""},
		`{"data":[{"id":"a"},null,7,{"id":null},{"id":"d","id":"e"}],"has_more":true}`: {1, 4, true, "a"},
		`{"data":[null],"has_more":true,"next_page":"z"}`:                              {0, 1, true, "z"},
		`{"data":[],"has_more":true}`:                                                  {0, 0, true, ""},
	} {
		got, ok := content.ReadPage(object(t, body), text)
		if p := (page{len(got.Calls), got.Unreadable, got.More, got.Next}); p != want || !ok {
			t.Errorf("%s: %+v, %v, want %+v", body, p, ok, want)
		}
	}
}

// TestReadNoRecord: a page without a list is none, and neither is a call without an id.
func TestReadNoRecord(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	for _, body := range []string{`{}`, `{"data":null}`, `{"data":{}}`, `{"data":"[]"}`, `{"calls":[]}`} {
		if got, ok := content.ReadPage(object(t, body), text); ok {
			t.Errorf("%s is the page %+v", body, got)
		}
	}
	for _, body := range []string{`{}`, `{"id":null}`, `{"id":" "}`, `{"id":["ac_1"]}`, `{"call":{"id":"ac_1"}}`} {
		if got, ok := content.ReadCallRecord(object(t, body), text); ok {
			t.Errorf("%s is the call %+v", body, got)
		}
	}
}

func TestReadNumber(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	for body, want := range map[string]dialer.NumberRecord{
		`{"id":"ap_2","label":"Main\nline","number":"+14155550100","provider":{"type":"twilio"}}`: {ID: "ap_1", Label: "Main line", Number: "+14155550100", Provider: "twilio"},
		`{"label":"of ` + testKey + `","number":14155550100,"provider":"twilio"}`:                 {ID: "ap_1", Label: "of [redacted]", Number: "14155550100"},
		`{}`: {ID: "ap_1"},
	} {
		if diff := cmp.Diff(want, content.ReadNumber(object(t, body), "ap_1", text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

// TestReadAgent: the first message is found by each of its names, and has the variables that a contact has to have.
func TestReadAgent(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	for body, want := range map[string]dialer.AgentRecord{
		`{"name":"Ada","config":{"initial_message":"Hi {{ name }},\n{{name}} {{_b2}} {{2b}} {{system__time}} {{secret__key}}"},"introduction":"x"}`: {
			ID: "agent_1", Name: "Ada", Welcome: "Hi {{ name }}, {{name}} {{_b2}} {{2b}} {{system__time}} {{secret__key}}", Variables: []string{"name", "_b2"},
		},
		`{"config":{"introduction":"a"},"welcome_message":"b"}`: {ID: "agent_1", Welcome: "b"},
		`{"config":{"introduction":"{{a}}"}}`:                   {ID: "agent_1", Welcome: "{{a}}", Variables: []string{"a"}},
		`{"config":"x","introduction":"` + testKey + `"}`:       {ID: "agent_1", Welcome: "[redacted]"},
		`{}`: {ID: "agent_1"},
	} {
		if diff := cmp.Diff(want, content.ReadAgent(object(t, body), "agent_1", text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}
