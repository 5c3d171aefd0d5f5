package cartesia

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	// idleTimeout is well below that of servers and gateways (60 s and more), so that a request seldom meets a
	// connection that is being closed: once a byte is written there, its whole batch is unknown.
	idleTimeout = 15 * time.Second
	// maxHeader bounds the header of an answer, in bytes.
	maxHeader = 64 << 10
	// bufferSize is the size of a connection's write and read buffers, in bytes: a request of 100 contacts fits, so that
	// one system call writes it.
	bufferSize = 16 << 10
)

// newTransport returns a transport that keeps up to idle connections. It is not a clone of the default transport, which
// may carry an HTTP/2 set-up along. It asks for no compression: answers are small, and readBody limits what it decodes.
func newTransport(idle int, proxy *url.URL) *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout}
	t := &http.Transport{
		DialContext:         counting(dialer.DialContext),
		TLSHandshakeTimeout: handshakeTimeout,
		// A server that speaks HTTP/2 alone then ends the handshake, before anything is written.
		TLSClientConfig:        &tls.Config{NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12},
		IdleConnTimeout:        idleTimeout,
		MaxIdleConns:           idle,
		MaxIdleConnsPerHost:    idle,
		MaxResponseHeaderBytes: maxHeader,
		OnProxyConnectResponse: checkTunnel,

		WriteBufferSize:    bufferSize,
		ReadBufferSize:     bufferSize,
		DisableCompression: true,
		Protocols:          new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	if proxy != nil {
		t.Proxy = http.ProxyURL(proxy)
	}
	return t
}
