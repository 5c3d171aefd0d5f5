package cartesia

import (
	"net/http"

	"bulkdial/dialer"
)

// verdict says what a status other than 2xx proves of the whole request. Told means that the answer says when to come
// back, full that its words say that no line is free.
func verdict(status int, told, full bool) dialer.Verdict {
	switch status {
	case http.StatusTooManyRequests:
		return dialer.Busy
	case http.StatusServiceUnavailable:
		if told {
			return dialer.Busy
		}
		return dialer.Lost
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound:
		return dialer.Denied
	case http.StatusRequestTimeout:
		return dialer.Lost
	}
	switch {
	case status/100 == 3:
		return dialer.Denied
	case status/100 != 4:
		return dialer.Lost
	case full:
		return dialer.Busy
	case status == http.StatusBadRequest || status == http.StatusUnprocessableEntity:
		return dialer.Refused
	case status == http.StatusRequestEntityTooLarge:
		return dialer.TooLarge
	default:
		return dialer.Denied
	}
}
