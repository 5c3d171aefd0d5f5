package lines_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/sandbox"
)

// api is the sandbox without a network. It counts the requests that list.
type api struct {
	server *sandbox.Server
	// latency is how long each answer takes.
	latency time.Duration

	mu     sync.Mutex
	placed map[string]time.Time
	pages  int
}

// ask sends a request and decodes its answer.
func (a *api) ask(ctx context.Context, method, path, body string, into any) error {
	time.Sleep(a.latency)
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer sk_car_test")
	r.Header.Set("Cartesia-Version", "2026-03-01")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	a.server.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return &dialer.APIError{HTTPStatus: w.Code, Code: "refused", Message: w.Body.String()}
	}
	decode := json.Unmarshal
	if page, ok := into.(*listPage); ok {
		decode = func(text []byte, _ any) error { return page.decode(text) }
	}
	if err := decode(w.Body.Bytes(), into); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	return nil
}

// Call implements dialer.Caller.
func (a *api) Call(ctx context.Context, req dialer.Request) dialer.Answer {
	var items []string
	for i := range req.Attempts {
		items = append(items, `{"to_number":"`+req.Attempts[i].Contact.Number+`"}`)
	}
	body := fmt.Sprintf(`{"agent_id":%q,"from_number_id":%q,"max_call_duration_minutes":%d,"outbound_calls":[%s]}`,
		req.Route.AgentID, req.Route.FromNumberID, req.Route.MaxCallDurationMinutes, strings.Join(items, ","))
	if req.Route.MaxCallDurationMinutes == 0 {
		body = strings.Replace(body, `"max_call_duration_minutes":0,`, "", 1)
	}
	var answer struct {
		Calls []struct {
			ID    string `json:"agent_call_id"`
			Error *struct {
				Code string `json:"error_code"`
			} `json:"error"`
		} `json:"calls"`
	}
	at := time.Now().Add(a.latency)
	err := a.ask(ctx, http.MethodPost, "/agents/calls", body, &answer)
	if err != nil {
		return dialer.Answer{Kind: dialer.Busy, Code: "concurrency_limited", HTTPStatus: 429}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	entries := make([]dialer.Entry, len(answer.Calls))
	for i, c := range answer.Calls {
		entries[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: c.ID}
		if c.Error != nil {
			entries[i] = dialer.Entry{Disposition: dialer.Rejected, Busy: true, Code: "concurrency_limited"}
			continue
		}
		a.placed[c.ID] = at
	}
	return dialer.Answer{Kind: dialer.Answered, Entries: entries, HTTPStatus: 200}
}

// record is a call as the sandbox shows it.
type record struct {
	ID        string     `json:"id"`
	AgentID   string     `json:"agent_id"`
	Status    string     `json:"status"`
	EndReason string     `json:"end_reason"`
	Started   *time.Time `json:"start_time"`
	Ended     *time.Time `json:"end_time"`
}

func (r *record) call() dialer.CallRecord {
	c := dialer.CallRecord{ID: r.ID, AgentID: r.AgentID, Status: r.Status, EndReason: r.EndReason}
	if r.Started != nil {
		c.Started = *r.Started
	}
	if r.Ended != nil {
		c.Ended = *r.Ended
	}
	return c
}

// List implements dialer.Calls.
func (a *api) List(ctx context.Context, q dialer.ListQuery) (dialer.CallPage, error) {
	a.mu.Lock()
	a.pages++
	a.mu.Unlock()
	path := "/agents/calls?limit=100&agent_id=" + q.AgentID
	if q.After != "" {
		path += "&starting_after=" + q.After
	}
	var page listPage
	if err := a.ask(ctx, http.MethodGet, path, "", &page); err != nil {
		return dialer.CallPage{}, err
	}
	return dialer.CallPage(page), nil
}

// listPage is a page of the list.
type listPage dialer.CallPage

// decode reads a page as the sandbox writes it. encoding/json takes two thirds of the time of a campaign for it.
func (p *listPage) decode(text []byte) error {
	list, rest, ok := strings.Cut(string(text), `],"has_more":`)
	if !ok || !strings.HasPrefix(list, `{"data":[`) {
		return fmt.Errorf("not a page of the sandbox: %.80s", text)
	}
	p.More = strings.HasPrefix(rest, "true")
	for _, one := range strings.Split(list, `{"id":"`)[1:] {
		id, _, _ := strings.Cut(one, `"`)
		c := dialer.CallRecord{
			ID: id, AgentID: valueOf(one, "agent_id"), Status: valueOf(one, "status"), EndReason: valueOf(one, "end_reason"),
			Started: timeOf(one, "start_time"), Ended: timeOf(one, "end_time"),
		}
		p.Calls, p.Next = append(p.Calls, c), id
	}
	return nil
}

// valueOf is the text of a key; empty for null.
func valueOf(object, key string) string {
	_, after, _ := strings.Cut(object, `"`+key+`":`)
	if !strings.HasPrefix(after, `"`) {
		return ""
	}
	value, _, _ := strings.Cut(after[1:], `"`)
	return value
}

func timeOf(object, key string) time.Time {
	at, _ := time.Parse(time.RFC3339, valueOf(object, key)) // null is no time
	return at
}

// Get implements dialer.Calls.
func (a *api) Get(ctx context.Context, id string) (dialer.CallRecord, error) {
	var r record
	err := a.ask(ctx, http.MethodGet, "/agents/calls/"+id, "", &r)
	return r.call(), err
}

// Cancel implements dialer.Calls.
func (a *api) Cancel(ctx context.Context, id string) (dialer.CallRecord, error) {
	var r record
	err := a.ask(ctx, http.MethodPost, "/agents/calls/"+id+"/cancel", "", &r)
	return r.call(), err
}

// mostInProgress is what the call log says.
func (a *api) mostInProgress(ctx context.Context) (most int, err error) {
	var log struct {
		Most int `json:"most_in_progress"`
	}
	err = a.ask(ctx, http.MethodGet, "/sandbox/calls", "", &log)
	return log.Most, err
}
