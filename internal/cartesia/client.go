package cartesia

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"bulkdial/dialer"
)

// Client places calls. It may be used by several goroutines.
type Client struct {
	config   Config
	endpoint string
	http     *http.Client
	text     texts
}

var _ dialer.Caller = (*Client)(nil)

// New checks the configuration; errors name the flag to change.
func New(config Config) (*Client, error) {
	endpoint, err := config.validate()
	if err != nil {
		return nil, err
	}
	return &Client{
		config: config, endpoint: endpoint, text: newTexts(config.APIKey),
		http: &http.Client{
			Transport:     newTransport(max(1, config.Concurrency)),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Close closes the connections that are idle.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Call implements dialer.Caller. The end of ctx bounds it; there is no other time limit once a connection is made.
func (c *Client) Call(ctx context.Context, req dialer.Request) dialer.Answer {
	var watch writeWatch
	r, err := c.request(watch.trace(ctx), Body(c.config.Version, req))
	if err != nil {
		return dialer.Answer{Verdict: dialer.Unsent, Code: "request", Message: c.text.line(err.Error())}
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return c.failure(err, watch.written())
	}
	defer func() { _ = resp.Body.Close() }()
	answer := c.answer(resp, &req)
	answer.HTTPStatus = resp.StatusCode
	if answer.RequestID == "" {
		answer.RequestID = c.text.short(resp.Header.Get("X-Request-Id"))
	}
	return answer
}

func (c *Client) request(ctx context.Context, body []byte) (*http.Request, error) {
	// A plain io.Reader, so that nobody can rewind the body and send it again.
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, io.NopCloser(bytes.NewReader(body)))
	if err != nil {
		return nil, err //nolint:wrapcheck // Call says what it is
	}
	r.ContentLength = int64(len(body))
	r.Header.Set("Authorization", "Bearer "+c.config.APIKey.Reveal())
	r.Header.Set("Cartesia-Version", c.config.Version)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	if c.config.UserAgent != "" {
		r.Header.Set("User-Agent", c.config.UserAgent)
	}
	return r, nil
}

// answer classifies a response by its status.
func (c *Client) answer(resp *http.Response, req *dialer.Request) dialer.Answer {
	if resp.StatusCode/100 == 2 {
		return c.calls(resp, req)
	}
	answer := c.refusal(resp)
	answer.RetryAfter = retryAfter(resp.Header.Get("Retry-After"), time.Now())
	answer.Verdict = verdict(resp.StatusCode, resp.Header.Get("Retry-After") != "", answer.Code, answer.Message)
	return answer
}

// verdict is the table for answers other than 2xx.
func verdict(status int, retryAfter bool, code, message string) dialer.Verdict {
	switch {
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable && retryAfter:
		return dialer.Busy
	case status == http.StatusRequestTimeout, status >= 500, status < 300:
		return dialer.Lost
	case status == http.StatusRequestEntityTooLarge:
		return dialer.TooLarge
	case status == http.StatusUnauthorized, status == http.StatusPaymentRequired, status == http.StatusForbidden, status == http.StatusNotFound, status < 400:
		return dialer.Denied
	case lacksLine(code, message):
		return dialer.Busy
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		return dialer.Refused
	default:
		return dialer.Denied
	}
}
