package sandbox

import (
	"crypto/rand"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// IDPrefix begins every agent_call_id of the sandbox, so that its calls are never taken for calls to people.
const IDPrefix = "ac_sandbox_"

// Config is the configuration of a Server.
type Config struct {
	// APIKey is the only accepted key. When it is empty, any key that begins with sk_car_ is accepted. Admin keys,
	// sk_car_admin_…, are never accepted.
	APIKey string
	// Faults are injected into the answers of the API.
	Faults Faults
	// Script says how the calls go.
	Script Script
	// CallFile keeps the calls beyond the Server's life; nil: they end with it. The Server does not close it.
	CallFile *CallFile
}

// Server is the fake. It is safe for concurrent use.
type Server struct {
	config   Config
	name     string // unique among all Servers
	answers  atomic.Uint64
	exchange *exchange
	routes   http.ServeMux
}

var _ http.Handler = (*Server)(nil)

// New returns a Server. Its call log is empty, unless the CallFile has calls.
func New(config Config) *Server {
	name := rand.Text()[:12]
	s := &Server{config: config, name: name, exchange: newExchange(&config, IDPrefix+name+"_")}
	s.route("/agents/calls", methods{http.MethodGet: s.api(s.list), http.MethodPost: s.place})
	s.route("/agents/calls/{id}", methods{http.MethodGet: s.api(s.get)})
	s.route("/agents/calls/batches", nil) // an operation of the API that the sandbox lacks, and no id
	s.route("/agents/calls/{id}/cancel", methods{http.MethodPost: s.api(s.cancel)})
	s.route("/agents/phone-numbers/{id}", methods{http.MethodGet: s.api(s.number)})
	s.route("/v1/agents/{id}", methods{http.MethodGet: s.api(s.agent)})
	log := methods{http.MethodGet: s.showCallLog, http.MethodDelete: s.clearCallLog}
	s.route("/sandbox/calls", log)
	s.route("/sandbox/ledger", log)
	s.route("/", nil)
	return s
}

// methods are the methods of a path, and how each is served.
type methods map[string]func(x *transfer)

// route serves a path. Nil methods: there is nothing.
func (s *Server) route(path string, m methods) {
	allowed := strings.Join(slices.Sorted(maps.Keys(m)), ", ")
	s.routes.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		x := &transfer{w: w, r: r, requestID: w.Header().Get(headerRequestID)}
		switch serve, ok := m[r.Method]; {
		case ok:
			serve(x)
		case m == nil:
			x.refuse(problemf(http.StatusNotFound, "There is no %s here.", r.URL.Path))
		default:
			x.refuseMethod(allowed)
		}
	})
}

// ServeHTTP serves the routes that the package lists.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(headerRequestID, "req_sandbox_"+s.name+"_"+strconv.FormatUint(s.answers.Add(1), 10))
	s.routes.ServeHTTP(w, r)
}

// reply sends an answer after the latency.
func (s *Server) reply(x *transfer, a answer) {
	if !x.wait(s.config.Faults.Latency) {
		x.sever()
		return
	}
	x.send(a)
}

func (s *Server) showCallLog(x *transfer) {
	x.w.Header().Set("Content-Type", "application/json")
	_ = s.exchange.snapshot().write(x.w) // A client that has gone needs no error.
}

func (s *Server) clearCallLog(x *transfer) {
	if p := s.exchange.clear(); p != nil {
		x.refuse(p)
		return
	}
	x.w.WriteHeader(http.StatusNoContent)
}
