package monitor

import (
	"context"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/metrics"
	"bulkdial/internal/report"
)

// Monitor serves a run's metrics to Prometheus, and its health to the probes of an orchestrator. A nil monitor does nothing.
type Monitor struct {
	metrics *metrics.Metrics
	server  *metrics.Server
	longer  time.Duration // --metrics-linger
	logger  zerolog.Logger
	// showNumbers is --show-numbers, and page the report, or nil before the run calls.
	showNumbers bool
	page        *report.Live
}

// New begins to serve on the address of the flags, or returns nil. The first word of the version is that of the metrics.
func New(ctx context.Context, version string, f options.Metrics, logger zerolog.Logger) (*Monitor, error) {
	switch {
	case f.Linger < 0:
		return nil, fault.Usagef("--metrics-linger %v is negative", f.Linger)
	case f.Listen == "" && f.Linger > 0:
		return nil, fault.Usagef("--metrics-linger needs --metrics-listen")
	case f.Listen == "":
		return nil, nil
	}
	number, _, _ := strings.Cut(version, " ")
	m := metrics.New(number)
	server, err := m.Serve(ctx, f.Listen)
	if err != nil {
		return nil, fault.Usagef("--metrics-listen: %w: give an address of this machine that is free, or leave the flag out", err)
	}
	logger.Info().Str("address", "http://"+server.Addr().String()).Msg("metrics are served")
	return &Monitor{metrics: m, server: server, longer: f.Linger, logger: logger, showNumbers: f.ShowNumbers}, nil
}

// Disk is the disk of the ledger. A monitor measures its syncs.
func (m *Monitor) Disk() ownfile.Disk {
	if m == nil {
		return ownfile.OSDisk{}
	}
	return ownfile.TimedDisk{Disk: ownfile.OSDisk{}, Observe: m.metrics.Synced}
}

// Begin serves the metrics of a run from here on.
func (m *Monitor) Begin(stats *engine.Stats, plan *engine.Plan, cps float64) {
	if m == nil {
		return
	}
	run := metrics.Run{Stats: stats, CPS: cps, Began: time.Now()}
	if plan != nil {
		run.Planned = &plan.Tally
	}
	m.metrics.Begin(run)
}

// Observer receives the events of the run.
func (m *Monitor) Observer() dialer.Observer {
	if m == nil {
		return nil
	}
	return m.metrics
}

// Ended counts a call that has ended.
func (m *Monitor) Ended(c *dialer.CDR) {
	if m != nil {
		m.metrics.CallEnded(c.Outcome)
	}
}

// End marks the run as stopping: it sends no more requests.
func (m *Monitor) End() {
	if m != nil {
		m.metrics.Stopping()
	}
}

// Linger continues to serve for a while after the end of the run. A signal ends it, also one that came before.
func (m *Monitor) Linger(ctx context.Context) {
	if m == nil || m.longer == 0 || !m.metrics.Begun() || ctx.Err() != nil {
		return
	}
	m.logger.Info().Stringer("for", m.longer).Msg("the run has ended; metrics are still served")
	timer := time.NewTimer(m.longer)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Close ends the serving.
func (m *Monitor) Close(ctx context.Context) {
	if m == nil {
		return
	}
	if m.page != nil {
		m.page.Close()
	}
	if err := m.server.Close(ctx); err != nil {
		m.logger.Warn().Err(err).Msg("metrics were not served to the end")
	}
}
