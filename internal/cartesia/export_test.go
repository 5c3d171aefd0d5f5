package cartesia

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
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

// ReadCalls reads the whole body of a 2xx.
func ReadCalls(body []byte, sent []dialer.Attempt) ([]dialer.Entry, error) {
	entries, _, err := NewReader()(body, sent)
	return entries, err
}

// Reader is ReadCalls, and returns the ids that no entry has, too.
type Reader func(body []byte, sent []dialer.Attempt) (entries []dialer.Entry, stray []string, err error)

// NewReader returns a Reader that looks for the API key as a client does in all its answers: with one pattern.
func NewReader() Reader {
	text := newTexts("sk_car_test")
	return func(body []byte, sent []dialer.Attempt) ([]dialer.Entry, []string, error) {
		return readCalls(body, nil, sent, text)
	}
}

// Object, List and Text read a valid JSON value that is an object, a list or a string.
func Object(raw json.RawMessage) (map[string]json.RawMessage, error) {
	o, err := readObject(raw)
	values := map[string]json.RawMessage{}
	for _, m := range o {
		values[string(m.name)] = m.value
	}
	return values, err
}

func List(raw json.RawMessage) ([]json.RawMessage, bool) { return readList(raw, 0) }

func Text(raw json.RawMessage) (string, bool) { return textOf(raw) }

// What decides about the texts of an error, for a second reading of answers.
func SaysText(s string) bool            { return saysText(s) }
func SaysNumber(n json.Number) bool     { return saysNumber(n) }
func NoFreeLine(code, text string) bool { return noFreeLine(code, text) }

// IsProxy reports whether HTTPS_PROXY may have a text.
func IsProxy(text string) bool { return isProxy(text) }
