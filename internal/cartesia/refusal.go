package cartesia

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// maxErrorBody bounds what is read of the body of a refusal.
const maxErrorBody = 64 << 10

// errTooLong says that a body is longer than it may be.
var errTooLong = errors.New("the answer is too long")

// readBody reads a body through a limit, which holds for what comes out when the server packs unasked.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	var body io.Reader = resp.Body
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		unpacked, err := gzip.NewReader(io.LimitReader(resp.Body, limit))
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller says what was read
		}
		body = unpacked
	}
	content, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = errTooLong
	}
	return content, err
}

// problem is the documented body of an error, which older versions and gateways do not send.
type problem struct {
	ErrorCode string `json:"error_code"`
	Title     string `json:"title"`
	Message   string `json:"message"`
	RequestID string `json:"request_id"`
}

// refusal reads the body of an answer other than 2xx; it sets no verdict.
func (c *Client) refusal(resp *http.Response) dialer.Answer {
	content, _ := readBody(resp, maxErrorBody) // as much as there is
	answer := dialer.Answer{Code: "http_" + strconv.Itoa(resp.StatusCode)}
	var p problem
	if json.Unmarshal(content, &p) != nil || p == (problem{}) {
		answer.Message = cmp.Or(c.text.untagged(string(content)), http.StatusText(resp.StatusCode))
		return answer
	}
	answer.Code = cmp.Or(c.text.short(p.ErrorCode), answer.Code)
	answer.RequestID = c.text.short(p.RequestID)
	switch {
	case p.Title == "" || strings.HasPrefix(p.Message, p.Title):
		answer.Message = c.text.line(p.Message)
	case p.Message == "":
		answer.Message = c.text.line(p.Title)
	default:
		answer.Message = c.text.line(p.Title + ": " + p.Message)
	}
	return answer
}
