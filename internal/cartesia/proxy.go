package cartesia

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// proxyFor returns the proxy that the environment names for a URL, or nil. New calls it once, so that an invalid proxy is
// found before the first call. The error does not quote the proxy's URL, which may hold a password. A loopback host never
// has a proxy, because the proxy would see the key in the clear.
func proxyFor(to *url.URL) (*url.URL, error) {
	if loopback(to) {
		return nil, nil //nolint:nilnil // no proxy is no error
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: to})
	if proxy == nil && err == nil {
		return nil, nil //nolint:nilnil // as above
	}
	// The library takes what is no address for the name of a machine.
	if given := cmp.Or(os.Getenv(proxyVariable), os.Getenv(strings.ToLower(proxyVariable))); err != nil || !isProxy(given) {
		return nil, errors.New("the proxy in " + proxyVariable + " is no address: write it as http://proxy.example:8080, or unset the variable")
	}
	return proxy, nil
}

// proxyVariable is the variable of the environment that names the proxy of an https address.
const proxyVariable = "HTTPS_PROXY"

// isProxy reports whether a text is the address of a proxy, with or without a scheme.
func isProxy(text string) bool {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Hostname() == "http" || u.Hostname() == "https" { // as in http//proxy
		return false
	}
	return slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}

// proxyError says that a proxy opened no connection to the API. The request itself has not been written then.
type proxyError struct {
	host   string
	status int
}

func (e *proxyError) Error() string {
	said := "the proxy " + e.host + " refused: HTTP " + strconv.Itoa(e.status)
	if text := http.StatusText(e.status); text != "" {
		said += " " + text
	}
	if e.bars() {
		said += ": check " + proxyVariable + ", and what the proxy allows"
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
func checkTunnel(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{proxy.Host, answer.StatusCode}
}
