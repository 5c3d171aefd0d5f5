package cartesia

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia/content"
)

// A GET changes nothing, so it may be tried again. The numbers are those of Cartesia's own clients.
const (
	getRetries = 2
	leastWait  = 500 * time.Millisecond
	mostWait   = 8 * time.Second
	// mostAsked is the longest wait that an answer may ask for; for a longer one the caller has to decide.
	mostAsked = time.Minute
	// getTimeout bounds one try.
	getTimeout = 30 * time.Second
)

// failedTry is why a try has no answer.
type failedTry struct {
	err *dialer.APIError
	// again: another try may succeed.
	again bool
}

// of returns the error of the try. The end of ctx comes first: it is not the API's doing.
func (f *failedTry) of(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return f.err
}

// get reads a JSON object, and tries again where that may help.
func (c *Client) get(ctx context.Context, to *url.URL, limit int64) (content.Object, error) {
	for try := 0; ; try++ {
		answer, failed := c.exchange(ctx, http.MethodGet, to, limit)
		if failed == nil {
			return answer, nil
		}
		if !failed.again || try == getRetries || failed.err.RetryAfter > mostAsked {
			return nil, failed.of(ctx)
		}
		select {
		case <-ctx.Done():
			return nil, failed.of(ctx)
		case <-time.After(retryWait(try, failed.err.RetryAfter, rand.Float64())): //nolint:gosec // jitter is no secret
		}
	}
}

// retryWait is the wait after a try, counted from 0: what the answer asked for, else twice the wait before, less up to a
// quarter. Jitter is from [0, 1).
func retryWait(try int, asked time.Duration, jitter float64) time.Duration {
	if asked > 0 {
		return asked
	}
	return time.Duration(float64(min(leastWait<<try, mostWait)) * (1 - jitter/4))
}

// exchange sends one request without a body, and reads the object of its answer.
func (c *Client) exchange(ctx context.Context, method string, to *url.URL, limit int64) (content.Object, *failedTry) {
	if ctx.Err() != nil {
		return nil, &failedTry{err: &dialer.APIError{Code: contextCode(ctx)}}
	}
	within, cancel := context.WithTimeout(ctx, getTimeout)
	defer cancel()
	var w wire
	r := c.prototype.WithContext(httptrace.WithClientTrace(within, w.trace()))
	r.Method, r.URL, r.Header = method, to, r.Header.Clone()
	r.Header.Del("Content-Type")
	resp, err := c.transport.RoundTrip(r)
	if err != nil {
		return nil, &failedTry{err: apiError(c.failure(within, &w, err)), again: true}
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return nil, &failedTry{err: apiError(c.refusal(resp)), again: passing(resp.StatusCode)}
	}
	body, err := readBody(resp, limit)
	if err != nil {
		// A body that is too long is so again.
		return nil, &failedTry{err: c.unreadable(err.Error()), again: int64(len(body)) < limit}
	}
	answer, err := content.ReadAnswer(body)
	if err != nil {
		why := err.Error()
		if page := c.text.Excerpt(body); page != "" {
			why += ": " + page
		}
		return nil, &failedTry{err: c.unreadable(why)}
	}
	return answer, nil
}

// passing reports whether a status may be another one the next time.
func passing(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests:
		return true
	}
	return status/100 == 5
}

// apiError is what an answer says, without whole phone numbers.
func apiError(a dialer.Answer) *dialer.APIError {
	return &dialer.APIError{
		HTTPStatus: a.HTTPStatus, Code: a.Code, Message: dialer.MaskNumbers(a.Message), Detail: a.Detail, RequestID: a.RequestID, RetryAfter: a.RetryAfter,
	}
}
