package sandbox

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"sync/atomic"
)

// IDPrefix begins every agent_call_id of the sandbox, so that its calls are never taken for calls to people.
const IDPrefix = "ac_sandbox_"

// Config is the configuration of a Server.
type Config struct {
	// APIKey is the only accepted key. When it is empty, any key that begins with sk_car_ is accepted. Admin keys,
	// sk_car_admin_…, are never accepted.
	APIKey string
	// Faults are injected into the answers to POST /agents/calls.
	Faults Faults
}

// Server is the fake. It is safe for concurrent use.
type Server struct {
	config   Config
	name     string // unique among all Servers
	answers  atomic.Uint64
	exchange *exchange
}

var _ http.Handler = (*Server)(nil)

// New returns a Server with an empty call log.
func New(config Config) *Server {
	name := rand.Text()[:12]
	return &Server{config: config, name: name, exchange: newExchange(config.Faults, IDPrefix+name+"_")}
}

// ServeHTTP serves the routes that the package lists.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := transfer{w: w, r: r, id: "req_sandbox_" + s.name + "_" + strconv.FormatUint(s.answers.Add(1), 10)}
	w.Header().Set("X-Request-Id", x.id)
	switch r.URL.Path {
	case "/agents/calls":
		s.serveCalls(&x)
	case "/sandbox/calls", "/sandbox/ledger":
		s.serveCallLog(&x)
	default:
		x.refuse(problemf(http.StatusNotFound, "There is no %s here.", r.URL.Path))
	}
}

func (s *Server) serveCalls(x *transfer) {
	if x.r.Method != http.MethodPost {
		x.refuseMethod(http.MethodPost)
		return
	}
	s.exchange.arrive()
	answer := s.answer(x)
	if !x.wait(s.config.Faults.Latency) {
		x.sever()
		return
	}
	x.send(answer)
}

func (s *Server) serveCallLog(x *transfer) {
	switch x.r.Method {
	case http.MethodGet:
		x.w.Header().Set("Content-Type", "application/json")
		_ = s.exchange.page().write(x.w) // A client that has gone needs no error.
	case http.MethodDelete:
		s.exchange.clear()
		x.w.WriteHeader(http.StatusNoContent)
	default:
		x.refuseMethod(http.MethodGet + ", " + http.MethodDelete)
	}
}
