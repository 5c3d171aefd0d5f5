package cartesia_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

// fieldOf returns the field that an error is about.
func fieldOf(err error) string {
	if e, ok := errors.AsType[*dialer.FieldError](err); ok {
		return e.Field
	}
	return ""
}

func TestNewRefuses(t *testing.T) {
	tests := map[string]struct {
		url, key, version string
		want              string // the field of the error; empty: accepted
	}{
		"default":          {cartesia.DefaultBaseURL, testKey, cartesia.DefaultVersion, ""},
		"variables":        {"https://gw.example/cartesia/", testKey, "2026-08-14", ""},
		"loopback":         {"http://localhost:8080", testKey, cartesia.DefaultVersion, ""},
		"IPv6 loopback":    {"http://[::1]:8080", testKey, cartesia.DefaultVersion, ""},
		"http":             {"http://api.cartesia.ai", testKey, cartesia.DefaultVersion, "BaseURL"},
		"looks loopback":   {"http://127.0.0.1.example", testKey, cartesia.DefaultVersion, "BaseURL"},
		"localhost domain": {"http://localhost.example", testKey, cartesia.DefaultVersion, "BaseURL"},
		"user":             {"https://u:hunter2@gw.example", testKey, cartesia.DefaultVersion, "BaseURL"},
		"user, bad URL":    {"https://u:hunter2", testKey, cartesia.DefaultVersion, "BaseURL"},
		"user, bad escape": {"https://u:hunter2%zz@gw.example", testKey, cartesia.DefaultVersion, "BaseURL"},
		"query":            {"https://gw.example/?key=hunter2", testKey, cartesia.DefaultVersion, "BaseURL"},
		"empty query":      {"https://gw.example/?", testKey, cartesia.DefaultVersion, "BaseURL"},
		"fragment":         {"https://gw.example/#", testKey, cartesia.DefaultVersion, "BaseURL"},
		"no scheme":        {"api.cartesia.ai", testKey, cartesia.DefaultVersion, "BaseURL"},
		"ftp":              {"ftp://api.cartesia.ai", testKey, cartesia.DefaultVersion, "BaseURL"},
		"no host":          {"https://", testKey, cartesia.DefaultVersion, "BaseURL"},
		"only a port":      {"https://:443", testKey, cartesia.DefaultVersion, "BaseURL"},
		"empty URL":        {"", testKey, cartesia.DefaultVersion, "BaseURL"},
		"no key":           {cartesia.DefaultBaseURL, "", cartesia.DefaultVersion, "APIKey"},
		"admin key":        {cartesia.DefaultBaseURL, "sk_car_admin_hunter2", cartesia.DefaultVersion, "APIKey"},
		"key of two words": {cartesia.DefaultBaseURL, "Bearer hunter2", cartesia.DefaultVersion, "APIKey"},
		"key with a break": {cartesia.DefaultBaseURL, "hunter2\r\nX: y", cartesia.DefaultVersion, "APIKey"},
		"key and its name": {cartesia.DefaultBaseURL, "CARTESIA_API_KEY=hunter2", cartesia.DefaultVersion, "APIKey"},
		"key, padded":      {cartesia.DefaultBaseURL, "aHVudGVy==", cartesia.DefaultVersion, ""},
		"key with a quote": {cartesia.DefaultBaseURL, "hunter2”", cartesia.DefaultVersion, "APIKey"},
		"version":          {cartesia.DefaultBaseURL, testKey, "2025-04-16", "APIVersion"},
		"no version":       {cartesia.DefaultBaseURL, testKey, "", "APIVersion"},
	}
	for name, test := range tests {
		_, err := cartesia.New(cartesia.Config{BaseURL: test.url, APIKey: cartesia.Secret(test.key), APIVersion: test.version})
		switch {
		case test.want == "" && err != nil, fieldOf(err) != test.want:
			t.Errorf("%s: error %v of the field %q, want %q", name, err, fieldOf(err), test.want)
		case err != nil && (strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "--")):
			t.Errorf("%s: the error shows a secret or names a flag: %v", name, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	tests := map[string]bool{
		"http://127.0.0.1:8080": true, "http://127.9.9.9": true, "https://LocalHost/x": true, "http://[::1]": true,
		"http://[::ffff:127.0.0.1]": true, "http://0.0.0.0": false, "http://10.0.0.1": false,
		"https://api.cartesia.ai": false, "http://127.0.0.1.example": false, "": false, "http://%zz": false,
	}
	for url, want := range tests {
		if got := cartesia.Loopback(url); got != want {
			t.Errorf("Loopback(%q) = %v, want %v", url, got, want)
		}
	}
}

func TestSecretIsNotShown(t *testing.T) {
	cfg := cartesia.Config{APIKey: "hunter2"}
	encoded, err := json.Marshal([]any{cfg.APIKey, &cfg.APIKey})
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{string(encoded), cfg.APIKey.String(), cfg.APIKey.GoString()}
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, cfg.APIKey), fmt.Sprintf(verb, cfg), fmt.Sprintf(verb, &cfg))
	}
	for _, s := range shown {
		if strings.Contains(s, "hunter2") || strings.Contains(strings.ToLower(s), "68756e74657232") {
			t.Errorf("the secret is in %s", s)
		}
	}
	if got := cfg.APIKey.Reveal(); got != "hunter2" {
		t.Errorf("Reveal() = %q", got)
	}
}

func TestCheckRoute(t *testing.T) {
	tests := map[string]struct {
		route dialer.Route
		want  string
	}{
		"plain":             {dialer.Route{AgentID: "agent_1", FromNumberID: "ap_1"}, ""},
		"bounds":            {dialer.Route{AgentID: "a", FromNumberID: "ap_1", RingingTimeoutSeconds: 5, MaxCallDurationMinutes: 480}, ""},
		"upper ringing":     {dialer.Route{AgentID: "a", FromNumberID: "ap_1", RingingTimeoutSeconds: 80, MaxCallDurationMinutes: 1}, ""},
		"digits in an id":   {dialer.Route{AgentID: "a", FromNumberID: "ap_14155550100"}, ""},
		"no agent":          {dialer.Route{FromNumberID: "ap_1"}, "AgentID"},
		"blank agent":       {dialer.Route{AgentID: " ", FromNumberID: "ap_1"}, "AgentID"},
		"no number":         {dialer.Route{AgentID: "a"}, "FromNumberID"},
		"phone number":      {dialer.Route{AgentID: "a", FromNumberID: "+14155550100"}, "FromNumberID"},
		"spaced number":     {dialer.Route{AgentID: "a", FromNumberID: "(415) 555-0100"}, "FromNumberID"},
		"short ringing":     {dialer.Route{AgentID: "a", FromNumberID: "ap_1", RingingTimeoutSeconds: 4}, "RingingTimeoutSeconds"},
		"long ringing":      {dialer.Route{AgentID: "a", FromNumberID: "ap_1", RingingTimeoutSeconds: 81}, "RingingTimeoutSeconds"},
		"negative ringing":  {dialer.Route{AgentID: "a", FromNumberID: "ap_1", RingingTimeoutSeconds: -1}, "RingingTimeoutSeconds"},
		"long duration":     {dialer.Route{AgentID: "a", FromNumberID: "ap_1", MaxCallDurationMinutes: 481}, "MaxCallDurationMinutes"},
		"negative duration": {dialer.Route{AgentID: "a", FromNumberID: "ap_1", MaxCallDurationMinutes: -1}, "MaxCallDurationMinutes"},
	}
	for name, test := range tests {
		err := cartesia.CheckRoute(test.route)
		if fieldOf(err) != test.want || test.want == "" && err != nil {
			t.Errorf("%s: error %v of the field %q, want %q", name, err, fieldOf(err), test.want)
		}
		if err == nil {
			continue
		}
		e, ok := errors.AsType[*dialer.RouteError](err)
		if !ok || e.Code != "route_invalid" || e.Cause == "" || e.Remedy == "" || strings.Contains(err.Error(), "--") {
			t.Errorf("%s: error %#v, want a RouteError that names no flag", name, err)
		}
	}
}
