package metrics

import (
	"io"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// maxScrapes is the maximum of concurrent scrapes; more are answered with 503.
const maxScrapes = 4

// Handler serves /metrics, /healthz and /readyz, and the report at /.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: maxScrapes}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if m.Admitting() {
			reply(w, http.StatusOK, "calling")
			return
		}
		reply(w, http.StatusServiceUnavailable, "not calling: not begun, draining, or ended")
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if report := m.report.Load(); report != nil {
			(*report).ServeHTTP(w, r)
			return
		}
		reply(w, http.StatusServiceUnavailable, "no report: the run has not begun to call")
	})
	return mux
}

func reply(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n") // a client that has gone needs no error
}
