package sandbox

import (
	"cmp"
	"net/http"
	"slices"

	"bulkdial/internal/sandbox/request"
)

// place serves a POST of calls.
func (s *Server) place(x *transfer) {
	s.exchange.arrive()
	asked, p := s.asked(x)
	if p != nil {
		s.reply(x, s.refusal(x, p))
		return
	}
	s.reply(x, s.placeValid(x, asked))
}

// asked returns the calls that a request asks for; the problem refuses it, and it is then without effect.
func (s *Server) asked(x *transfer) (*request.Calls, *problem) {
	if p := cmp.Or(checkHeader(x.r.Header, s.config.APIKey), checkMedia(x.r.Header)); p != nil {
		return nil, p
	}
	body, p := x.body()
	if p != nil {
		return nil, p
	}
	asked, err := request.ParseCalls(body, x.r.Header.Get(headerVersion))
	if err != nil {
		return nil, problemf(http.StatusBadRequest, "%v", err)
	}
	if p := cmp.Or(unknownAgent(asked.AgentID), unknownNumber(asked.FromNumberID)); p != nil {
		return nil, p
	}
	if slices.ContainsFunc(asked.Items, func(it request.Item) bool { return s.config.Faults.poisoned(it.Number) }) {
		return nil, problemf(http.StatusBadRequest, "The request is not valid.")
	}
	return asked, nil
}

// placeValid places the calls of a valid request, unless a fault prevents it, and returns the answer with its fault.
func (s *Server) placeValid(x *transfer, asked *request.Calls) answer {
	fault := s.exchange.drawFault(asked)
	if p := fault.before(); p != nil {
		return s.refusal(x, p)
	}
	entries, p := s.exchange.place(asked, fault.lines429)
	if p == nil {
		p = fault.after()
	}
	if p != nil {
		return s.refusal(x, p)
	}
	return fault.spoil(success(fault.rearrange(entries)))
}

// success is the answer to a POST of calls: an entry for each.
func success(entries []entry) answer {
	return found(struct {
		Calls []entry `json:"calls"`
	}{entries})
}
