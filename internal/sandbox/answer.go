package sandbox

import (
	"cmp"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bulkdial/internal/sandbox/request"
)

// answer is an answer, and how it is sent.
type answer struct {
	status      int
	contentType string
	retryAfter  time.Duration // 0: no Retry-After
	body        []byte
	delivery    delivery
}

// delivery is how much of an answer arrives.
type delivery int

const (
	whole    delivery = iota
	half              // the body breaks off
	none              // the connection is closed
	silent            // the connection stays open
	switched          // the connection stays open, in another protocol
)

// answer reads a request, places its calls, and returns the answer.
func (s *Server) answer(x *transfer) answer {
	p := checkHeader(x.r.Header, s.config.APIKey)
	if p == nil {
		p = checkMedia(x.r.Header)
	}
	if p != nil {
		return s.refusal(x, p)
	}
	body, p := x.body()
	if p != nil {
		return s.refusal(x, p)
	}
	asked, err := request.ParseCalls(body, x.r.Header.Get(headerVersion))
	if err != nil {
		return s.refusal(x, problemf(http.StatusBadRequest, "%v", err))
	}
	if p := cmp.Or(unknownAgent(asked.AgentID), unknownNumber(asked.FromNumberID)); p != nil {
		return s.refusal(x, p)
	}
	if slices.ContainsFunc(asked.Items, func(it request.Item) bool { return s.config.Faults.poisoned(it.Number) }) {
		return s.refusal(x, problemf(http.StatusBadRequest, "The request is not valid."))
	}
	return s.place(x, asked)
}

// place places the calls of a valid request, unless a fault prevents it, and returns the answer with its fault.
func (s *Server) place(x *transfer, asked *request.Calls) answer {
	fault := s.exchange.draw(asked)
	if p := fault.before(); p != nil {
		return s.refusal(x, p)
	}
	entries, p := s.exchange.place(asked, fault.lines)
	if p != nil {
		return s.refusal(x, p)
	}
	if p := fault.after(); p != nil {
		return s.refusal(x, p)
	}
	return fault.spoil(success(fault.rearrange(entries)))
}

func success(entries []entry) answer {
	return found(struct {
		Calls []entry `json:"calls"`
	}{entries})
}

// found is a 200 with a value that always encodes.
func found(value any) answer {
	body, _ := json.Marshal(value)
	return answer{status: http.StatusOK, contentType: jsonType, body: body}
}

func (s *Server) refusal(x *transfer, p *problem) answer {
	a := answer{status: p.status, contentType: jsonType, body: p.body(x.id)}
	switch p.status {
	case http.StatusTooManyRequests:
		a.retryAfter = s.config.Faults.RetryAfter
	case http.StatusServiceUnavailable:
		a.retryAfter = max(s.config.Faults.RetryAfter, time.Second)
	}
	return a
}

// wholeSeconds rounds up.
func wholeSeconds(d time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(d.Seconds())), 10)
}
