package cartesia

import (
	"errors"
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// CheckRoute reports the first value of a route that the API is known to refuse, by the flag's name.
func CheckRoute(r dialer.Route) error {
	switch {
	case strings.TrimSpace(r.AgentID) == "":
		return errors.New("there is no agent: give --agent-id")
	case strings.TrimSpace(r.FromNumberID) == "":
		return errors.New("there is no number to call from: give its id with --from-number-id")
	case isPhoneNumber(r.FromNumberID):
		return errors.New("--from-number-id is a phone number: give the id that Cartesia has for it, like ap_…")
	case r.RingingTimeoutSeconds != 0 && (r.RingingTimeoutSeconds < 5 || r.RingingTimeoutSeconds > 80):
		return fmt.Errorf("--ringing-timeout-seconds %d is not 5 to 80 (0 leaves it to the API)", r.RingingTimeoutSeconds)
	case r.MaxCallDurationMinutes < 0 || r.MaxCallDurationMinutes > 480:
		return fmt.Errorf("--max-call-duration-minutes %d is not 1 to 480 (0 leaves it to the API)", r.MaxCallDurationMinutes)
	}
	return nil
}

// isPhoneNumber reports whether an id consists of seven or more digits and what numbers are written with.
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
