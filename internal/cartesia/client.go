package cartesia

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"time"

	"bulkdial/dialer"
)

var _ dialer.Caller = (*Client)(nil)

// Client sends requests to the API. It may be used by several goroutines at once.
type Client struct {
	// cfg is a pointer because fmt prints the fields of a struct without asking Secret, but stops at a pointer.
	cfg       *Config
	form      form
	prototype *http.Request // of every request, without what only one of them has
	transport *http.Transport
	text      texts
	buffers   *buffers
}

// New returns a client. It connects to nothing. The error names the flag or variable to change, and holds no secret.
func New(cfg Config) (*Client, error) {
	to, err := endpoint(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if err := checkKey(cfg.APIKey.Reveal()); err != nil {
		return nil, err
	}
	if err := checkVersion(cfg.Version); err != nil {
		return nil, err
	}
	if err := checkRefKey(cfg.Version, cfg.RefKey); err != nil {
		return nil, err
	}
	proxy, err := proxyFor(to)
	if err != nil {
		return nil, err
	}
	return &Client{
		cfg: &cfg, form: newForm(cfg.Version, cfg.RefKey), prototype: prototype(to, &cfg),
		transport: newTransport(max(1, cfg.Concurrency), proxy), text: newTexts(cfg.APIKey), buffers: new(buffers),
	}, nil
}

// prototype makes the HTTP request of which all others are copies. They share its URL and header, which a transport must
// not change.
func prototype(to *url.URL, cfg *Config) *http.Request {
	return &http.Request{
		Method: http.MethodPost,
		URL:    to,
		Header: http.Header{
			"Authorization":    {"Bearer " + cfg.APIKey.Reveal()},
			"Cartesia-Version": {cfg.Version},
			"Content-Type":     {"application/json"},
			"Accept":           {"application/json"},
			"User-Agent":       {cfg.UserAgent},
		},
	}
}

// Close closes the connections that no request uses.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Body returns the request body exactly as Call sends it.
func (c *Client) Body(req dialer.Request) []byte { return c.form.appendBody(nil, &req) }

// Call sends req, at most once, and classifies the answer as the package comment says. Only ctx bounds the time that
// it takes.
func (c *Client) Call(ctx context.Context, req dialer.Request) dialer.Answer {
	if ctx.Err() != nil {
		return c.failure(ctx, &wire{}, ctx.Err())
	}
	var w wire
	resp, err := c.transport.RoundTrip(c.request(ctx, &w, &req))
	if err != nil {
		return c.failure(ctx, &w, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 == 2 {
		return c.success(ctx, resp, &req)
	}
	return c.refusal(resp)
}

// request makes the HTTP request, which is followed by w. GetBody stays nil, so that the transport cannot send it a second
// time.
func (c *Client) request(ctx context.Context, w *wire, req *dialer.Request) *http.Request {
	buffer := c.buffers.get(c.form.size(req))
	buffer.Write(c.form.appendBody(buffer.AvailableBuffer(), req))
	body := newPayload(buffer, c.buffers)
	trace := w.trace()
	trace.WroteRequest = body.wrote
	r := c.prototype.WithContext(httptrace.WithClientTrace(ctx, trace))
	r.ContentLength = int64(buffer.Len())
	// A type that net/http knows: before any other it writes the header alone.
	r.Body = io.NopCloser(&body.reader)
	return r
}

// success reads a 2xx.
func (c *Client) success(ctx context.Context, resp *http.Response, req *dialer.Request) dialer.Answer {
	answer := c.head(resp)
	buffer := c.buffers.get(0)
	defer c.buffers.put(buffer)
	body, err := readBody(buffer, resp, successLimit+contactLimit*int64(len(req.Attempts)))
	if err == nil {
		var entries []dialer.Entry
		if entries, err = readCalls(body, req, c.text); err == nil {
			answer.Verdict, answer.Entries = dialer.Answered, entries
			return answer
		}
	}
	answer.Verdict, answer.Code = dialer.Lost, codeUnreadable
	message := "the answer cannot be read: " + err.Error()
	if ctx.Err() != nil {
		answer.Code, message = endOf(ctx), "the answer did not come to its end in time"
	}
	if page := c.text.excerpt(resp.Header.Get("Content-Type"), body); page != "" && ctx.Err() == nil {
		message += ": " + page
	}
	answer.Message = c.text.message(message)
	return answer
}

// refusal reads any other status. Its text is a help only: the verdict stands also when it cannot be read.
func (c *Client) refusal(resp *http.Response) dialer.Answer {
	answer := c.head(resp)
	buffer := c.buffers.get(0)
	defer c.buffers.put(buffer)
	body, _ := readBody(buffer, resp, refusalLimit)
	p := readProblem(body, resp.Header.Get("Content-Type"), c.text)
	_, told := retryAfter(resp.Header.Get("Retry-After"), time.Now())
	answer.Verdict = verdict(resp.StatusCode, told, p.noFreeLine())
	answer.Code = cmp.Or(c.text.code(p.code), "http_"+strconv.Itoa(resp.StatusCode))
	answer.Message = cmp.Or(c.text.message(p.text()), http.StatusText(resp.StatusCode), "the answer has no text")
	answer.RequestID = cmp.Or(c.text.line(p.requestID, maxRequestID), answer.RequestID)
	return answer
}

// head returns what an answer's status line and header say.
func (c *Client) head(resp *http.Response) dialer.Answer {
	wait, _ := retryAfter(resp.Header.Get("Retry-After"), time.Now())
	return dialer.Answer{
		HTTPStatus: resp.StatusCode,
		RequestID:  c.text.line(resp.Header.Get("X-Request-Id"), maxRequestID),
		RetryAfter: wait,
	}
}
