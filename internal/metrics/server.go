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

// A scrape is small and quick; whoever takes longer is cut off.
const (
	readTimeout  = 5 * time.Second
	writeTimeout = 10 * time.Second
	idleTimeout  = 2 * time.Minute // longer than the usual time between scrapes
	maxHeader    = 16 << 10
	// closeGrace is how long a scrape under way may take to end once the server is closed.
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
		return nil, err //nolint:wrapcheck // it says what was tried, and on which address
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

// Addr is where it listens, with the port that was picked where the address asked for port 0.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Close ends the serving: a scrape under way has a second to end, also when ctx has ended. The error says that serving
// had ended before, and why. To be called once.
func (s *Server) Close(ctx context.Context) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeGrace)
	defer cancel()
	if err := s.http.Shutdown(grace); err != nil {
		_ = s.http.Close() // whatever hangs is cut
	}
	if err := <-s.ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", s.Addr(), err)
	}
	return nil
}
