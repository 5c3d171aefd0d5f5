package cartesia_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

// serveTLS answers the first request well and closes the connection of every other one unanswered.
func serveTLS(t *testing.T) (c *cartesia.Client, requests *atomic.Int64) {
	t.Helper()
	requests = new(atomic.Int64)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if requests.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, goodCalls)
	}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	c = newClient(t, s.URL)
	cartesia.Trust(c, s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs)
	return c, requests
}

func TestLostOverTLS(t *testing.T) {
	c, requests := serveTLS(t)
	check(t, c.Call(t.Context(), request(1)), dialer.Answered, "")
	check(t, c.Call(t.Context(), request(1)), dialer.Lost, "connection_lost")
	if requests.Load() != 2 {
		t.Errorf("%d requests, want 2", requests.Load())
	}
}

// TestUnsentOverTLS breaks a connection after its handshake, whose bytes do not count.
func TestUnsentOverTLS(t *testing.T) {
	c, requests := serveTLS(t)
	var stale atomic.Bool
	cartesia.SetDial(c, func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return &staleConn{Conn: conn, stale: &stale}, err
	})
	check(t, c.Call(t.Context(), request(1)), dialer.Answered, "")
	stale.Store(true)
	check(t, c.Call(t.Context(), request(1)), dialer.Unsent, "no_connection")
	if requests.Load() != 1 {
		t.Errorf("%d requests, want 1", requests.Load())
	}
}

// TestWithheld: a request that is not permitted once it has its connection is not sent, on a new connection and on a used one.
func TestWithheld(t *testing.T) {
	c, requests := serveTLS(t)
	forbidden, permitted := request(1), request(1)
	forbidden.Permit, permitted.Permit = func() bool { return false }, func() bool { return true }
	check(t, c.Call(t.Context(), forbidden), dialer.Withheld, "withheld")
	check(t, c.Call(t.Context(), permitted), dialer.Answered, "")
	check(t, c.Call(t.Context(), forbidden), dialer.Withheld, "withheld")
	if requests.Load() != 1 {
		t.Errorf("%d requests, want 1", requests.Load())
	}
}

// TestRefusedByTheProxy writes to a proxy, which is not yet the request. Credentials that it wants, and what it forbids, are
// configuration; all else may pass.
func TestRefusedByTheProxy(t *testing.T) {
	for status, kind := range map[int]dialer.AnswerKind{
		407: dialer.Denied, 401: dialer.Denied, 403: dialer.Denied, 405: dialer.Denied,
		400: dialer.Unsent, 404: dialer.Unsent, 408: dialer.Unsent, 429: dialer.Unsent, 500: dialer.Unsent, 502: dialer.Unsent,
		503: dialer.Unsent, 504: dialer.Unsent, 302: dialer.Unsent, 204: dialer.Unsent,
	} {
		proxy, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		to, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		to.User = url.UserPassword("user", "hunter2")
		c := newClient(t, "https://gw.example")
		cartesia.SetProxy(c, to)
		answer := c.Call(t.Context(), request(1))
		check(t, answer, kind, "proxy")
		if said := strconv.Itoa(status); !strings.Contains(answer.Message, said) || strings.Contains(answer.Message, "hunter2") || answer.HTTPStatus != 0 {
			t.Errorf("answer %+v, want the proxy's status in the message alone, and no password", answer)
		}
		if requests.Load() != 1 {
			t.Errorf("the proxy was asked %d times, want once", requests.Load())
		}
	}
}
