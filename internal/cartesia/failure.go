package cartesia

import (
	"context"
	"crypto/x509"
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
	message := c.broken(answer.Code, err)
	switch {
	case w.withheld.Load() && !written:
		message = "a contact of the request may not be called any more"
	case ctx.Err() == nil:
		if detail := c.text.Message(err.Error()); detail != message {
			answer.Detail = dialer.MaskNumbers(detail)
		}
	case !written:
		message = "the request timeout passed, or the run ended, before anything was sent"
	case answer.Code == codeTimeout:
		message = "no answer within the request timeout"
	default:
		message = "the run ended before the answer came"
	}
	answer.Message = c.text.Message(message)
	return answer
}

// broken says in plain words why there is no answer, and what to do about it. What the machine says is in Answer.Detail.
func (c *Client) broken(code string, err error) string {
	whom, check := c.peer(err)
	switch code {
	case codeLost:
		return "the connection broke before the answer came"
	case codeProxy:
		return err.Error()
	case codeDNS:
		return "no address is found for " + whom + ": check " + check + ", and this machine's network (DNS)"
	case codeRefused:
		return whom + " accepts no connections: check " + check + ", and whether the service runs"
	case codeTLS:
		return c.untrusted(err)
	case codeTimeout:
		return whom + " does not answer: check " + check + ", and this machine's network"
	default:
		return "there is no connection to " + whom + ": check " + check + ", and this machine's network"
	}
}

// peer names whom a connection that failed was to reach, and what says so.
func (c *Client) peer(err error) (whom, check string) {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" && c.proxy != nil {
		return "the proxy " + c.proxy.Host, proxyVariable
	}
	return c.prototype.URL.Host, "the address"
}

// untrusted says why there is no secure connection.
func (c *Client) untrusted(err error) string {
	host := c.prototype.URL.Host
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	_, otherName := errors.AsType[x509.HostnameError](err)
	_, otherSigner := errors.AsType[x509.UnknownAuthorityError](err)
	switch {
	case isInvalid && invalid.Reason == x509.Expired:
		return "the certificate of " + host + " has expired, or is not valid yet: check this machine's clock"
	case otherName:
		return "the certificate of " + host + " is that of another name: check the address"
	case otherSigner:
		return "the certificate of " + host + " comes from an authority that this machine does not trust: check the address and, if a proxy reads what passes, install its certificate here"
	default:
		return "there is no secure connection (TLS) to " + host + ": check the address, and a proxy or gateway before it"
	}
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
