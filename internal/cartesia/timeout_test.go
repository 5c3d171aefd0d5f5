package cartesia_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

// drip writes one byte of a text every second, then filler until the connection is closed.
func drip(conn net.Conn, text string) {
	for i := 0; ; i++ {
		b := byte(' ')
		if i < len(text) {
			b = text[i]
		}
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(time.Second) // on the fake clock
	}
}

// stuck reads the beginning of a request and nothing more for an hour.
func stuck(conn net.Conn) {
	_, _ = io.CopyN(io.Discard, conn, 10)
	time.Sleep(time.Hour) // on the fake clock
}

func TestTimeouts(t *testing.T) {
	answer := func(text string) func(net.Conn) {
		return func(conn net.Conn) {
			if readRequest(conn) == nil {
				drip(conn, text)
			}
		}
	}
	tests := map[string]struct {
		handle func(net.Conn)
		kind   dialer.AnswerKind
		code   string
	}{
		"no answer":     {func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, dialer.Lost, "timeout"},
		"stuck upload":  {stuck, dialer.Lost, "timeout"},
		"slow header":   {answer("HTTP/1.1 200 OK\r\nX-Slow: "), dialer.Lost, "timeout"},
		"slow success":  {answer("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"), dialer.Lost, "timeout"},
		"slow 400":      {answer("HTTP/1.1 400 No\r\nContent-Length: 999\r\n\r\nno"), dialer.Refused, "http_400"},
		"slow to the 5": {answer("HTTP/1.1 500 No\r\nContent-Length: 999\r\n\r\nno"), dialer.Lost, "http_500"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var dials atomic.Int64
				c := newClient(t, "http://127.0.0.1")
				cartesia.SetDial(c, pipes(&dials, test.handle))
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				defer cancel()
				began := time.Now()
				check(t, c.Call(ctx, request(1)), test.kind, test.code)
				if took := time.Since(began); took != 2*time.Minute || dials.Load() != 1 {
					t.Errorf("took %v and %d connections", took, dials.Load())
				}
				time.Sleep(time.Hour) // on the fake clock: the server comes to its end
			})
		})
	}
}

func TestTimeoutBeforeTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, "http://127.0.0.1")
		cartesia.SetDial(c, func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		check(t, c.Call(ctx, request(1)), dialer.Unsent, "timeout")
		synctest.Wait()
	})
}

func TestStuckHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials atomic.Int64
		c := newClient(t, "https://gw.example")
		cartesia.SetDial(c, pipes(&dials, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }))
		check(t, c.Call(t.Context(), request(1)), dialer.Unsent, "tls")
		synctest.Wait()
	})
}

func TestRetryAfterDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials atomic.Int64
		c := newClient(t, "http://127.0.0.1")
		cartesia.SetDial(c, pipes(&dials, func(conn net.Conn) {
			if readRequest(conn) == nil {
				at := time.Now().Add(30 * time.Second).UTC().Format(http.TimeFormat)
				_, _ = io.WriteString(conn, "HTTP/1.1 503 No\r\nContent-Length: 0\r\nRetry-After: "+at+"\r\n\r\n")
			}
		}))
		got := c.Call(t.Context(), request(1))
		if got.Kind != dialer.Busy || got.RetryAfter != 30*time.Second {
			t.Errorf("answer %+v, want Busy for 30s", got)
		}
	})
}
