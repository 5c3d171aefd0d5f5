package sandbox

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"sync/atomic"
)

// IDPrefix begins every agent_call_id of the sandbox, so that its calls are never taken for calls to people.
const IDPrefix = "ac_sandbox_"

// Config says what a Server takes and what goes wrong in it.
type Config struct {
	// APIKey is the only key that is accepted. When empty, any key that begins with sk_car_ is. Admin keys,
	// sk_car_admin_…, are never accepted.
	APIKey string
	// Faults are injected into the answers to POST /agents/calls.
	Faults Faults
}

// Server is the fake. It may be used by any number of goroutines.
type Server struct {
	config   Config
	name     string // tells this Server from all others
	answers  atomic.Uint64
	exchange *exchange
}

var _ http.Handler = (*Server)(nil)

// New returns a Server with an empty ledger.
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
	case "/sandbox/ledger":
		s.serveLedger(&x)
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

func (s *Server) serveLedger(x *transfer) {
	switch x.r.Method {
	case http.MethodGet:
		x.w.Header().Set("Content-Type", "application/json")
		_ = s.exchange.page().write(x.w) // There is nobody left to tell.
	case http.MethodDelete:
		s.exchange.clear()
		x.w.WriteHeader(http.StatusNoContent)
	default:
		x.refuseMethod(http.MethodGet + ", " + http.MethodDelete)
	}
}
