package cartesia_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

const testKey = "sk_car_test_0123456789"

// newClient returns a client of the service at url.
func newClient(t *testing.T, url string) *cartesia.Client {
	t.Helper()
	c, err := cartesia.New(cartesia.Config{
		BaseURL: url, APIKey: testKey, APIVersion: cartesia.DefaultVersion, Concurrency: 2, UserAgent: "bulkdial/test",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// request asks for n calls, to +14155550100 and the numbers after it.
func request(n int) dialer.Request {
	req := dialer.Request{Batch: "test.1", Route: dialer.Route{AgentID: "agent_1", FromNumberID: "ap_1"}}
	for i := range n {
		req.Attempts = append(req.Attempts, dialer.Attempt{Number: 1, Contact: dialer.Contact{
			Row: i + 1, Number: fmt.Sprintf("+1415555%04d", 100+i),
		}})
	}
	return req
}

// serve answers every request with a handler, and counts them.
func serve(t *testing.T, handler http.HandlerFunc) (url string, requests *atomic.Int64) {
	t.Helper()
	requests = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, requests
}

// answerWith returns how a client classifies an answer to n contacts.
func answerWith(t *testing.T, n, status int, header http.Header, body string) dialer.Answer {
	t.Helper()
	url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), header)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	answer := newClient(t, url).Call(t.Context(), request(n))
	if got := requests.Load(); got != 1 {
		t.Errorf("the server got %d requests, want 1", got)
	}
	return answer
}

func TestCallSendsTheRequest(t *testing.T) {
	var header http.Header
	var path, body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		header, path, body = r.Header, r.Method+" "+r.URL.Path, string(text)
		if r.ContentLength != int64(len(text)) {
			t.Errorf("ContentLength = %d, want %d", r.ContentLength, len(text))
		}
		_, _ = io.WriteString(w, `{"calls":[{"number":"+14155550100","agent_call_id":"ac_1","error":null}]}`)
	}))
	defer s.Close()
	c := newClient(t, s.URL+"/cartesia/")
	req := request(1)
	want := dialer.Answer{
		Kind: dialer.Answered, HTTPStatus: 200,
		Entries: []dialer.Entry{{Disposition: dialer.Accepted, CallID: "ac_1"}},
	}
	if diff := cmp.Diff(want, c.Call(t.Context(), req)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if path != "POST /cartesia/agents/calls" {
		t.Errorf("request to %q", path)
	}
	if want := string(cartesia.Body(cartesia.DefaultVersion, "", req)); body != want {
		t.Errorf("sent %s, Body returns %s", body, want)
	}
	header.Del("Content-Length")
	wantHeader := http.Header{
		"Authorization": {"Bearer " + testKey}, "Cartesia-Version": {"2026-03-01"}, "Content-Type": {"application/json"},
		"Accept": {"application/json"}, "User-Agent": {"bulkdial/test"},
	}
	if diff := cmp.Diff(wantHeader, header); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
}

func TestBody(t *testing.T) {
	req := request(2)
	req.Attempts[0].Contact.Metadata = json.RawMessage(`{"name":"Zoë","n":1}`)
	req.Attempts[1].Contact.Number = "+1\"\u2028\n"
	req.Route.RingingTimeoutSeconds, req.Route.MaxCallDurationMinutes = 30, 5
	for version, key := range map[string]string{"2026-03-01": "metadata", "2026-08-14": "dynamic_variables"} {
		want := map[string]any{
			"from_number_id": "ap_1", "agent_id": "agent_1", "ringing_timeout_seconds": 30.0, "max_call_duration_minutes": 5.0,
			"outbound_calls": []any{
				map[string]any{"to_number": "+14155550100", key: map[string]any{"name": "Zoë", "n": 1.0}},
				map[string]any{"to_number": "+1\"\u2028\n"},
			},
		}
		var got map[string]any
		if err := json.Unmarshal(cartesia.Body(version, "", req), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", version, diff)
		}
	}
	const plain = `{"from_number_id":"ap_1","agent_id":"agent_1","outbound_calls":[{"to_number":"+14155550100"}]}`
	if got := string(cartesia.Body(cartesia.DefaultVersion, "", request(1))); got != plain {
		t.Errorf("Body = %s, want %s", got, plain)
	}
}

// TestBodyCarriesTheRoute: each field of a route makes another body, so none is dropped in silence.
func TestBodyCarriesTheRoute(t *testing.T) {
	usual := cartesia.Body(cartesia.DefaultVersion, "", request(1))
	for field := range reflect.TypeFor[dialer.Route]().Fields() {
		req := request(1)
		value := reflect.ValueOf(&req.Route).Elem().FieldByIndex(field.Index)
		if value.Kind() == reflect.String {
			value.SetString("another")
		} else {
			value.SetInt(7)
		}
		if body := cartesia.Body(cartesia.DefaultVersion, "", req); bytes.Equal(body, usual) {
			t.Errorf("Body does not carry dialer.Route.%s: %s", field.Name, body)
		}
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		elsewhere, reached := serve(t, func(http.ResponseWriter, *http.Request) {})
		for _, location := range []string{elsewhere, "http://%zz", ""} {
			answer := answerWith(t, 1, status, http.Header{"Location": {location}}, "")
			if answer.Kind != dialer.Denied || answer.HTTPStatus != status {
				t.Errorf("%d to %q: %+v, want Denied", status, location, answer)
			}
		}
		if got := reached.Load(); got != 0 {
			t.Errorf("%d: the redirect was followed %d times", status, got)
		}
	}
}

func TestHTTP1IsSpoken(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Proto != "HTTP/1.1" {
			t.Errorf("Proto = %s", r.Proto)
		}
		_, _ = io.WriteString(w, `{"calls":[{"agent_call_id":"ac_1"}]}`)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c := newClient(t, s.URL)
	cartesia.Trust(c, s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs)
	for range 2 { // the second time on a connection that was used before
		if got := c.Call(t.Context(), request(1)); got.Kind != dialer.Answered {
			t.Errorf("answer %+v", got)
		}
	}
}

func TestKeyIsNowhereRepeated(t *testing.T) {
	echo := map[string]string{
		"json":  `{"error_code":"` + testKey + `","message":"bad key ` + testKey + `","request_id":"` + testKey + `"}`,
		"text":  strings.Repeat("x", 190) + testKey,
		"html":  "<p>" + strings.Repeat("x", 190) + testKey,
		"entry": `{"calls":[{"number":"+14155550100","error":{"code":"` + testKey + `","title":"` + testKey + `"}}]}`,
		"id":    `{"calls":[{"number":"+14155550100","agent_call_id":"` + testKey + `"}]}`,
		"odd":   `{"calls":"` + testKey + `"}`,
	}
	for name, body := range echo {
		for _, status := range []int{200, 400, 401, 500} {
			answer := answerWith(t, 1, status, http.Header{"X-Request-Id": {testKey}}, body)
			if s := fmt.Sprintf("%+v", answer); strings.Contains(s, "sk_car") {
				t.Errorf("%s, %d: the key is in %s", name, status, s)
			}
		}
	}
	c := newClient(t, "https://api.example")
	if s := fmt.Sprintf("%v %+v %#v", c, *c, c); strings.Contains(s, testKey) {
		t.Errorf("printing the client shows the key: %s", s)
	}
}

func TestEndedContextSendsNothing(t *testing.T) {
	url, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answer := newClient(t, url).Call(ctx, request(1))
	if answer.Kind != dialer.Unsent || answer.Code != "canceled" || requests.Load() != 0 {
		t.Errorf("answer %+v after %d requests, want Unsent", answer, requests.Load())
	}
}
