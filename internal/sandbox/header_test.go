package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bulkdial/internal/sandbox"
	"bulkdial/internal/sandbox/request/requesttest"
)

func TestHeaders(t *testing.T) {
	const key = "sk_car_0123"
	set := func(name, value string) func(http.Header) {
		return func(h http.Header) { h.Set(name, value) }
	}
	tests := []struct {
		name   string
		key    string // of the server
		change func(http.Header)
		status int
	}{
		{"any key", "", set("Authorization", "Bearer "+key), http.StatusOK},
		{"its key", key, set("Authorization", "Bearer "+key), http.StatusOK},
		{"another key", key, set("Authorization", "Bearer sk_car_other"), http.StatusUnauthorized},
		{"key with more", key, set("Authorization", "Bearer "+key+"4"), http.StatusUnauthorized},
		{"no key", "", func(h http.Header) { h.Del("Authorization") }, http.StatusUnauthorized},
		{"empty key", "", set("Authorization", "Bearer "), http.StatusUnauthorized},
		{"prefix alone", "", set("Authorization", "Bearer sk_car_"), http.StatusUnauthorized},
		{"key of somebody else", "", set("Authorization", "Bearer sk_live_0123"), http.StatusUnauthorized},
		{"basic", "", set("Authorization", "Basic "+key), http.StatusUnauthorized},
		{"no scheme", "", set("Authorization", key), http.StatusUnauthorized},
		{"admin key", "", set("Authorization", "Bearer sk_car_admin_0123"), http.StatusForbidden},
		{"admin key as its key", "sk_car_admin_0123", set("Authorization", "Bearer sk_car_admin_0123"), http.StatusForbidden},
		{"two keys", "", func(h http.Header) { h.Add("Authorization", "Bearer "+key) }, http.StatusBadRequest},
		{"no version", "", func(h http.Header) { h.Del("Cartesia-Version") }, http.StatusBadRequest},
		{"unknown version", "", set("Cartesia-Version", "2025-04-16"), http.StatusBadRequest},
		{"two versions", "", func(h http.Header) { h.Add("Cartesia-Version", v2) }, http.StatusBadRequest},
		{"idempotency key", "", set("Idempotency-Key", "1"), http.StatusBadRequest},
		{"empty idempotency key", "", set("Idempotency-Key", ""), http.StatusBadRequest},
		{"content type with charset", "", set("Content-Type", "application/json; charset=utf-8"), http.StatusOK},
		{"no content type", "", func(h http.Header) { h.Del("Content-Type") }, http.StatusUnsupportedMediaType},
		{"another content type", "", set("Content-Type", "text/plain"), http.StatusUnsupportedMediaType},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := callRequest("", v1, requesttest.Batch("+14155550123"))
			tt.change(r.Header)
			got := serve(sandbox.New(sandbox.Config{APIKey: tt.key}), r)
			if tt.status == http.StatusOK {
				got.entries(t)
				return
			}
			if p := got.problem(t, tt.status); strings.Contains(p.Message, "0123") {
				t.Errorf("message = %q, which holds the key", p.Message)
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	tests := []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodPut, "/agents/calls", http.StatusMethodNotAllowed, "GET, POST"},
		{http.MethodDelete, "/agents/calls/ac_1", http.StatusMethodNotAllowed, "GET"},
		{http.MethodGet, "/agents/calls/ac_1/cancel", http.StatusMethodNotAllowed, "POST"},
		{http.MethodPost, "/v1/agents/agent_1", http.StatusMethodNotAllowed, "GET"},
		{http.MethodPost, "/sandbox/calls", http.StatusMethodNotAllowed, "DELETE, GET"},
		{http.MethodPost, "/agents/calls/", http.StatusNotFound, ""},
		{http.MethodPost, "/agents/calls/batches", http.StatusNotFound, ""},
		{http.MethodGet, "/", http.StatusNotFound, ""},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			got := serve(server(t, ""), httptest.NewRequest(tt.method, tt.path, http.NoBody))
			got.problem(t, tt.status)
			if allow := got.header.Get("Allow"); allow != tt.allow {
				t.Errorf("Allow = %q, want %q", allow, tt.allow)
			}
		})
	}
}
