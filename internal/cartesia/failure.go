package cartesia

import (
	"context"
	"errors"
	"net"
	"syscall"

	"bulkdial/dialer"
)

// failure classifies a request that has no answer.
func (c *Client) failure(ctx context.Context, w *wire, err error) dialer.Answer {
	answer := dialer.Answer{Verdict: dialer.Unsent}
	if w.seal() {
		answer.Verdict = dialer.Lost
	}
	answer.Code = failureCode(ctx, w, err, answer.Verdict)
	message := err.Error()
	switch {
	case ctx.Err() == nil:
	case answer.Verdict == dialer.Unsent:
		message = "the request's time was over, or the run was ended, before anything was sent"
	case answer.Code == codeTimeout:
		message = "no answer within the time for a request (--request-timeout)"
	default:
		message = "the run was ended before the answer came"
	}
	answer.Message = c.text.message(message)
	return answer
}

// The codes of answers that have none of the API's own; see the package comment.
const (
	codeTimeout    = "timeout"
	codeCanceled   = "canceled"
	codeUnreadable = "unreadable_answer"
)

func failureCode(ctx context.Context, w *wire, err error, v dialer.Verdict) string {
	if ctx.Err() != nil {
		return endOf(ctx)
	}
	if v == dialer.Lost {
		return "connection_lost"
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "dns"
	}
	netErr, ok := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection_refused"
	case w.handshake.Load():
		return "tls"
	case ok && netErr.Timeout():
		return codeTimeout
	default:
		return "no_connection"
	}
}

// endOf names how a context ended.
func endOf(ctx context.Context) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return codeTimeout
	}
	return codeCanceled
}
