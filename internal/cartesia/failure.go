package cartesia

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"syscall"

	"bulkdial/dialer"
)

// failure is the answer when no status line came.
func (c *Client) failure(err error, written bool) dialer.Answer {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // without the address
	}
	answer := dialer.Answer{Verdict: dialer.Unsent, Code: failureCode(err), Message: c.text.line(err.Error())}
	if written {
		answer.Verdict = dialer.Lost
	}
	return answer
}

// failureCode is a word for a failed connection: canceled, timeout, dns, connection_refused, tls, connection_lost.
func failureCode(err error) string {
	_, dns := errors.AsType[*net.DNSError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	timeout, _ := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case dns:
		return "dns"
	case record, alert, cert, authority:
		return "tls"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection_refused"
	case errors.Is(err, context.DeadlineExceeded), timeout != nil && timeout.Timeout():
		return "timeout"
	default:
		return "connection_lost"
	}
}
