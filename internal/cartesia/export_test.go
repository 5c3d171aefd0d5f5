package cartesia

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
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

// ReadCalls reads the body of a 2xx.
func ReadCalls(body []byte, sent []dialer.Attempt) ([]dialer.Entry, error) {
	return readCalls(body, &dialer.Request{Attempts: sent}, newTexts("sk_car_test"))
}

// ReadAnyCalls is ReadCalls without the short way for the most common answer; AcceptedCalls is the short way alone.
func ReadAnyCalls(body []byte, sent []dialer.Attempt) ([]dialer.Entry, error) {
	return readAnyCalls(body, sent, newTexts("sk_car_test"))
}

func AcceptedCalls(body []byte, sent []dialer.Attempt) ([]dialer.Entry, bool) {
	return acceptedCalls(body, &dialer.Request{Attempts: sent}, newTexts("sk_car_test"))
}

// Buffers are those of a client, and Payload is the body of a request in one of them.
type (
	Buffers = buffers
	Payload = payload
)

func NewPayload(buffer *bytes.Buffer, of *Buffers) *Payload { return newPayload(buffer, of) }

func (b *buffers) Get(size int) *bytes.Buffer { return b.get(size) }

func (p *payload) Reader() io.Reader { return &p.reader }

func (p *payload) Wrote() { p.wrote(httptrace.WroteRequestInfo{}) }
