package cartesia

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// What the published description of the API names.
const (
	DefaultBaseURL = "https://api.cartesia.ai"
	DefaultVersion = versionMetadata
)

// The versions of the API, which differ in the name of an item's metadata.
const (
	versionMetadata  = "2026-03-01"
	versionVariables = "2026-08-14"
)

// Config says where and how a Client sends.
type Config struct {
	// BaseURL is what /agents/calls is appended to. It may have a path. It is https, or http on a loopback host.
	BaseURL string
	// APIKey is sent as the bearer token.
	APIKey Secret
	// Version is the Cartesia-Version header: 2026-03-01 (items have `metadata`) or 2026-08-14 (`dynamic_variables`).
	Version string
	// RefKey is the key under which an attempt's Ref travels in its metadata; empty sends none. DefaultRefKey is the usual.
	RefKey string
	// Concurrency is how many requests are under way at most; so many idle connections are kept, each for 15 s. Below 1
	// counts as 1.
	Concurrency int
	// UserAgent is the User-Agent header; empty sends none.
	UserAgent string
}

// Loopback reports whether the host of a base URL is this machine.
func Loopback(baseURL string) bool {
	u, err := url.Parse(baseURL)
	return err == nil && loopback(u)
}

func loopback(u *url.URL) bool {
	if strings.EqualFold(u.Hostname(), "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.Unmap().IsLoopback()
}

// endpoint returns the URL of the calls. Its errors do not quote the base URL, which may hold a password.
func endpoint(baseURL string) (*url.URL, error) {
	u, err := url.Parse(baseURL)
	switch {
	case err != nil || u.Opaque != "" || u.Hostname() == "":
		return nil, errors.New("--base-url is not a URL: give one like " + DefaultBaseURL)
	case u.User != nil:
		return nil, errors.New("--base-url holds a user name: take it out, the key is in CARTESIA_API_KEY or --api-key-file")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(baseURL, "#"):
		return nil, errors.New("--base-url has a query or a fragment: take away what begins with ? or #")
	case u.Scheme == "http" && !loopback(u):
		return nil, errors.New("--base-url is http, which would show the API key to the network: use https (http is for this machine only, as in http://127.0.0.1:8080)")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("--base-url begins with %q: use https://", u.Scheme+":")
	}
	if u.Path == "" {
		u.Path = "/" // JoinPath makes a relative path of an empty one
	}
	return u.JoinPath("agents", "calls"), nil
}

// checkKey refuses what cannot be a key of this API. Its errors do not quote the key.
func checkKey(key string) error {
	const where = "CARTESIA_API_KEY or --api-key-file"
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	switch {
	case key == "":
		return errors.New("there is no API key: set " + where)
	case strings.HasPrefix(key, "sk_car_admin_"):
		return errors.New("the API key is an admin key, which cannot place calls: give one that begins with sk_car_ but not sk_car_admin_ in " + where)
	case strings.ContainsFunc(key, odd):
		return errors.New("the API key holds a space, a line break or a character that no key has: check " + where)
	}
	return nil
}

func checkVersion(version string) error {
	if version != versionMetadata && version != versionVariables {
		return fmt.Errorf("--api-version %q is not known: use %s or %s", version, versionMetadata, versionVariables)
	}
	return nil
}
