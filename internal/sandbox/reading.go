package sandbox

import (
	"net/http"

	"bulkdial/internal/sandbox/request"
)

// api serves what is not a POST of calls: it checks the header, and sends what get returns.
func (s *Server) api(get func(x *transfer, version string) (any, *problem)) func(*transfer) {
	return func(x *transfer) {
		p := checkHeader(x.r.Header, s.config.APIKey)
		var value any
		if p == nil {
			value, p = get(x, x.r.Header.Get(headerVersion))
		}
		if p != nil {
			s.reply(x, s.refusal(x, p))
			return
		}
		s.reply(x, found(value))
	}
}

// list lists calls.
func (s *Server) list(x *transfer, version string) (any, *problem) {
	q, err := request.ParseListQuery(x.r.URL.RawQuery)
	if err != nil {
		return nil, problemf(http.StatusBadRequest, "The parameter %v.", err)
	}
	if s.happens(rate{faultList, s.config.Faults.ListTooMany}, x) {
		return nil, problemf(http.StatusTooManyRequests, "Too many requests.")
	}
	return s.exchange.list(q, keyOf([]byte(x.r.URL.RawQuery)), version)
}

// get reads a call.
func (s *Server) get(x *transfer, version string) (any, *problem) {
	transcript, err := request.ParseGetQuery(x.r.URL.RawQuery)
	if err != nil {
		return nil, problemf(http.StatusBadRequest, "The %v.", err)
	}
	if s.happens(rate{faultGet, s.config.Faults.GetInternal}, x) {
		return nil, problemf(http.StatusInternalServerError, "Something went wrong.")
	}
	id := x.r.PathValue("id")
	c, ok := s.exchange.get(id, version, transcript)
	if !ok {
		return nil, noCall(id)
	}
	return c, nil
}

// cancel cancels a call.
func (s *Server) cancel(x *transfer, version string) (any, *problem) {
	body, p := x.body()
	if p != nil {
		return nil, p
	}
	if err := request.CheckCancelBody(body); err != nil {
		return nil, problemf(http.StatusBadRequest, "%v", err)
	}
	return s.exchange.cancel(x.r.PathValue("id"), version)
}

// number describes a number to call from.
func (s *Server) number(x *transfer, _ string) (any, *problem) {
	id := x.r.PathValue("id")
	return describeNumber(id), unknownNumber(id)
}

// agent describes an agent.
func (s *Server) agent(x *transfer, _ string) (any, *problem) {
	id := x.r.PathValue("id")
	return describeAgent(id, s.config.Script.Welcome), unknownAgent(id)
}

// happens draws the fault of reading something: its subject is the path with its query.
func (s *Server) happens(r rate, x *transfer) bool {
	if r.p == 0 {
		return false
	}
	key := keyOf([]byte(r.fault + " " + x.r.URL.RequestURI()))
	return s.config.Faults.happens(r, key, s.exchange.nth(key))
}
