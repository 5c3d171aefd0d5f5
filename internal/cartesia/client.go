package cartesia

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia/content"
)

var _ dialer.Caller = (*Client)(nil)

// Client sends requests to the API. It is safe for concurrent use.
type Client struct {
	// cfg is a pointer because fmt prints the fields of a struct without calling the methods of Secret, but not those
	// behind a pointer.
	cfg       *Config
	prototype *http.Request // what all requests have in common
	transport *http.Transport
	proxy     *url.URL // nil: none
	text      content.Texts
}

// New returns a client. It opens no connection. The error is a *dialer.FieldError of Config, unless it is about the proxy
// in the environment. It holds no secret.
func New(cfg Config) (*Client, error) {
	to, err := endpoint(cfg.BaseURL)
	if err != nil {
		return nil, &dialer.FieldError{Field: "BaseURL", Err: err}
	}
	if err := checkKey(cfg.APIKey.Reveal()); err != nil {
		return nil, &dialer.FieldError{Field: "APIKey", Err: err}
	}
	if err := checkNames(cfg.APIVersion, cfg.RefKey); err != nil {
		return nil, err
	}
	proxy, err := proxyFor(to)
	if err != nil {
		return nil, err
	}
	return &Client{
		cfg: &cfg, prototype: prototype(to, &cfg),
		transport: newTransport(max(1, cfg.Concurrency), proxy), proxy: proxy, text: content.NewTexts(cfg.APIKey.Reveal()),
	}, nil
}

// prototype makes the HTTP request of which all others are copies. They share its URL and header, which a transport does
// not change.
func prototype(to *url.URL, cfg *Config) *http.Request {
	return &http.Request{
		Method: http.MethodPost,
		URL:    to,
		Header: http.Header{
			"Authorization":    {"Bearer " + cfg.APIKey.Reveal()},
			"Cartesia-Version": {cfg.APIVersion},
			"Content-Type":     {"application/json"},
			"Accept":           {"application/json"},
			"User-Agent":       {cfg.UserAgent},
		},
	}
}

// Close closes the connections that no request uses.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Call sends req, at most once, and classifies the answer as the package comment says. Only ctx bounds the time that
// it takes.
func (c *Client) Call(ctx context.Context, req dialer.Request) dialer.Answer {
	w := wire{permit: req.Permit}
	if ctx.Err() != nil {
		return c.failure(ctx, &w, ctx.Err())
	}
	resp, err := c.transport.RoundTrip(c.request(ctx, &w, Body(c.cfg.APIVersion, c.cfg.RefKey, req)))
	if err != nil {
		return c.failure(ctx, &w, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 == 2 {
		return c.success(ctx, resp, req.Attempts)
	}
	return c.refusal(resp)
}

// request makes the HTTP request that carries body, and has w follow it. GetBody stays nil, so that the transport cannot
// send it a second time. The body is of a type that net/http knows: of any other it writes the header by itself first.
func (c *Client) request(ctx context.Context, w *wire, body []byte) *http.Request {
	r := c.prototype.WithContext(httptrace.WithClientTrace(ctx, w.trace()))
	r.ContentLength = int64(len(body))
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r
}

// success reads a 2xx.
func (c *Client) success(ctx context.Context, resp *http.Response, sent []dialer.Attempt) dialer.Answer {
	answer := c.head(resp)
	body, cut := readBody(resp, successLimit+contactLimit*int64(len(sent)))
	var err error
	answer.Entries, answer.Stray, err = content.ReadCalls(body, cut, sent, c.text)
	answer.Kind = reply{status: resp.StatusCode, written: true, complete: err == nil}.kind()
	switch {
	case err == nil:
	case ctx.Err() != nil:
		answer.Code, answer.Message = contextCode(ctx), "the answer was not complete in time"
	default:
		answer.Code = codeUnreadable
		message := "the answer cannot be read: " + err.Error()
		if page := c.text.Excerpt(body); page != "" {
			message += ": " + page
		}
		answer.Message = c.text.Message(message)
	}
	return answer
}

// refusal reads an answer of any other status. Its kind does not need the body, unless that says that no line is free.
func (c *Client) refusal(resp *http.Response) dialer.Answer {
	answer := c.head(resp)
	var body []byte
	if resp.StatusCode >= 200 { // below, the connection speaks another protocol now, so its body never ends
		body, _ = readBody(resp, refusalLimit)
	}
	p := content.ReadProblem(body, c.text)
	_, again := retryAfter(resp.Header.Get("Retry-After"), time.Now())
	answer.Kind = reply{status: resp.StatusCode, written: true, retryAfter: again, noLine: p.NoFreeLine}.kind()
	answer.Code = cmp.Or(p.Code, "http_"+strconv.Itoa(resp.StatusCode))
	answer.Message = cmp.Or(p.Message, http.StatusText(resp.StatusCode), "the answer has no text")
	answer.RequestID = cmp.Or(p.RequestID, answer.RequestID)
	return answer
}

// head reads the status line and the header of an answer.
func (c *Client) head(resp *http.Response) dialer.Answer {
	wait, _ := retryAfter(resp.Header.Get("Retry-After"), time.Now())
	return dialer.Answer{
		HTTPStatus: resp.StatusCode,
		RequestID:  c.text.RequestID(resp.Header.Get("X-Request-Id")),
		RetryAfter: wait,
	}
}
