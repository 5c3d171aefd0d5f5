package cartesia

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"bulkdial/dialer"
)

// What is used when the operator says nothing else.
const (
	DefaultBaseURL = "https://api.cartesia.ai"
	DefaultVersion = "2026-03-01"
)

// versionWithVariables is the version in which an item's metadata became dynamic_variables.
const versionWithVariables = "2026-08-14"

// Config says how the API is reached.
type Config struct {
	// BaseURL is https, or http where the host is this machine; it may have a path.
	BaseURL string
	// APIKey is a key of an organization, `sk_car_…`; not an admin key.
	APIKey Secret
	// Version is the Cartesia-Version header: 2026-03-01 or 2026-08-14.
	Version string
	// Concurrency is how many requests are under way at most; as many connections are kept.
	Concurrency int
	// UserAgent names the program; empty leaves it to net/http.
	UserAgent string
}

// validate reports the first value that cannot be used, by the flag that sets it, and returns the address to post to.
func (c *Config) validate() (endpoint string, err error) {
	if err := checkKey(c.APIKey.Reveal()); err != nil {
		return "", err
	}
	if c.Version != DefaultVersion && c.Version != versionWithVariables {
		return "", fmt.Errorf("--api-version %q is not one of %s, %s", c.Version, DefaultVersion, versionWithVariables)
	}
	u, err := parseBase(c.BaseURL)
	if err != nil {
		return "", err
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return "", fmt.Errorf("--base-url %s must be https: over plain http the API key can be read on the way", u.Redacted())
	}
	return u.JoinPath("agents", "calls").String(), nil
}

func checkKey(key string) error {
	const remedy = "set CARTESIA_API_KEY, or name a file that holds it with --api-key-file"
	switch {
	case key == "":
		return errors.New("there is no API key: " + remedy)
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return errors.New("the API key holds a space or another character that no key has: " + remedy)
	case strings.HasPrefix(key, "sk_car_admin_"):
		return errors.New("the API key is an admin key, which places no calls; use one that begins with sk_car_ alone: " + remedy)
	}
	return nil
}

func parseBase(base string) (*url.URL, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "":
		return nil, fmt.Errorf("--base-url is not an address such as %s", DefaultBaseURL)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("--base-url holds more than scheme, host and path")
	}
	return u, nil
}

// Loopback reports whether the service at a base URL is on this machine, so that its calls are not people's.
func Loopback(baseURL string) bool {
	u, err := parseBase(baseURL)
	return err == nil && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// CheckRoute reports the first part of a route that the API is known to refuse, by the flag that sets it.
func CheckRoute(r dialer.Route) error {
	digits := strings.Count(strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return '0'
		}
		return c
	}, r.FromNumberID), "0")
	switch {
	case r.AgentID == "":
		return errors.New("--agent-id is missing: the agent that talks")
	case r.FromNumberID == "":
		return errors.New("--from-number-id is missing: the id of the phone number to call from")
	case digits >= 7 && strings.Trim(r.FromNumberID, "+0123456789 ()-.") == "":
		return errors.New("--from-number-id is a phone number; give its id (ap_…), which the API lists")
	case r.RingingTimeoutSeconds != 0 && (r.RingingTimeoutSeconds < 5 || r.RingingTimeoutSeconds > 80):
		return fmt.Errorf("--ringing-timeout-seconds %d is not 5 to 80", r.RingingTimeoutSeconds)
	case r.MaxCallDurationMinutes != 0 && (r.MaxCallDurationMinutes < 1 || r.MaxCallDurationMinutes > 480):
		return fmt.Errorf("--max-call-duration-minutes %d is not 1 to 480", r.MaxCallDurationMinutes)
	}
	return nil
}
