package cartesia_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

func TestConnectionIsReused(t *testing.T) {
	for name, status := range map[string]int{"answered": 200, "refused": 400, "busy": 429, "failed": 500} {
		synctest.Test(t, func(t *testing.T) {
			var dials atomic.Int64
			c := newClient(t, "http://127.0.0.1")
			cartesia.SetDial(c, pipes(&dials, func(conn net.Conn) {
				for readRequest(conn) == nil {
					_, _ = io.WriteString(conn, fmt.Sprintf("HTTP/1.1 %d Status", status)+"\r\nContent-Length: 60\r\n\r\n"+goodCalls)
				}
			}))
			for range 3 {
				if got := c.Call(t.Context(), request(1)); got.HTTPStatus != status {
					t.Errorf("%s: answer %+v", name, got)
				}
				synctest.Wait()
			}
			if dials.Load() != 1 {
				t.Errorf("%s: %d connections for 3 requests, want 1", name, dials.Load())
			}
			c.Close()
		})
	}
}

// TestClosedByTheServer closes the connection after each answer, unannounced but noticed.
func TestClosedByTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials atomic.Int64
		c := newClient(t, "http://127.0.0.1")
		cartesia.SetDial(c, pipes(&dials, func(conn net.Conn) {
			if readRequest(conn) == nil {
				_, _ = io.WriteString(conn, goodAnswer)
			}
		}))
		for range 3 {
			check(t, c.Call(t.Context(), request(1)), dialer.Answered, "")
			synctest.Wait()
		}
		if dials.Load() != 3 {
			t.Errorf("%d connections, want 3", dials.Load())
		}
	})
}

// staleConn is a connection whose end shows only at a write: the first write after it has become stale writes n bytes
// and fails.
type staleConn struct {
	net.Conn

	stale *atomic.Bool
	n     int
}

func (c *staleConn) Write(p []byte) (int, error) {
	if c.stale.Load() {
		return min(c.n, len(p)), errors.New("broken pipe")
	}
	return c.Conn.Write(p)
}

func TestStaleConnection(t *testing.T) {
	tests := map[string]struct {
		written int
		kind    dialer.AnswerKind
		code    string
	}{
		"nothing written": {0, dialer.Unsent, "no_connection"},
		"a byte written":  {1, dialer.Lost, "connection_lost"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var dials atomic.Int64
				var stale atomic.Bool
				dial := pipes(&dials, func(conn net.Conn) {
					for readRequest(conn) == nil {
						_, _ = io.WriteString(conn, goodAnswer)
					}
				})
				c := newClient(t, "http://127.0.0.1")
				cartesia.SetDial(c, func(ctx context.Context, network, address string) (net.Conn, error) {
					conn, err := dial(ctx, network, address)
					return &staleConn{Conn: conn, stale: &stale, n: test.written}, err
				})
				check(t, c.Call(t.Context(), request(1)), dialer.Answered, "")
				synctest.Wait()
				stale.Store(true)
				check(t, c.Call(t.Context(), request(1)), test.kind, test.code)
				if dials.Load() != 1 {
					t.Errorf("%d connections: the request was sent again", dials.Load())
				}
				stale.Store(false)
				synctest.Wait()
				check(t, c.Call(t.Context(), request(1)), dialer.Answered, "")
				c.Close()
			})
		})
	}
}

// TestStaleAndSwallowed has the second request arrive on a connection that is then closed without an answer.
func TestStaleAndSwallowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials, requests atomic.Int64
		c := newClient(t, "http://127.0.0.1")
		cartesia.SetDial(c, pipes(&dials, func(conn net.Conn) {
			for readRequest(conn) == nil && requests.Add(1) == 1 {
				_, _ = io.WriteString(conn, goodAnswer)
			}
		}))
		check(t, c.Call(t.Context(), request(1)), dialer.Answered, "")
		synctest.Wait()
		check(t, c.Call(t.Context(), request(1)), dialer.Lost, "connection_lost")
		if dials.Load() != 1 || requests.Load() != 2 {
			t.Errorf("%d requests on %d connections, want 2 on 1", requests.Load(), dials.Load())
		}
	})
}
