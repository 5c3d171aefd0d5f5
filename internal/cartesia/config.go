package cartesia

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// The values that the published description of the API names.
const (
	DefaultBaseURL = "https://api.cartesia.ai"
	DefaultVersion = versionMetadata
)

// The versions of the API, which differ in the name of an item's metadata.
const (
	versionMetadata  = "2026-03-01"
	versionVariables = "2026-08-14"
)

// Versions returns the versions of the API that a client speaks.
func Versions() []string { return []string{versionMetadata, versionVariables} }

// Config is the configuration of a Client.
type Config struct {
	// BaseURL is the URL before /agents/calls. It may have a path. It is https, or http on a loopback host.
	BaseURL string
	// APIKey is sent as the bearer token.
	APIKey Secret
	// APIVersion is the Cartesia-Version header: 2026-03-01 (items have `metadata`) or 2026-08-14 (`dynamic_variables`).
	APIVersion string
	// RefKey is the key of an attempt's Ref in its metadata, usually DefaultRefKey; empty sends no Ref.
	RefKey string
	// Concurrency is the maximum of concurrent requests. The client keeps as many idle connections, each for 15 s. Below
	// 1 counts as 1.
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
		return nil, errors.New("the base URL is not a URL: give one like " + DefaultBaseURL)
	case u.User != nil:
		return nil, errors.New("the base URL has a user name: remove it, because the API key is given apart")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(baseURL, "#"):
		return nil, errors.New("the base URL has a query or a fragment: remove the part that begins with ? or #")
	case u.Scheme == "http" && !loopback(u):
		return nil, errors.New("the base URL is http, which would show the API key to the network: use https (http is for this machine only, as in http://127.0.0.1:8080)")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("the base URL begins with %q: use https://", u.Scheme+":")
	}
	if u.Path == "" {
		u.Path = "/" // JoinPath makes a relative path of an empty one
	}
	return u.JoinPath("agents", "calls"), nil
}

// checkKey refuses a text that cannot be a key of this API. Its errors do not quote the key.
func checkKey(key string) error {
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	name, value, _ := strings.Cut(key, "=")
	named := strings.Trim(value, "=") != "" // and not padding
	switch {
	case key == "":
		return errors.New("there is no API key: give one")
	case strings.ContainsAny(key, "\r\n"):
		return errors.New("the API key has a line break in it: write it on one line, with nothing else")
	case named && !strings.Contains(name, keyPrefix):
		return errors.New("the API key has a name and = before it: leave only what follows the =")
	case strings.ContainsAny(key, "\"'`\u201c\u201d\u2018\u2019"):
		return errors.New("the API key has quotes around it: remove them")
	case strings.HasPrefix(strings.ToLower(key), "bearer "):
		return errors.New("the API key has the word Bearer before it: remove it")
	case strings.HasPrefix(key, keyPrefix+"admin_"):
		return errors.New("the API key is an admin key, which cannot place calls: give one that begins with sk_car_ but not with sk_car_admin_")
	case strings.ContainsFunc(key, odd):
		return errors.New("the API key has a space or a character that no key has: copy it again")
	}
	return nil
}

// keyPrefix begins the keys of this API.
const keyPrefix = "sk_car_"

// IsKey reports whether a text looks like a key of this API, which is then in the wrong place where a name is expected.
func IsKey(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), keyPrefix) }
