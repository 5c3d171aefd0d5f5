package sandbox

import (
	"net/http"
	"strings"
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
	q, err := parseListQuery(x.r.URL.RawQuery)
	if err != nil {
		return nil, problemf(http.StatusBadRequest, "The parameter %v.", err)
	}
	if s.happens(rate{faultList, s.config.Faults.ListTooMany}, x) {
		return nil, problemf(http.StatusTooManyRequests, "Too many requests.")
	}
	return s.exchange.list(q, version)
}

// get reads a call.
func (s *Server) get(x *transfer, version string) (any, *problem) {
	expand, p := expands(x.r.URL.RawQuery)
	if p != nil {
		return nil, p
	}
	if s.happens(rate{faultGet, s.config.Faults.GetInternal}, x) {
		return nil, problemf(http.StatusInternalServerError, "Something went wrong.")
	}
	id := x.r.PathValue("id")
	c, ok := s.exchange.get(id, version, expand)
	if !ok {
		return nil, noCall(id)
	}
	return c, nil
}

// cancel cancels a call. Its body, if there is one, is an empty object.
func (s *Server) cancel(x *transfer, version string) (any, *problem) {
	body, p := x.body()
	if p != nil {
		return nil, p
	}
	if strings.TrimSpace(string(body)) != "" {
		if err := emptyObject(body); err != nil {
			return nil, problemf(http.StatusBadRequest, "%v", within("body", err))
		}
	}
	return s.exchange.cancel(x.r.PathValue("id"), version)
}

// emptyObject refuses all else.
func emptyObject(body []byte) error {
	in, err := newStrict(body)
	if err != nil {
		return err
	}
	if err := in.object(func(string) error { return errUnknownField }); err != nil {
		return err
	}
	return in.end()
}

// number describes a number to call from.
func (s *Server) number(x *transfer, _ string) (any, *problem) {
	id := x.r.PathValue("id")
	o := order{fromNumberID: id}
	return describeNumber(id), o.unknown()
}

// agent describes an agent.
func (s *Server) agent(x *transfer, _ string) (any, *problem) {
	id := x.r.PathValue("id")
	o := order{agentID: id}
	return describeAgent(id, s.config.Script.Welcome), o.unknown()
}

// happens draws the fault of reading something: its subject is the path with its query.
func (s *Server) happens(r rate, x *transfer) bool {
	if r.p == 0 {
		return false
	}
	key := keyOf([]byte(r.fault + " " + x.r.URL.RequestURI()))
	return s.config.Faults.happens(r, key, s.exchange.nth(key))
}
