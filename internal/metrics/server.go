package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// A scrape is small and quick; the server closes slower connections.
const (
	readTimeout  = 5 * time.Second
	writeTimeout = 10 * time.Second
	idleTimeout  = 2 * time.Minute // longer than the usual time between scrapes
	maxHeader    = 16 << 10
	// closeGrace is how long an open scrape may take to end when the server closes.
	closeGrace = time.Second
)

// Server serves metrics until it is closed.
type Server struct {
	listener net.Listener
	http     *http.Server
	ended    chan error
}

// Serve listens on a TCP address and serves m. The error says why it cannot listen.
func (m *Metrics) Serve(ctx context.Context, address string) (*Server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the operation and the address
	}
	s := &Server{
		listener: listener,
		http: &http.Server{
			Handler: m.Handler(), ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
			MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		},
		ended: make(chan error, 1),
	}
	go func() { s.ended <- s.http.Serve(listener) }()
	return s, nil
}

// Addr returns the address of the listener, with the chosen port when the configured port was 0.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Close stops the server: an open scrape has one second to end, also when ctx has ended. The error says that the server
// had stopped before, and why. Call it once.
func (s *Server) Close(ctx context.Context) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeGrace)
	defer cancel()
	if err := s.http.Shutdown(grace); err != nil {
		_ = s.http.Close() // connections that are still open are cut
	}
	if err := <-s.ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", s.Addr(), err)
	}
	return nil
}
