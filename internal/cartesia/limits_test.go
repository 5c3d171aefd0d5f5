package cartesia_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

const variables = "2026-08-14"

func TestMetadataLimits(t *testing.T) {
	tests := []struct {
		version, refKey string
		want            dialer.MetadataLimits
	}{
		{cartesia.DefaultVersion, "", dialer.MetadataLimits{}},
		{cartesia.DefaultVersion, "our ref", dialer.MetadataLimits{RefKey: "our ref"}},
		{variables, "", dialer.MetadataLimits{Flat: true, MaxEntries: 64, MaxBytes: 16384}},
		{variables, "bulkdial_ref", dialer.MetadataLimits{
			Flat: true, MaxEntries: 63, MaxBytes: 16384 - len(`,"bulkdial_ref":""`) - 64, RefKey: "bulkdial_ref",
		}},
	}
	for _, tt := range tests {
		got, err := cartesia.MetadataLimits(tt.version, tt.refKey)
		if err != nil {
			t.Errorf("%s, %q: %v", tt.version, tt.refKey, err)
		}
		if (got.CheckKey != nil) != tt.want.Flat {
			t.Errorf("%s: keys are checked: %v", tt.version, got.CheckKey != nil)
		}
		got.CheckKey = nil
		if got.Flat != tt.want.Flat || got.MaxEntries != tt.want.MaxEntries || got.MaxBytes != tt.want.MaxBytes || got.RefKey != tt.want.RefKey {
			t.Errorf("%s, %q: limits %+v, want %+v", tt.version, tt.refKey, got, tt.want)
		}
	}
}

func TestVariableNames(t *testing.T) {
	limits, err := cartesia.MetadataLimits(variables, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"first_name": "", "_": "", "A1": "", strings.Repeat("x", 64): "", "system_x": "",
		"": "empty", "first name": "underscores", "näme": "underscores", "a.b": "underscores", "a-b": "underscores", "a\n": "underscores",
		"1st": "digit", strings.Repeat("x", 65): "64", "system__x": "system__", "secret__": "secret__",
	} {
		err := limits.CheckKey(name)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("CheckKey(%q) = %v, want one with %q", name, err, want)
		}
	}
}

func TestRefKeys(t *testing.T) {
	tests := []struct {
		version, key string
		want         string // in the error; empty: accepted
	}{
		{cartesia.DefaultVersion, "", ""},
		{cartesia.DefaultVersion, cartesia.DefaultRefKey, ""},
		{cartesia.DefaultVersion, "our ref", ""},
		{cartesia.DefaultVersion, "a.b", "dot"},
		{cartesia.DefaultVersion, "\xff", "UTF-8"},
		{cartesia.DefaultVersion, strings.Repeat("é", 65), "64"},
		{variables, "", ""},
		{variables, cartesia.DefaultRefKey, ""},
		{variables, "our ref", "underscores"},
		{variables, "a.b", "dot"},
		{variables, "secret__ref", "secret__"},
	}
	for _, tt := range tests {
		_, errLimits := cartesia.MetadataLimits(tt.version, tt.key)
		client, err := cartesia.New(cartesia.Config{
			BaseURL: cartesia.DefaultBaseURL, APIKey: testKey, APIVersion: tt.version, RefKey: tt.key,
		})
		if err == nil {
			client.Close()
		}
		for _, err := range []error{errLimits, err} {
			if tt.want == "" && err != nil ||
				tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || fieldOf(err) != "RefKey") {
				t.Errorf("%s, %q: error %v, want one of RefKey with %q", tt.version, tt.key, err, tt.want)
			}
		}
	}
	if _, err := cartesia.MetadataLimits("2025-04-16", ""); fieldOf(err) != "APIVersion" {
		t.Errorf("an unknown version gives %v", err)
	}
}

// TestBodyRef: the reference is the last member of the metadata, and the rest of the metadata is sent unchanged.
func TestBodyRef(t *testing.T) {
	const head = `{"from_number_id":"ap_1","agent_id":"agent_1","outbound_calls":[{"to_number":"+14155550100"`
	tests := []struct {
		name, version, refKey, ref, metadata string
		want                                 string
	}{
		{"last", cartesia.DefaultVersion, "bulkdial_ref", "r1", `{"a":"x","b":{"c":1}}`, `,"metadata":{"a":"x","b":{"c":1},"bulkdial_ref":"r1"}`},
		{"alone", variables, "bulkdial_ref", "r1", "", `,"dynamic_variables":{"bulkdial_ref":"r1"}`},
		{"empty object", variables, "ref", "r1", "{ }\n", `,"dynamic_variables":{"ref":"r1"}`},
		{"space within", variables, "ref", "r1", ` { "a" : 1 } `, `,"dynamic_variables":{"a" : 1,"ref":"r1"}`},
		{"not escaped", variables, "ref", "r1", `{"a":"<&>é` + "\u2028" + `"}`, `,"dynamic_variables":{"a":"<&>é` + "\u2028" + `","ref":"r1"}`},
		{"escaped", cartesia.DefaultVersion, `our "ref"`, "r\n1", `{"a":1}`, `,"metadata":{"a":1,"our \"ref\"":"r\n1"}`},
		{"no key", cartesia.DefaultVersion, "", "r1", `{"a":1}`, `,"metadata":{"a":1}`},
		{"no ref", cartesia.DefaultVersion, "bulkdial_ref", "", `{"a":1}`, `,"metadata":{"a":1}`},
		{"nothing at all", cartesia.DefaultVersion, "bulkdial_ref", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := request(1)
			req.Attempts[0].Ref = tt.ref
			if tt.metadata != "" {
				req.Attempts[0].Contact.Metadata = json.RawMessage(tt.metadata)
			}
			got := string(cartesia.Body(tt.version, tt.refKey, req))
			if want := head + tt.want + "}]}"; got != want {
				t.Errorf("Body is  %s\nwant %s", got, want)
			}
			if !json.Valid([]byte(got)) {
				t.Errorf("Body is not JSON: %s", got)
			}
		})
	}
}

// TestBodySize: a body has no more bytes of metadata than the limits count.
func TestBodySize(t *testing.T) {
	limits, err := cartesia.MetadataLimits(variables, "ref")
	if err != nil {
		t.Fatal(err)
	}
	req := request(1)
	req.Attempts[0].Ref = strings.Repeat("r", dialer.MaxRef)
	req.Attempts[0].Contact.Metadata = json.RawMessage(`{"a":"` + strings.Repeat("<", limits.MaxBytes-len(`{"a":""}`)) + `"}`)
	var body struct {
		Calls []struct {
			Variables json.RawMessage `json:"dynamic_variables"`
		} `json:"outbound_calls"`
	}
	if err := json.Unmarshal(cartesia.Body(variables, "ref", req), &body); err != nil || len(body.Calls[0].Variables) != 16<<10 {
		t.Errorf("%d bytes of variables (%v), want the most that the API takes, %d", len(body.Calls[0].Variables), err, 16<<10)
	}
}

func TestClientSendsRefs(t *testing.T) {
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		body = string(text)
	}))
	defer s.Close()
	client, err := cartesia.New(cartesia.Config{BaseURL: s.URL, APIKey: testKey, APIVersion: cartesia.DefaultVersion, RefKey: "our_ref"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := request(1)
	req.Attempts[0].Ref = "r1"
	client.Call(t.Context(), req)
	if !strings.Contains(body, `"metadata":{"our_ref":"r1"}`) || body != string(cartesia.Body(cartesia.DefaultVersion, "our_ref", req)) {
		t.Errorf("sent %s", body)
	}
}
