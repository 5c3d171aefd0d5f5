package cartesia

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia/content"
)

var (
	_ dialer.Calls       = (*Client)(nil)
	_ dialer.Transcripts = (*Client)(nil)
	_ dialer.Directory   = (*Client)(nil)
)

// How much of an answer is read, in bytes after decompression.
const (
	recordLimit     int64 = 4 << 20
	listLimit       int64 = 16 << 20
	transcriptLimit int64 = 16 << 20
)

// List implements dialer.Calls.
func (c *Client) List(ctx context.Context, q dialer.ListQuery) (dialer.CallPage, error) {
	to := *c.prototype.URL
	to.RawQuery = listQuery(q).Encode()
	answer, err := c.get(ctx, &to, listLimit)
	if err != nil {
		return dialer.CallPage{}, fmt.Errorf("listing calls: %w", err)
	}
	page, ok := content.ReadPage(answer, c.text)
	if !ok {
		return dialer.CallPage{}, fmt.Errorf("listing calls: %w", c.unreadable("it has no list of calls"))
	}
	return page, nil
}

func listQuery(q dialer.ListQuery) url.Values {
	values := url.Values{"agent_id": {q.AgentID}, "limit": {strconv.Itoa(cmp.Or(q.Limit, dialer.MaxListed))}}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("starting_after", q.After)
	set("ending_before", q.Before)
	if !q.StartedFrom.IsZero() {
		set("start_time_gte", q.StartedFrom.UTC().Format(time.RFC3339Nano))
	}
	if !q.StartedTo.IsZero() {
		set("start_time_lte", q.StartedTo.UTC().Format(time.RFC3339Nano))
	}
	return values
}

// Get implements dialer.Calls.
func (c *Client) Get(ctx context.Context, id string) (dialer.CallRecord, error) {
	to, err := c.record(id)
	if err != nil {
		return dialer.CallRecord{}, fmt.Errorf("reading a call: %w", err)
	}
	answer, err := c.get(ctx, to, recordLimit)
	if err != nil {
		return dialer.CallRecord{}, fmt.Errorf("reading call %s: %w", c.text.ID(id), err)
	}
	return c.call(answer, id, "reading call")
}

// Cancel implements dialer.Calls.
func (c *Client) Cancel(ctx context.Context, id string) (dialer.CallRecord, error) {
	to, err := c.record(id, "cancel")
	if err != nil {
		return dialer.CallRecord{}, fmt.Errorf("canceling a call: %w", err)
	}
	answer, failed := c.exchange(ctx, http.MethodPost, to, recordLimit)
	if failed != nil {
		return dialer.CallRecord{}, fmt.Errorf("canceling call %s: %w", c.text.ID(id), failed.of(ctx))
	}
	return c.call(answer, id, "canceling call")
}

// call reads the call of an id from an answer.
func (c *Client) call(answer content.Object, id, doing string) (dialer.CallRecord, error) {
	record, ok := content.ReadCallRecord(answer, c.text)
	switch {
	case !ok:
		return record, fmt.Errorf("%s %s: %w", doing, c.text.ID(id), c.unreadable("it is no call"))
	case record.ID != id:
		return record, fmt.Errorf("%s %s: %w", doing, c.text.ID(id), c.unreadable("it is another call"))
	}
	return record, nil
}

// Number implements dialer.Directory.
func (c *Client) Number(ctx context.Context, id string) (dialer.NumberRecord, error) {
	to, err := c.record(id)
	if err != nil {
		return dialer.NumberRecord{}, fmt.Errorf("reading a number to call from: %w", err)
	}
	to = to.JoinPath("..", "..", "phone-numbers", url.PathEscape(id))
	answer, err := c.get(ctx, to, recordLimit)
	if err != nil {
		return dialer.NumberRecord{}, fmt.Errorf("reading number %s: %w", dialer.MaskNumbers(c.text.ID(id)), err)
	}
	return content.ReadNumber(answer, id, c.text), nil
}

// Agent implements dialer.Directory.
func (c *Client) Agent(ctx context.Context, id string) (dialer.AgentRecord, error) {
	to, err := c.record(id)
	if err != nil {
		return dialer.AgentRecord{}, fmt.Errorf("reading an agent: %w", err)
	}
	to = to.JoinPath("..", "..", "..", "v1", "agents", url.PathEscape(id))
	answer, err := c.get(ctx, to, recordLimit)
	if err != nil {
		return dialer.AgentRecord{}, fmt.Errorf("reading agent %s: %w", c.text.ID(id), err)
	}
	return content.ReadAgent(answer, id, c.text), nil
}

// record returns the URL of a call. An id that would lead to another path is an error.
func (c *Client) record(id string, more ...string) (*url.URL, error) {
	switch id {
	case "", ".", "..":
		return nil, errors.New("the id " + strconv.Quote(id) + " is none")
	}
	return c.prototype.URL.JoinPath(append([]string{url.PathEscape(id)}, more...)...), nil
}

// unreadable is the error of a 2xx that is not what was asked for.
func (c *Client) unreadable(why string) *dialer.APIError {
	return &dialer.APIError{HTTPStatus: http.StatusOK, Code: codeUnreadable, Message: c.text.Message("the answer cannot be read: " + why)}
}
