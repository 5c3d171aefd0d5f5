package cartesia

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	// idleTimeout is well below what servers and gateways grant (60 s and more), so that a request seldom meets a
	// connection that is just being closed: once a byte is written there, its whole batch is in doubt.
	idleTimeout = 15 * time.Second
	// maxHeader bounds the header of an answer, in bytes.
	maxHeader = 64 << 10
	// bufferSize is for what is written on a connection, and for what is read from it, in bytes: a request of 100 contacts
	// and its answer fit in, so that each is one call of the system.
	bufferSize = 16 << 10
)

// newTransport returns a transport of its own for up to idle connections. It is not a clone of the default one, whose
// HTTP/2 set-up a clone may carry along. Compression is not asked for: answers are small, and a decoder's limits are
// then ours (see readBody).
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

// proxyFor returns the proxy that the environment names for a URL, or nil. It is asked for once, so that a mistake
// there is found before the first call. The error does not quote the proxy's URL, which may hold a password. A loopback
// host never has a proxy, because the key would go there in the clear.
func proxyFor(to *url.URL) (*url.URL, error) {
	if loopback(to) {
		return nil, nil //nolint:nilnil // no proxy is no error
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: to})
	if err != nil {
		return nil, errors.New("the proxy in HTTPS_PROXY is not a URL: correct it, or unset the variable")
	}
	return proxy, nil
}
