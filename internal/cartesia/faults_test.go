package cartesia_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

func check(t *testing.T, got dialer.Answer, kind dialer.AnswerKind, code string) {
	t.Helper()
	if got.Kind != kind || got.Code != code || (got.Message == "") != (kind == dialer.Answered) {
		t.Errorf("answer %+v, want kind %d with code %q", got, kind, code)
	}
}

func TestFaultsAfterTheRequest(t *testing.T) {
	tests := map[string]struct {
		answer string
		kind   dialer.AnswerKind
		code   string
	}{
		"nothing":         {"", dialer.Lost, "connection_lost"},
		"no HTTP":         {"SSH-2.0-OpenSSH\r\n\r\n", dialer.Lost, "connection_lost"},
		"odd status":      {"HTTP/1.1 banana\r\n\r\n", dialer.Lost, "connection_lost"},
		"cut header":      {"HTTP/1.1 200 OK\r\nContent-Le", dialer.Lost, "connection_lost"},
		"endless header":  {"HTTP/1.1 400 No\r\nX: " + strings.Repeat("x", 80<<10) + "\r\n\r\n", dialer.Lost, "connection_lost"},
		"hints":           {"HTTP/1.1 103 Early Hints\r\n\r\n" + goodAnswer, dialer.Answered, ""},
		"100":             {"HTTP/1.1 100 Continue\r\n\r\n" + goodAnswer, dialer.Answered, ""},
		"only hints":      {"HTTP/1.1 103 Early Hints\r\n\r\n", dialer.Lost, "connection_lost"},
		"101":             {"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", dialer.Lost, "http_101"},
		"until the close": {"HTTP/1.0 200 OK\r\n\r\n" + goodCalls, dialer.Answered, ""},
		"cut body":        {goodAnswer[:len(goodAnswer)-10], dialer.Lost, "unreadable_answer"},
		"cut chunk":       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3c\r\n" + goodCalls, dialer.Lost, "unreadable_answer"},
		"no last chunk":   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3c\r\n" + goodCalls + "\r\n", dialer.Lost, "unreadable_answer"},
		"cut refusal":     {"HTTP/1.1 400 No\r\nContent-Length: 99\r\n\r\nbad", dialer.Refused, "http_400"},
		"cut 429":         {"HTTP/1.1 429 No\r\nContent-Length: 99\r\n\r\n", dialer.Busy, "http_429"},
		"a second answer": {goodAnswer + goodAnswer, dialer.Answered, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := serveRaw(t, func(conn *net.TCPConn) {
				defer conn.Close()
				if err := readRequest(conn); err == nil {
					_, _ = io.WriteString(conn, test.answer)
				}
			})
			check(t, newClient(t, s.url).Call(t.Context(), request(1)), test.kind, test.code)
			if got := s.accepted.Load(); got != 1 {
				t.Errorf("%d connections, want 1", got)
			}
		})
	}
}

func TestResets(t *testing.T) {
	big := request(1)
	big.Attempts[0].Contact.Metadata = json.RawMessage(`{"x":"` + strings.Repeat("x", 32<<20) + `"}`)
	tests := map[string]struct {
		req  dialer.Request
		read func(io.Reader) error
	}{
		"after the request": {request(1), readRequest},
		"in the upload": {big, func(r io.Reader) error {
			_, err := io.CopyN(io.Discard, r, 10_000)
			return err
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := serveRaw(t, func(conn *net.TCPConn) {
				_ = test.read(conn)
				_ = conn.SetLinger(0) // a reset
				_ = conn.Close()
			})
			check(t, newClient(t, s.url).Call(t.Context(), test.req), dialer.Lost, "connection_lost")
			if got := s.accepted.Load(); got != 1 {
				t.Errorf("%d connections, want 1", got)
			}
		})
	}
}

func TestNoConnection(t *testing.T) {
	plain, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	secure.StartTLS()
	defer secure.Close()
	closed := serveRaw(t, func(*net.TCPConn) {})
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	dnsError := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "gw.example", IsNotFound: true}}
	}
	slow := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
	}
	tests := map[string]struct {
		url  string
		dial func(context.Context, string, string) (net.Conn, error)
		code string
	}{
		"refused":         {"http://" + gone.Addr().String(), nil, "connection_refused"},
		"untrusted":       {secure.URL, nil, "tls"},
		"not TLS":         {strings.Replace(plain, "http:", "https:", 1), nil, "tls"},
		"unknown name":    {closed.url, dnsError, "dns"},
		"slow to connect": {closed.url, slow, "timeout"},
		"unreachable": {closed.url, func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("no route")
		}, "no_connection"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, test.url)
			if test.dial != nil {
				cartesia.SetDial(c, test.dial)
			}
			check(t, c.Call(t.Context(), request(1)), dialer.Unsent, test.code)
		})
	}
	if requests.Load() != 0 {
		t.Errorf("%d requests arrived", requests.Load())
	}
}

// TestUnsentIsTrue cancels requests at every stage, and compares the kind of the answer with the bytes that arrived.
func TestUnsentIsTrue(t *testing.T) {
	arrived := make(chan int64, 1)
	s := serveRaw(t, func(conn *net.TCPConn) {
		n, _ := io.Copy(io.Discard, conn)
		_ = conn.Close()
		arrived <- n
	})
	kinds := map[dialer.AnswerKind]int{}
	for i := range 400 {
		ctx, cancel := context.WithCancel(t.Context())
		trace := &httptrace.ClientTrace{}
		switch i % 4 {
		case 0:
			trace.GotConn = func(httptrace.GotConnInfo) { cancel() }
		case 1:
			trace.GotConn = func(httptrace.GotConnInfo) { go cancel() }
		case 2:
			trace.WroteHeaderField = func(string, []string) { cancel() }
		default:
			trace.WroteRequest = func(httptrace.WroteRequestInfo) { cancel() }
		}
		answer := newClient(t, s.url).Call(httptrace.WithClientTrace(ctx, trace), request(5))
		cancel()
		n := <-arrived
		kinds[answer.Kind]++
		if answer.Kind == dialer.Unsent && n > 0 {
			t.Fatalf("%d bytes arrived of a request that is called unsent: %+v", n, answer)
		}
		if answer.Kind != dialer.Unsent && answer.Kind != dialer.Lost || answer.Code != "canceled" {
			t.Fatalf("answer %+v", answer)
		}
	}
	if kinds[dialer.Unsent] == 0 || kinds[dialer.Lost] == 0 {
		t.Errorf("kinds %v: one of the two was never met", kinds)
	}
}
