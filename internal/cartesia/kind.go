package cartesia

import (
	"net/http"

	"bulkdial/dialer"
)

// reply is what is known of a request that has ended, as far as the kind of its answer depends on it.
type reply struct {
	// status is the HTTP status; 0 when no status line came.
	status int
	// written: at least one byte of the request was written on its connection.
	written bool
	// complete: a 2xx has a body that is one JSON object with a `calls` array.
	complete bool
	// retryAfter: the header says when to try again.
	retryAfter bool
	// noLine: the error says only that no line is free.
	noLine bool
	// withheld: the request was not permitted.
	withheld bool
	// barred: a proxy does not let requests through.
	barred bool
}

// kind is the one table from status and connection to the kind of an answer. The package comment shows it.
func (r reply) kind() dialer.AnswerKind {
	switch {
	case r.status == 0 && !r.written && r.withheld:
		return dialer.Withheld
	case r.status == 0 && !r.written && r.barred:
		return dialer.Denied
	case r.status == 0 && !r.written:
		return dialer.Unsent
	case r.complete:
		return dialer.Answered
	case r.status == http.StatusServiceUnavailable && r.retryAfter:
		return dialer.Busy
	case r.status/100 == 3:
		return dialer.Denied
	case r.status/100 != 4:
		return dialer.Lost
	}
	switch r.status {
	case http.StatusTooManyRequests:
		return dialer.Busy
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound:
		return dialer.Denied
	case http.StatusRequestTimeout:
		return dialer.Lost
	}
	switch {
	case r.noLine:
		return dialer.Busy
	case r.status == http.StatusBadRequest || r.status == http.StatusUnprocessableEntity:
		return dialer.Refused
	case r.status == http.StatusRequestEntityTooLarge:
		return dialer.TooLarge
	default:
		return dialer.Denied
	}
}
