package cartesia

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

// proxyFor returns the proxy that the environment names for a URL, or nil. New calls it once, so that an invalid proxy is
// found before the first call. The error does not quote the proxy's URL, which may hold a password. A loopback host never
// has a proxy, because the proxy would see the key in the clear.
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

// proxyError says that a proxy opened no connection to the API. The request itself has not been written then.
type proxyError struct {
	status int
}

func (e *proxyError) Error() string {
	said := "the proxy answers HTTP " + strconv.Itoa(e.status)
	if text := http.StatusText(e.status); text != "" {
		said += " " + text
	}
	if e.bars() {
		said += ": check the variable HTTPS_PROXY and what the proxy allows"
	}
	return said
}

// bars reports whether the proxy lets nothing through until its configuration, or that of this program, changes: it wants
// other credentials, or forbids the host or the method. Any other status is about the moment. A nil error bars nothing.
func (e *proxyError) bars() bool {
	if e == nil {
		return false
	}
	switch e.status {
	case http.StatusProxyAuthRequired, http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed:
		return true
	}
	return false
}

// checkTunnel refuses the answer of a proxy that does not connect to the API.
func checkTunnel(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{answer.StatusCode}
}
