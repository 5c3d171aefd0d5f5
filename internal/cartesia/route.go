package cartesia

import (
	"strings"

	"bulkdial/dialer"
)

// CheckRoute reports the first value of a route that the API is known to refuse. The error is a *dialer.FieldError of
// dialer.Route, with a *dialer.RouteError in it.
func CheckRoute(r dialer.Route) error {
	const orDefault = "choose one that is, or 0 to leave it to the API"
	switch {
	case strings.TrimSpace(r.AgentID) == "":
		return routeError("AgentID", "there is no agent", "give the id of one, like agent_…")
	case strings.TrimSpace(r.FromNumberID) == "":
		return routeError("FromNumberID", "there is no number to call from", "give the id of one, like ap_…")
	case isPhoneNumber(r.FromNumberID):
		return routeError("FromNumberID", "the number to call from is a phone number and not an id",
			"give the id that Cartesia has for it, like ap_…")
	case r.RingingTimeoutSeconds != 0 && (r.RingingTimeoutSeconds < 5 || r.RingingTimeoutSeconds > 80):
		return routeError("RingingTimeoutSeconds", "the ringing timeout is not 5 to 80 seconds", orDefault)
	case r.MaxCallDurationMinutes < 0 || r.MaxCallDurationMinutes > 480:
		return routeError("MaxCallDurationMinutes", "the maximum duration of a call is not 1 to 480 minutes", orDefault)
	}
	return nil
}

func routeError(field, cause, remedy string) error {
	return &dialer.FieldError{Field: field, Err: &dialer.RouteError{Reason: dialer.Reason{Code: "route_invalid", Cause: cause, Remedy: remedy}}}
}

// isPhoneNumber reports whether an id consists of seven or more digits and the characters that group them.
func isPhoneNumber(id string) bool {
	digits := 0
	for _, r := range id {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-. ()/", r):
			return false
		}
	}
	return digits >= 7
}
