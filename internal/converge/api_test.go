package converge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/sandbox"
)

const (
	agentID = "agent_x"
	refKey  = "bulkdial_ref"
	// requestTimeout is how long a run waits for an answer, and mostLate how much later a request can still reach the API.
	requestTimeout = 30 * time.Second
	mostLate       = 10 * time.Minute
)

// api is the sandbox without a network.
type api struct {
	server *sandbox.Server
	oracle *oracle
	seed   uint64
	// loss is the share of requests whose answers are lost or odd, and trouble that of those that place no call, or not all.
	loss, trouble float64
	// limit is how many calls a page has at most.
	limit int
	// underWay are the requests that have left, and have no answer.
	underWay sync.WaitGroup
}

// serve sends a request to the sandbox. An error is a *dialer.APIError.
func (a *api) serve(method, path string, body []byte, into any) error {
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer sk_car_test")
	r.Header.Set("Cartesia-Version", cartesia.DefaultVersion)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	a.server.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return &dialer.APIError{HTTPStatus: w.Code, Code: "refused", Message: w.Body.String()}
	}
	return json.Unmarshal(w.Body.Bytes(), into)
}

// place places the calls of a request, and returns their ids.
func (a *api) place(req dialer.Request) []string {
	var answer struct {
		Calls []struct {
			ID string `json:"agent_call_id"`
		} `json:"calls"`
	}
	if err := a.serve(http.MethodPost, "/agents/calls", cartesia.Body(cartesia.DefaultVersion, refKey, req), &answer); err != nil {
		panic(err)
	}
	ids := make([]string, len(answer.Calls))
	for i, c := range answer.Calls {
		ids[i] = c.ID
	}
	return ids
}

// ending is what becomes of a request.
type ending int

const (
	answered    ending = iota
	vanished           // it is lost before it reaches the API
	lost               // its answer is lost
	named              // its answer is lost but for the ids
	garbled            // some entries of its answer are lost, or all but their ids
	unsent             // it does not leave
	busy               // there is no line for it
	rejectedOne        // its first contact is rejected
)

// fate is what becomes of a request, and how long it and its answer take.
type fate struct {
	ending
	out, back time.Duration
	rng       *rand.Rand
}

// fate draws what becomes of a request, by its name and its first contact.
func (a *api) fate(req dialer.Request) fate {
	key := fnv.New64a()
	_, _ = fmt.Fprint(key, req.Batch, req.Attempts[0].Contact.Number)
	rng := rand.New(rand.NewPCG(a.seed, key.Sum64()))
	some := func(most time.Duration) time.Duration { return 1 + time.Duration(rng.Float64()*float64(most)) }
	f := fate{rng: rng, out: some(time.Second), back: some(time.Second)}
	switch draw := rng.Float64(); {
	case draw < a.loss:
		f.ending = oneOf(rng, vanished, vanished, lost, named, garbled, answered, answered)
		switch {
		case f.ending != answered:
		case rng.IntN(2) == 0:
			f.out = requestTimeout + some(mostLate)
		default:
			f.back = requestTimeout
		}
	case draw < a.loss+a.trouble:
		f.ending = oneOf(rng, unsent, busy, rejectedOne)
	}
	return f
}

// client is the API as a process sees it. It implements dialer.Caller and dialer.Calls.
type client struct {
	*api
	process *process
}

// Call implements dialer.Caller. A request that has left goes on without its process.
func (c client) Call(ctx context.Context, req dialer.Request) dialer.Answer {
	f := c.fate(req)
	if c.process.step(func() error { return nil }) != nil {
		return dialer.Answer{Kind: dialer.Denied, Code: "dead"}
	}
	answer := make(chan dialer.Answer, 1)
	c.underWay.Go(func() {
		time.Sleep(f.out)
		a := c.answer(req, f)
		time.Sleep(f.back)
		answer <- a
	})
	select {
	case a := <-answer:
		if c.process.step(func() error { return nil }) == nil {
			return a
		}
		return dialer.Answer{Kind: dialer.Lost, Code: "dead"}
	case <-ctx.Done():
		return dialer.Answer{Kind: dialer.Lost, Code: "timeout"}
	case <-c.process.gone:
		return dialer.Answer{Kind: dialer.Lost, Code: "dead"}
	}
}

// answer lets a request reach the API, or not, and returns what its process gets to know.
func (c client) answer(req dialer.Request, f fate) dialer.Answer {
	switch f.ending {
	case unsent:
		return dialer.Answer{Kind: dialer.Unsent, Code: "connection_refused"}
	case busy:
		return dialer.Answer{Kind: dialer.Busy, Code: "concurrency_limited", HTTPStatus: http.StatusTooManyRequests}
	case vanished:
		return dialer.Answer{Kind: dialer.Lost, Code: "connection_lost"}
	case answered, lost, named, garbled, rejectedOne:
	}
	first := 0
	if f.ending == rejectedOne {
		first = 1
	}
	entries := make([]dialer.Entry, len(req.Attempts))
	for i := range entries[:first] {
		entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: "rejected"}
	}
	if sent := req.Attempts[first:]; len(sent) > 0 {
		part := req
		part.Attempts = sent
		for i, id := range c.place(part) {
			c.oracle.placed(req.Batch, sent[i].Contact.Number, id)
			entries[first+i] = dialer.Entry{Disposition: dialer.Accepted, CallID: id}
		}
	}
	return f.spoil(entries)
}

// spoil is what is left of an answer.
func (f fate) spoil(entries []dialer.Entry) dialer.Answer {
	answer := dialer.Answer{Kind: dialer.Answered, Entries: entries, HTTPStatus: http.StatusOK}
	for i := range entries {
		e := &entries[i]
		switch {
		case f.ending == lost:
			answer = dialer.Answer{Kind: dialer.Lost, Code: "connection_lost"}
		case f.ending == named:
			answer.Kind, answer.Code = dialer.Lost, "unreadable_answer"
			*e = dialer.Entry{Disposition: dialer.Unknown, CallID: e.CallID}
		case f.ending == garbled && f.rng.IntN(3) == 0:
			*e = dialer.Entry{Disposition: dialer.Unknown, Code: "answer_mismatch"}
		case f.ending == garbled && f.rng.IntN(2) == 0:
			*e = dialer.Entry{Disposition: dialer.Unknown, CallID: e.CallID, Code: "answer_unreadable"}
		}
	}
	return answer
}

// record is a call as the sandbox shows it.
type record struct {
	ID        string            `json:"id"`
	AgentID   string            `json:"agent_id"`
	Status    string            `json:"status"`
	EndReason string            `json:"end_reason"`
	Started   time.Time         `json:"start_time"`
	Ended     time.Time         `json:"end_time"`
	Metadata  map[string]string `json:"metadata"`
	Telephony struct {
		To   string `json:"to"`
		From string `json:"from"`
	} `json:"telephony_params"`
}

func (r *record) call() dialer.CallRecord {
	return dialer.CallRecord{
		ID: r.ID, AgentID: r.AgentID, Status: r.Status, EndReason: r.EndReason, Started: r.Started, Ended: r.Ended,
		To: r.Telephony.To, From: r.Telephony.From, Variables: r.Metadata,
	}
}

// read reads something, after a while.
func (c client) read(ctx context.Context, path string, into any) error {
	time.Sleep(50 * time.Millisecond)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return c.serve(http.MethodGet, path, nil, into)
}

// List implements dialer.Calls.
func (c client) List(ctx context.Context, q dialer.ListQuery) (dialer.CallPage, error) {
	path := "/agents/calls?limit=" + strconv.Itoa(c.limit) + "&agent_id=" + q.AgentID
	if q.After != "" {
		path += "&starting_after=" + q.After
	}
	var answer struct {
		Data []record `json:"data"`
		More bool     `json:"has_more"`
	}
	if err := c.read(ctx, path, &answer); err != nil {
		return dialer.CallPage{}, err
	}
	page := dialer.CallPage{More: answer.More}
	for i := range answer.Data {
		page.Calls = append(page.Calls, answer.Data[i].call())
		page.Next = answer.Data[i].ID
	}
	return page, nil
}

// Get implements dialer.Calls.
func (c client) Get(ctx context.Context, id string) (dialer.CallRecord, error) {
	var r record
	err := c.read(ctx, "/agents/calls/"+id, &r)
	return r.call(), err
}

// Cancel implements dialer.Calls.
func (c client) Cancel(context.Context, string) (dialer.CallRecord, error) {
	panic("nothing is canceled here")
}
