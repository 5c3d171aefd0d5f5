package main

import (
	"context"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/metrics"
)

// metricsFlags say where a run can be watched.
type metricsFlags struct {
	listen string
	linger time.Duration
}

func (f *metricsFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.listen, "metrics-listen", "", "serve /metrics, /healthz and /readyz on this `address`, as in :9090; port 0 picks a free one (default: off)")
	flags.DurationVar(&f.linger, "metrics-linger", 0, "with --metrics-listen: serve so much longer after the end, so that the last values are scraped")
}

// monitor shows a run to Prometheus and to the probes of an orchestrator. A nil one, of a run that nobody watches, does
// nothing.
type monitor struct {
	metrics *metrics.Metrics
	server  *metrics.Server
	longer  time.Duration // --metrics-linger
	logger  zerolog.Logger
}

// newMonitor begins to serve what the flags ask for, or returns nil.
func newMonitor(ctx context.Context, f metricsFlags, logger zerolog.Logger) (*monitor, error) {
	switch {
	case f.linger < 0:
		return nil, usagef("--metrics-linger %v is negative", f.linger)
	case f.listen == "" && f.linger > 0:
		return nil, usagef("--metrics-linger goes with --metrics-listen")
	case f.listen == "":
		return nil, nil
	}
	number, _, _ := strings.Cut(version(), " ")
	m := metrics.New(number)
	server, err := m.Serve(ctx, f.listen)
	if err != nil {
		return nil, usagef("--metrics-listen: %w: give an address of this machine that is free, or leave the flag out", err)
	}
	logger.Info().Str("address", "http://"+server.Addr().String()).Msg("metrics are served")
	return &monitor{metrics: m, server: server, longer: f.linger, logger: logger}, nil
}

// record measures the syncs of a record.
func (m *monitor) record(r *csvio.Record) {
	if m != nil {
		r.ObserveSync(m.metrics.Synced)
	}
}

// begin shows a run that is about to call.
func (m *monitor) begin(stats *dialer.Stats, plan *dialer.Plan, cps float64) {
	if m == nil {
		return
	}
	run := metrics.Run{Stats: stats, CPS: cps, Began: time.Now()}
	if plan != nil {
		run.Planned = &plan.Tally
	}
	m.metrics.Begin(run)
}

// observer is what the run tells of itself.
func (m *monitor) observer() dialer.Observer {
	if m == nil {
		return nil
	}
	return m.metrics
}

// end tells that the run calls nobody any more.
func (m *monitor) end() {
	if m != nil {
		m.metrics.Stopping()
	}
}

// linger lets the values of a run that has ended be read for a while. A signal ends it, also one that came before.
func (m *monitor) linger(ctx context.Context) {
	if m == nil || m.longer == 0 || !m.metrics.Begun() || ctx.Err() != nil {
		return
	}
	m.logger.Info().Stringer("for", m.longer).Msg("the run has ended; metrics are served a while longer")
	timer := time.NewTimer(m.longer)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// close ends the serving.
func (m *monitor) close(ctx context.Context) {
	if m == nil {
		return
	}
	if err := m.server.Close(ctx); err != nil {
		m.logger.Warn().Err(err).Msg("metrics were not served to the end")
	}
}
