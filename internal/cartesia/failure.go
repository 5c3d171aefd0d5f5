package cartesia

import (
	"context"
	"errors"
	"net"
	"syscall"

	"bulkdial/dialer"
)

// The codes of answers that have none of the API's own; see the package comment.
const (
	codeTimeout      = "timeout"
	codeCanceled     = "canceled"
	codeUnreadable   = "unreadable_answer"
	codeLost         = "connection_lost"
	codeDNS          = "dns"
	codeRefused      = "connection_refused"
	codeTLS          = "tls"
	codeProxy        = "proxy"
	codeWithheld     = "withheld"
	codeNoConnection = "no_connection"
)

// failure classifies a request that has no answer.
func (c *Client) failure(ctx context.Context, w *wire, err error) dialer.Answer {
	written := w.seal()
	proxy, _ := errors.AsType[*proxyError](err)
	answer := dialer.Answer{
		Kind: reply{written: written, withheld: w.withheld.Load(), barred: proxy.bars()}.kind(), Code: failureCode(ctx, w, err, written),
	}
	message := err.Error()
	switch {
	case w.withheld.Load() && !written:
		message = "a contact of the request may not be called any more"
	case ctx.Err() == nil:
	case !written:
		message = "the request timeout passed, or the run ended, before anything was sent"
	case answer.Code == codeTimeout:
		message = "no answer within the request timeout"
	default:
		message = "the run ended before the answer came"
	}
	answer.Message = c.text.message(message)
	return answer
}

func failureCode(ctx context.Context, w *wire, err error, written bool) string {
	if ctx.Err() != nil {
		return contextCode(ctx)
	}
	if written {
		return codeLost
	}
	if w.withheld.Load() {
		return codeWithheld
	}
	if _, ok := errors.AsType[*proxyError](err); ok {
		return codeProxy
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return codeDNS
	}
	netErr, ok := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return codeRefused
	case w.handshake.Load():
		return codeTLS
	case ok && netErr.Timeout():
		return codeTimeout
	default:
		return codeNoConnection
	}
}

// contextCode says how a context ended.
func contextCode(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return codeTimeout
	}
	return codeCanceled
}
