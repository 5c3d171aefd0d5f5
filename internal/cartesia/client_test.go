package cartesia_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

const (
	key    = "sk_car_0123456789abcdef"
	first  = "+14155550101"
	second = "+14155550102"
)

func request(numbers ...string) dialer.Request {
	req := dialer.Request{Batch: "r1.1", Route: dialer.Route{AgentID: "agent_x", FromNumberID: "ap_x"}}
	for i, n := range numbers {
		req.Attempts = append(req.Attempts, dialer.Attempt{Number: 1, Contact: dialer.Contact{Row: i + 1, Number: n}})
	}
	return req
}

func newClient(tb testing.TB, url string) *cartesia.Client {
	tb.Helper()
	c, err := cartesia.New(cartesia.Config{BaseURL: url, APIKey: key, Version: cartesia.DefaultVersion, Concurrency: 2, UserAgent: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	return c
}

// serve answers every request with handler, below a path, which catches absolute addresses.
func serve(tb testing.TB, handler http.HandlerFunc) (url string, requests *atomic.Int32) {
	tb.Helper()
	requests = new(atomic.Int32)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /gateway/agents/calls", func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		handler(w, r)
	})
	server := httptest.NewServer(mux)
	tb.Cleanup(server.Close)
	return server.URL + "/gateway", requests
}

func entry(number, id, problem string) string {
	return fmt.Sprintf(`{"number":%q,"agent_call_id":%q,"error":%s}`, number, id, problem)
}

func TestRequest(t *testing.T) {
	var got *http.Request
	var body []byte
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Clone(r.Context())
		body, _ = io.ReadAll(r.Body)
		fmt.Fprintf(w, `{"calls":[%s]}`, entry(first, "ac_1", "null"))
	})
	req := request(first)
	req.Attempts[0].Contact.Metadata = json.RawMessage(`{"name":"Añna \"A\""}`)
	req.Route.RingingTimeoutSeconds, req.Route.MaxCallDurationMinutes = 20, 5
	if answer := newClient(t, url+"/").Call(t.Context(), req); answer.Verdict != dialer.Answered {
		t.Fatalf("answer = %+v", answer)
	}
	want := `{"from_number_id":"ap_x","agent_id":"agent_x","outbound_calls":[{"to_number":"+14155550101","metadata":{"name":"Añna \"A\""}}],"ringing_timeout_seconds":20,"max_call_duration_minutes":5}`
	if string(body) != want || got.ContentLength != int64(len(want)) {
		t.Errorf("body = %s, want %s", body, want)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer " + key, "Cartesia-Version": "2026-03-01", "Content-Type": "application/json",
		"User-Agent": "test", "Idempotency-Key": "", "Accept-Encoding": "",
	} {
		if got := got.Header.Get(name); got != want {
			t.Errorf("header %s = %q, want %q", name, got, want)
		}
	}
	if got.ProtoMajor != 1 {
		t.Errorf("protocol = %s", got.Proto)
	}
}

func TestBody(t *testing.T) {
	req := request(first, second)
	req.Route.AgentID = "a\"b"
	req.Attempts[1].Contact.Metadata = json.RawMessage(`{"x":"1"}`)
	want := `{"from_number_id":"ap_x","agent_id":"a\"b","outbound_calls":[{"to_number":"+14155550101"},{"to_number":"+14155550102","dynamic_variables":{"x":"1"}}]}`
	if got := string(cartesia.Body("2026-08-14", req)); got != want {
		t.Errorf("Body() = %s, want %s", got, want)
	}
}

// short renders an answer: its verdict, code and entries.
func short(a dialer.Answer) string {
	names := map[dialer.Verdict]string{
		dialer.Lost: "lost", dialer.Answered: "answered", dialer.Unsent: "unsent", dialer.Busy: "busy",
		dialer.Refused: "refused", dialer.TooLarge: "too large", dialer.Denied: "denied",
	}
	parts := []string{names[a.Verdict]}
	if a.Code != "" {
		parts = append(parts, a.Code)
	}
	for _, e := range a.Entries {
		of := []string{string(e.Disposition)}
		for _, part := range []string{e.CallID, e.Code} {
			if part != "" {
				of = append(of, part)
			}
		}
		if e.Busy {
			of = append(of, "busy")
		}
		parts = append(parts, "["+strings.Join(of, " ")+"]")
	}
	return strings.Join(parts, " ")
}

// TestAnswers is the table of what answers prove.
func TestAnswers(t *testing.T) {
	ok1, ok2 := entry(first, "ac_1", "null"), entry(second, "ac_2", "{}")
	list := func(entries ...string) string { return `{"calls":[` + strings.Join(entries, ",") + `]}` }
	for _, tt := range []struct {
		name   string
		status int
		header string // name: value
		body   string
		want   string
	}{
		{"both accepted", 200, "", list(ok1, ok2), "answered [accepted ac_1] [accepted ac_2]"},
		{"fields that are not known", 200, "", `{"x":1,"calls":[{"number":"+14155550101","agent_call_id":"ac_1","new":[]},` + ok2 + `]}`, "answered [accepted ac_1] [accepted ac_2]"},
		{"no numbers", 200, "", list(`{"agent_call_id":"ac_1"}`, `{"number":null,"agent_call_id":"ac_2"}`), "answered [accepted ac_1] [accepted ac_2]"},
		{"no numbers, and too short", 200, "", list(`{"agent_call_id":"ac_1"}`), "answered [unknown answer_mismatch] [unknown answer_mismatch]"},
		{"created", 201, "", list(ok1, ok2), "answered [accepted ac_1] [accepted ac_2]"},
		{"an error and no id", 200, "", list(ok1, `{"number":"+14155550102","error":{"error_code":"bad_destination","message":"no"}}`), "answered [accepted ac_1] [rejected bad_destination]"},
		{"an error and an id", 200, "", list(ok1, entry(second, "ac_2", `{"code":"setup_failed"}`)), "answered [accepted ac_1] [rejected ac_2 setup_failed]"},
		{"an error with a title alone", 200, "", list(ok1, entry(second, "", `{"title":"Bad destination"}`)), "answered [accepted ac_1] [rejected Bad destination]"},
		{"an error of unknown keys", 200, "", list(ok1, entry(second, "", `{"why":7}`)), "answered [accepted ac_1] [rejected rejected]"},
		{"an error that is a string", 200, "", list(ok1, entry(second, "", `"no"`)), "answered [accepted ac_1] [rejected rejected]"},
		{"an error that is something else", 200, "", list(entry(first, "ac_1", `false`), entry(second, "ac_2", `[]`)), "answered [rejected ac_1 rejected] [rejected ac_2 rejected]"},
		{"errors that are none", 200, "", list(entry(first, "ac_1", `""`), entry(second, "ac_2", `{}`)), "answered [accepted ac_1] [accepted ac_2]"},
		{"no free line", 200, "", list(ok1, entry(second, "", `{"code":"concurrency_limited"}`)), "answered [accepted ac_1] [rejected concurrency_limited busy]"},
		{"no free line, in words", 200, "", list(ok1, entry(second, "", `"The concurrency limit was reached"`)), "answered [accepted ac_1] [rejected rejected busy]"},
		{"a person's line is busy", 200, "", list(ok1, entry(second, "", `{"code":"busy","message":"the line is busy"}`)), "answered [accepted ac_1] [rejected busy]"},
		{"neither id nor error", 200, "", list(ok1, entry(second, "", "null")), "answered [accepted ac_1] [unknown answer_empty]"},
		{"too short", 200, "", list(ok1), "answered [accepted ac_1] [unknown answer_mismatch]"},
		{"too long", 200, "", list(ok1, ok2, entry("+14155550103", "ac_3", "null")), "answered [accepted ac_1] [accepted ac_2]"},
		{"the first is missing", 200, "", list(ok2), "answered [unknown answer_mismatch] [unknown answer_mismatch]"},
		{"in another order", 200, "", list(ok2, ok1), "answered [unknown answer_mismatch] [unknown answer_mismatch]"},
		{"another number", 200, "", list(ok1, entry("+14155550199", "ac_2", "null")), "answered [accepted ac_1] [unknown answer_mismatch]"},
		{"one entry twice", 200, "", list(ok1, ok1), "answered [accepted ac_1] [unknown answer_mismatch]"},
		{"one id twice", 200, "", list(ok1, entry(second, "ac_1", "null")), "answered [unknown ac_1 answer_repeated_id] [unknown ac_1 answer_repeated_id]"},
		{"odd entries", 200, "", list(`null`, `7`), "answered [unknown answer_mismatch] [unknown answer_mismatch]"},
		{"an id of another type", 200, "", list(`{"number":"+14155550101","agent_call_id":7}`, ok2), "answered [unknown answer_mismatch] [accepted ac_2]"},
		{"an empty list", 200, "", list(), "answered [unknown answer_mismatch] [unknown answer_mismatch]"},

		{"no list", 200, "", `{}`, "lost unreadable_answer"},
		{"a list that is null", 200, "", `{"calls":null}`, "lost unreadable_answer"},
		{"HTML", 200, "", "<html><body>Sign in</body></html>", "lost unreadable_answer"},
		{"nothing", 200, "", "", "lost unreadable_answer"},
		{"no content", 204, "", "", "lost unreadable_answer"},
		{"cut", 200, "", list(ok1, ok2)[:60], "lost unreadable_answer"},
		{"something behind it", 200, "", list(ok1, ok2) + "x", "lost unreadable_answer"},
		{"too long a body", 200, "", list(ok1, ok2) + strings.Repeat(" ", 1<<20), "lost unreadable_answer"},
		{"not gzip", 200, "Content-Encoding: gzip", list(ok1, ok2), "lost unreadable_answer"},

		{"bad request", 400, "", `{"error_code":"bad_ringing_timeout","title":"Bad","message":"no"}`, "refused bad_ringing_timeout"},
		{"unprocessable", 422, "", `plain text`, "refused http_422"},
		{"too large", 413, "", ``, "too large http_413"},
		{"no key", 401, "", `{"error_code":null,"message":"who are you"}`, "denied http_401"},
		{"quota", 402, "", `{"error_code":"quota_exceeded"}`, "denied quota_exceeded"},
		{"forbidden", 403, "", ``, "denied http_403"},
		{"not found", 404, "", `<h1>Not found</h1>`, "denied http_404"},
		{"conflict", 409, "", ``, "denied http_409"},
		{"gone", 410, "", ``, "denied http_410"},
		{"not found, whatever it says", 404, "", `{"error_code":"concurrency_limited"}`, "denied concurrency_limited"},
		{"moved", 301, "Location: /elsewhere", ``, "denied http_301"},
		{"see other", 303, "Location: /elsewhere", ``, "denied http_303"},
		{"redirect", 307, "Location: /elsewhere", ``, "denied http_307"},
		{"too many requests", 429, "", `{"error_code":"concurrency_limited"}`, "busy concurrency_limited"},
		{"too many requests, from a gateway", 429, "", `<h1>Slow down</h1>`, "busy http_429"},
		{"a bad request for want of a line", 400, "", `{"error_code":"concurrency_limited"}`, "busy concurrency_limited"},
		{"unavailable for a while", 503, "Retry-After: 3", ``, "busy http_503"},
		{"unavailable", 503, "", ``, "lost http_503"},
		{"internal error", 500, "", `{"error_code":"internal"}`, "lost internal"},
		{"internal error, whatever it says", 500, "Retry-After: 3", `{"error_code":"concurrency_limited"}`, "lost concurrency_limited"},
		{"bad gateway", 502, "", `<html>`, "lost http_502"},
		{"gateway timeout", 504, "", ``, "lost http_504"},
		{"request timeout", 408, "", ``, "lost http_408"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if name, value, ok := strings.Cut(tt.header, ": "); ok {
					w.Header().Set(name, value)
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			})
			answer := newClient(t, url).Call(t.Context(), request(first, second))
			if got := short(answer); got != tt.want {
				t.Errorf("answer = %s, want %s (%+v)", got, tt.want, answer)
			}
			if answer.HTTPStatus != tt.status || requests.Load() != 1 {
				t.Errorf("status %d after %d requests, want %d after 1", answer.HTTPStatus, requests.Load(), tt.status)
			}
		})
	}
}

func TestGzip(t *testing.T) {
	for name, tt := range map[string]struct {
		content, want string
	}{
		"unasked": {fmt.Sprintf(`{"calls":[%s]}`, entry(first, "ac_1", "null")), "answered [accepted ac_1]"},
		"a bomb":  {strings.Repeat(" ", 64<<20), "lost unreadable_answer"},
	} {
		t.Run(name, func(t *testing.T) {
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			_, _ = io.WriteString(w, tt.content)
			_ = w.Close()
			url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				_, _ = w.Write(packed.Bytes())
			})
			if got := short(newClient(t, url).Call(t.Context(), request(first))); got != tt.want {
				t.Errorf("answer = %s, want %s", got, tt.want)
			}
		})
	}
}

// TestProblem: what is kept of an error is one bounded line without the key.
func TestProblem(t *testing.T) {
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "req_from_header")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{
			"error_code": "echo", "title": "Echo", "message": "you sent\n" + r.Header.Get("Authorization") + strings.Repeat(" x", 1000),
		})
	})
	answer := newClient(t, url).Call(t.Context(), request(first))
	if strings.Contains(answer.Message, key) || strings.Contains(answer.Message, "\n") || len([]rune(answer.Message)) > 300 {
		t.Errorf("message = %q", answer.Message)
	}
	if !strings.HasPrefix(answer.Message, "Echo: you sent Bearer [secret]") || answer.RequestID != "req_from_header" {
		t.Errorf("answer = %+v", answer)
	}
}

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, "soon": 0, "99999999": time.Hour, "99999999999999999999": 0,
		time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat): 0,
	} {
		url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", value)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		if got := newClient(t, url).Call(t.Context(), request(first)).RetryAfter; got != want {
			t.Errorf("Retry-After %q = %v, want %v", value, got, want)
		}
	}
	url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", time.Now().Add(30*time.Minute).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusTooManyRequests)
	})
	if got := newClient(t, url).Call(t.Context(), request(first)).RetryAfter; got < 29*time.Minute || got > 30*time.Minute {
		t.Errorf("Retry-After as a date = %v, want about 30m", got)
	}
}

// script is a server that does with each connection what it is told.
func script(t *testing.T, each ...func(net.Conn)) (url string, done <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, do := range each {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			do(conn)
			_ = conn.Close()
		}
	}()
	return "http://" + l.Addr().String(), ended
}

// readRequest reads a whole request.
func readRequest(conn net.Conn) {
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
}

func TestConnections(t *testing.T) {
	good := func(conn net.Conn) {
		readRequest(conn)
		body := fmt.Sprintf(`{"calls":[%s]}`, entry(first, "ac_1", "null"))
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
	say := func(text string) func(net.Conn) {
		return func(conn net.Conn) {
			readRequest(conn)
			_, _ = io.WriteString(conn, text)
		}
	}
	for _, tt := range []struct {
		name string
		does func(net.Conn)
		want string
	}{
		{"closed after the request", readRequest, "lost connection_lost"},
		{"reset after the request", func(conn net.Conn) {
			readRequest(conn)
			_ = conn.(*net.TCPConn).SetLinger(0)
		}, "lost connection_lost"},
		{"nonsense", say("no HTTP\r\n\r\n"), "lost connection_lost"},
		{"a body that is cut", say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"calls\":[{"), "lost unreadable_answer"},
		{"an early hint, then an answer", func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
			good(conn)
		}, "answered [accepted ac_1]"},
		{"endless headers", say("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20)), "lost connection_lost"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url, done := script(t, tt.does)
			if got := short(newClient(t, url).Call(t.Context(), request(first))); got != tt.want {
				t.Errorf("answer = %s, want %s", got, tt.want)
			}
			<-done
		})
	}
}

// TestNothingWritten: where no byte left, the answer proves it.
func TestNothingWritten(t *testing.T) {
	refused, done := script(t) // accepts nobody
	<-done
	plain, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
	self := httptest.NewTLSServer(http.NotFoundHandler())
	defer self.Close()
	for _, tt := range []struct{ name, url, want string }{
		{"DNS", "https://nowhere.invalid", "unsent dns"},
		{"TLS to a plain server", strings.Replace(plain, "http:", "https:", 1), "unsent connection_lost"},
		{"a certificate of nobody", self.URL, "unsent tls"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := short(newClient(t, tt.url).Call(t.Context(), request(first))); got != tt.want {
				t.Errorf("answer = %s, want %s", got, tt.want)
			}
		})
	}
	t.Run("canceled before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if got := short(newClient(t, refused).Call(ctx, request(first))); got != "unsent canceled" {
			t.Errorf("answer = %s, want unsent canceled", got)
		}
	})
	t.Run("refused", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		url := "http://" + l.Addr().String()
		_ = l.Close()
		if got := short(newClient(t, url).Call(t.Context(), request(first))); got != "unsent connection_refused" {
			t.Errorf("answer = %s, want unsent connection_refused", got)
		}
	})
}

// TestTimeout: a server that takes the request and says nothing leaves everybody in doubt.
func TestTimeout(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	url, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-release
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got := short(newClient(t, url).Call(ctx, request(first))); got != "lost timeout" {
		t.Errorf("answer = %s, want lost timeout", got)
	}
}

// TestStaleConnection: a kept connection that the server has closed leaves nobody in doubt when nothing was written
// to it, and is not made up for by a second sending when something was.
func TestStaleConnection(t *testing.T) {
	var requests atomic.Int32
	answer := func(conn net.Conn) {
		readRequest(conn)
		requests.Add(1)
		body := fmt.Sprintf(`{"calls":[%s]}`, entry(first, "ac_1", "null"))
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
	for range 50 {
		requests.Store(0)
		url, done := script(t, answer, answer) // each connection is closed after its first answer
		c := newClient(t, url)
		if got := short(c.Call(t.Context(), request(first))); got != "answered [accepted ac_1]" {
			t.Fatalf("first answer = %s", got)
		}
		got := short(c.Call(t.Context(), request(first)))
		switch {
		case got == "answered [accepted ac_1]":
			<-done
			if n := requests.Load(); n != 2 {
				t.Fatalf("%d requests were read, want 2", n)
			}
		case strings.HasPrefix(got, "lost"): // written into the closing connection
			if n := requests.Load(); n != 1 {
				t.Fatalf("answer = %s after %d requests", got, n)
			}
		case !strings.HasPrefix(got, "unsent"):
			t.Fatalf("second answer = %s", got)
		}
	}
}

// TestRedirect: the key does not follow a redirect.
func TestRedirect(t *testing.T) {
	elsewhere, followed := serve(t, func(http.ResponseWriter, *http.Request) {})
	for _, status := range []int{301, 302, 303, 307, 308} {
		url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere+"/agents/calls", status)
		})
		if got := newClient(t, url).Call(t.Context(), request(first)); got.Verdict != dialer.Denied || followed.Load() != 0 {
			t.Errorf("%d: answer = %s, %d requests elsewhere", status, short(got), followed.Load())
		}
	}
}

func TestConfig(t *testing.T) {
	good := cartesia.Config{BaseURL: cartesia.DefaultBaseURL, APIKey: key, Version: cartesia.DefaultVersion}
	for _, tt := range []struct {
		name   string
		change func(*cartesia.Config)
		want   string // "" is good
	}{
		{"good", func(*cartesia.Config) {}, ""},
		{"the newer version", func(c *cartesia.Config) { c.Version = "2026-08-14" }, ""},
		{"this machine", func(c *cartesia.Config) { c.BaseURL = "http://127.0.0.1:8080" }, ""},
		{"this machine by name", func(c *cartesia.Config) { c.BaseURL = "http://localhost:8080/x/" }, ""},
		{"this machine, IPv6", func(c *cartesia.Config) { c.BaseURL = "http://[::1]:8080" }, ""},
		{"no key", func(c *cartesia.Config) { c.APIKey = "" }, "CARTESIA_API_KEY"},
		{"admin key", func(c *cartesia.Config) { c.APIKey = "sk_car_admin_1" }, "admin"},
		{"a key with a line break", func(c *cartesia.Config) { c.APIKey = key + "\n" }, "--api-key-file"},
		{"no such version", func(c *cartesia.Config) { c.Version = "2025-01-01" }, "--api-version"},
		{"plain http", func(c *cartesia.Config) { c.BaseURL = "http://api.cartesia.ai" }, "--base-url"},
		{"a host that begins like this machine", func(c *cartesia.Config) { c.BaseURL = "http://127.0.0.1.example.com" }, "--base-url"},
		{"no address", func(c *cartesia.Config) { c.BaseURL = "api.cartesia.ai" }, "--base-url"},
		{"another scheme", func(c *cartesia.Config) { c.BaseURL = "ftp://localhost" }, "--base-url"},
		{"a password", func(c *cartesia.Config) { c.BaseURL = "https://u:p@api.cartesia.ai" }, "--base-url"},
		{"a query", func(c *cartesia.Config) { c.BaseURL = "https://api.cartesia.ai?x=1" }, "--base-url"},
	} {
		config := good
		tt.change(&config)
		_, err := cartesia.New(config)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: New() = %v, want %q", tt.name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), key) {
			t.Errorf("%s: the error shows the key: %v", tt.name, err)
		}
	}
}

func TestCheckRoute(t *testing.T) {
	good := dialer.Route{AgentID: "agent_x", FromNumberID: "ap_14155550101"}
	for _, tt := range []struct {
		change func(*dialer.Route)
		want   string
	}{
		{func(*dialer.Route) {}, ""},
		{func(r *dialer.Route) { r.RingingTimeoutSeconds, r.MaxCallDurationMinutes = 5, 1 }, ""},
		{func(r *dialer.Route) { r.RingingTimeoutSeconds, r.MaxCallDurationMinutes = 80, 480 }, ""},
		{func(r *dialer.Route) { r.AgentID = "" }, "--agent-id"},
		{func(r *dialer.Route) { r.FromNumberID = "" }, "--from-number-id"},
		{func(r *dialer.Route) { r.FromNumberID = "+1 (415) 555-0101" }, "is a phone number"},
		{func(r *dialer.Route) { r.RingingTimeoutSeconds = 4 }, "--ringing-timeout-seconds"},
		{func(r *dialer.Route) { r.RingingTimeoutSeconds = 81 }, "--ringing-timeout-seconds"},
		{func(r *dialer.Route) { r.MaxCallDurationMinutes = 481 }, "--max-call-duration-minutes"},
		{func(r *dialer.Route) { r.MaxCallDurationMinutes = -1 }, "--max-call-duration-minutes"},
	} {
		route := good
		tt.change(&route)
		if err := cartesia.CheckRoute(route); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("CheckRoute(%+v) = %v, want %q", route, err, tt.want)
		}
	}
}

func TestSecret(t *testing.T) {
	s := cartesia.Secret(key)
	text, _ := json.Marshal(struct {
		Key cartesia.Secret `json:"key"`
	}{s})
	for _, shown := range []string{
		fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s, s, s, s), string(text), s.String(), s.GoString(),
		fmt.Sprintf("%+v", cartesia.Config{APIKey: s}),
	} {
		if strings.Contains(shown, "0123456789") || strings.Contains(shown, fmt.Sprintf("%x", key)) {
			t.Errorf("the key shows in %q", shown)
		}
	}
	if s.Reveal() != key {
		t.Errorf("Reveal() = %q", s.Reveal())
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(`{"calls":[%s,%s]}`, entry(first, "ac_1", "null"), entry(second, "", `{"code":"x"}`))))
	f.Add([]byte(`{"calls":[null,7,{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		answer := cartesia.Decode(newClient(t, cartesia.DefaultBaseURL), body, request(first, second))
		if answer.Verdict == dialer.Lost {
			return
		}
		if answer.Verdict != dialer.Answered || len(answer.Entries) != 2 {
			t.Fatalf("answer = %+v", answer)
		}
		ids := map[string]bool{}
		for _, e := range answer.Entries {
			if strings.ContainsAny(e.CallID+e.Code+e.Error, "\r\n") {
				t.Errorf("an entry has a line break: %+v", e)
			}
			if e.Disposition != dialer.Accepted {
				continue
			}
			if e.CallID == "" || ids[e.CallID] {
				t.Errorf("accepted with id %q: %+v", e.CallID, answer.Entries)
			}
			ids[e.CallID] = true
		}
	})
}

func hundred() dialer.Request {
	numbers := make([]string, 100)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("+1415555%04d", i)
	}
	req := request(numbers...)
	for i := range req.Attempts {
		req.Attempts[i].Contact.Metadata = json.RawMessage(`{"first_name":"Anna","plan":"gold"}`)
	}
	return req
}

func BenchmarkBody(b *testing.B) {
	req := hundred()
	b.ReportAllocs()
	for b.Loop() {
		cartesia.Body(cartesia.DefaultVersion, req)
	}
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkDecode(b *testing.B) {
	req := hundred()
	var entries []string
	for i, a := range req.Attempts {
		entries = append(entries, entry(a.Contact.Number, fmt.Sprint("ac_", i), "null"))
	}
	body := []byte(`{"calls":[` + strings.Join(entries, ",") + `]}`)
	c := newClient(b, cartesia.DefaultBaseURL)
	b.ReportAllocs()
	for b.Loop() {
		if answer := cartesia.Decode(c, body, req); answer.Verdict != dialer.Answered {
			b.Fatal(answer)
		}
	}
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "rows/s")
}

func TestLoopback(t *testing.T) {
	got := map[string]bool{}
	for _, url := range []string{"http://127.0.0.1:1", "http://localhost", "https://api.cartesia.ai", "::"} {
		got[url] = cartesia.Loopback(url)
	}
	want := map[string]bool{"http://127.0.0.1:1": true, "http://localhost": true, "https://api.cartesia.ai": false, "::": false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Loopback differs (-want +got):\n%s", diff)
	}
}
