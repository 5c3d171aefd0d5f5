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

// wire follows one request to the connections that it is given, to tell whether any byte of it was written.
// An alert of TLS counts as one: below the encryption they look alike, and Lost is the safe side.
type wire struct {
	mu     sync.Mutex
	leases []lease
	// blind is set when a connection is none of ours; what is written there is not known.
	blind bool
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

// lease notes that the request has got a connection. The handshake is over by then, and so are the talks with a proxy.
func (w *wire) lease(conn net.Conn) {
	for {
		secure, ok := conn.(*tls.Conn)
		if !ok {
			break
		}
		conn = secure.NetConn()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	counted, ok := conn.(*countedConn)
	if !ok {
		w.blind = true
		return
	}
	w.leases = append(w.leases, lease{conn: counted, start: counted.total()})
}

// seal ends all writing for a request that has failed, and reports whether any byte was written. No
// transport promises that it has stopped writing when it returns an error: what seal does not see, it forbids.
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

// errSealed is what a write on a sealed connection gives.
var errSealed = errors.New("the request has ended")

// countedConn counts the bytes that are written on a connection.
type countedConn struct {
	net.Conn

	mu sync.Mutex
	// written includes the bytes of writes that are under way, since they may be out already.
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
	return n, err //nolint:wrapcheck // a net.Conn returns the errors of its kind
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

// counting returns a dial whose connections are counted.
func counting(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn}, nil
	}
}
