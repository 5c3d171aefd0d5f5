package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bulkdial/internal/sandbox"
	"bulkdial/internal/sandbox/request/requesttest"
)

const (
	v1 = "2026-03-01"
	v2 = "2026-08-14"
)

// server returns a sandbox that takes any key and has some faults.
func server(tb testing.TB, faults string) *sandbox.Server {
	tb.Helper()
	f, err := sandbox.ParseFaults(faults)
	if err != nil {
		tb.Fatalf("ParseFaults(%q): %v", faults, err)
	}
	return sandbox.New(sandbox.Config{Faults: f})
}

// callRequest returns a request that is good but for its body.
func callRequest(url, version, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, url+"/agents/calls", strings.NewReader(body))
	r.RequestURI = ""
	r.Header.Set("Authorization", "Bearer sk_car_test")
	r.Header.Set("Cartesia-Version", version)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// numbers returns n different numbers.
func numbers(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("+1415%07d", i)
	}
	return list
}

type reply struct {
	status int
	header http.Header
	body   string
}

// serve gives a handler one request without any network.
func serve(h http.Handler, r *http.Request) reply {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return reply{status: w.Code, header: w.Header(), body: w.Body.String()}
}

func place(h http.Handler, numbers ...string) reply {
	return serve(h, callRequest("", v1, requesttest.Batch(numbers...)))
}

type entry struct {
	Number string         `json:"number"`
	ID     string         `json:"agent_call_id"`
	Error  map[string]any `json:"error"`
}

func (r reply) entries(tb testing.TB) []entry {
	tb.Helper()
	var body struct {
		Calls []entry `json:"calls"`
	}
	if err := json.Unmarshal([]byte(r.body), &body); err != nil || r.status != http.StatusOK {
		tb.Fatalf("answer = %d %s (%v), want a 200 with calls", r.status, r.body, err)
	}
	return body.Calls
}

type problem struct {
	Code      *string `json:"error_code"`
	Title     string  `json:"title"`
	Message   string  `json:"message"`
	RequestID string  `json:"request_id"`
}

// problem returns an error body, once it is checked to be what is documented.
func (r reply) problem(tb testing.TB, status int) problem {
	tb.Helper()
	var p problem
	if err := json.Unmarshal([]byte(r.body), &p); err != nil || r.status != status {
		tb.Fatalf("answer = %d %s (%v), want a %d with an error body", r.status, r.body, err, status)
	}
	if p.Title == "" || p.Message == "" || p.RequestID == "" || p.RequestID != r.header.Get("X-Request-Id") {
		tb.Errorf("error body = %+v with X-Request-Id %q, want title, message and that id", p, r.header.Get("X-Request-Id"))
	}
	return p
}

type callLog struct {
	Requests int            `json:"requests"`
	Placed   int            `json:"placed"`
	Most     int            `json:"most"`
	Calls    map[string]int `json:"calls"`
}

func readCallLog(tb testing.TB, h http.Handler) callLog {
	tb.Helper()
	got := serve(h, httptest.NewRequest(http.MethodGet, "/sandbox/calls", http.NoBody))
	var l callLog
	if err := json.Unmarshal([]byte(got.body), &l); err != nil || got.status != http.StatusOK {
		tb.Fatalf("call log = %d %.200s (%v), want a 200", got.status, got.body, err)
	}
	return l
}
