package cartesia

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// Idle connections go well before a server usually drops them, so that a batch after a pause seldom meets a dead one.
const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	idleTimeout      = 15 * time.Second
	maxHeaderBytes   = 64 << 10
)

// newTransport returns a transport that speaks HTTP/1.1 alone and counts what it writes.
func newTransport(connections int) *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err //nolint:wrapcheck // net/http adds what there is to say
			}
			return &countedConn{Conn: conn}, nil
		},
		Protocols:              protocols,
		TLSHandshakeTimeout:    handshakeTimeout,
		MaxIdleConns:           connections,
		MaxIdleConnsPerHost:    connections,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
	}
}

// countedConn counts the bytes written to a connection, TLS included.
type countedConn struct {
	net.Conn
	written atomic.Int64
}

// Write implements net.Conn.
func (c *countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.written.Add(int64(n))
	return n, err //nolint:wrapcheck // a connection passes errors on
}

// writeWatch finds out whether a byte of one request was written.
type writeWatch struct {
	conn   atomic.Pointer[countedConn]
	before atomic.Int64
	// earlier: something was written on a connection that the transport has given up since.
	earlier atomic.Bool
}

// trace returns a context that lets the watch see which connection the request is given.
func (w *writeWatch) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if w.written() {
			w.earlier.Store(true)
		}
		conn := info.Conn
		if t, ok := conn.(*tls.Conn); ok {
			conn = t.NetConn()
		}
		counted, ok := conn.(*countedConn)
		if !ok { // not a connection of ours, so nothing can be proven
			w.earlier.Store(true)
			return
		}
		w.before.Store(counted.written.Load())
		w.conn.Store(counted)
	}})
}

// written reports whether a byte of the request has left.
func (w *writeWatch) written() bool {
	if w.earlier.Load() {
		return true
	}
	conn := w.conn.Load()
	return conn != nil && conn.written.Load() > w.before.Load()
}
