package cartesia

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// wire follows one request to the connections that it gets, and reports whether any byte of it was written. A TLS alert
// counts as such a byte: below the encryption both look alike, and Lost is the safe answer.
type wire struct {
	mu     sync.Mutex
	leases []lease
	// blind is set when a connection does not count its bytes; then they count as written.
	blind bool
	// permit is Request.Permit; withheld is set when it has forbidden the request.
	permit   func() bool
	withheld atomic.Bool
	// handshake is set when a TLS handshake failed.
	handshake atomic.Bool
}

// lease is a connection and how much had been written on it when the request got it.
type lease struct {
	conn  *countedConn
	start int64
}

func (w *wire) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { w.lease(info.Conn) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err != nil {
				w.handshake.Store(true)
			}
		},
	}
}

// lease notes that the request has got a connection. By then the TLS handshake is over, and so is a proxy's CONNECT. If the request is
// not permitted, nothing can be written on the connection any more.
func (w *wire) lease(conn net.Conn) {
	for {
		secure, ok := conn.(*tls.Conn)
		if !ok {
			break
		}
		conn = secure.NetConn()
	}
	forbidden := w.permit != nil && !w.permit()
	w.withheld.Store(forbidden)
	w.mu.Lock()
	defer w.mu.Unlock()
	counted, ok := conn.(*countedConn)
	switch {
	case !ok && forbidden:
		w.blind = true
		_ = conn.Close() // the request fails
	case !ok:
		w.blind = true
	case forbidden:
		w.leases = append(w.leases, lease{conn: counted, start: counted.seal()})
	default:
		w.leases = append(w.leases, lease{conn: counted, start: counted.total()})
	}
}

// seal ends all writing for a request that has failed, and reports whether any byte was written. A transport may go on
// writing after it has returned an error: seal forbids what it does not count.
func (w *wire) seal() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	written := w.blind
	for _, l := range w.leases {
		if l.conn.seal() > l.start {
			written = true
		}
	}
	return written
}

// errSealed is the error of a write on a sealed connection.
var errSealed = errors.New("the request has ended")

// countedConn counts the bytes that are written on a connection.
type countedConn struct {
	net.Conn

	mu sync.Mutex
	// written includes the bytes of writes that have not returned yet, because they may be out already.
	written int64
	sealed  bool
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	if c.sealed {
		c.mu.Unlock()
		return 0, errSealed
	}
	c.written += int64(len(p))
	c.mu.Unlock()

	n, err := c.Conn.Write(p)

	c.mu.Lock()
	defer c.mu.Unlock()
	c.written -= int64(len(p) - n)
	return n, err //nolint:wrapcheck // net/http inspects the errors of a net.Conn
}

func (c *countedConn) total() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

// seal forbids further writes and returns how many bytes were written.
func (c *countedConn) seal() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sealed = true
	return c.written
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// counting returns a dial whose connections count their bytes.
func counting(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn}, nil
	}
}
