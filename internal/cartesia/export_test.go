package cartesia

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"

	"bulkdial/dialer"
)

// Trust makes a client trust a test server's certificate.
func Trust(c *Client, roots *x509.CertPool) {
	c.transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// SetDial replaces how a client connects; its connections are counted as the real ones are.
func SetDial(c *Client, dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	c.transport.DialContext = counting(dial)
}

// SetProxy makes a client go through a proxy, as HTTPS_PROXY does.
func SetProxy(c *Client, proxy *url.URL) { c.transport.Proxy = http.ProxyURL(proxy) }

// Lease gives a connection to a request, as the transport does, and returns the request's seal.
func Lease(conn net.Conn) (counted net.Conn, seal func() bool) {
	counted = &countedConn{Conn: conn}
	var w wire
	w.lease(counted)
	return counted, w.seal
}

// KindOf returns the kind of an answer of which only the status is known.
func KindOf(status int) dialer.AnswerKind { return reply{status: status, written: true}.kind() }

// IsProxy reports whether HTTPS_PROXY may have a text.
func IsProxy(text string) bool { return isProxy(text) }
