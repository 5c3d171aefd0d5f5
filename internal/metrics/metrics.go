package metrics

import (
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// Metrics are the metrics of one run. It implements dialer.Observer.
type Metrics struct {
	registry *prometheus.Registry
	run      atomic.Pointer[Run] // nil before Begin
	// report is served at /; nil before ShowReport.
	report atomic.Pointer[http.Handler]
	// admitting: contacts may be sent.
	admitting atomic.Bool
	pace      pace

	requests         *prometheus.CounterVec
	retries          prometheus.Counter
	contactsInFlight prometheus.Gauge
	callsEnded       *prometheus.CounterVec
	held             *prometheus.GaugeVec
	// The histograms.
	requestTook, queued, batch, synced prometheus.Histogram
}

var _ dialer.Observer = (*Metrics)(nil)

// Run is the source of the metrics that are read at each scrape.
type Run struct {
	Stats *engine.Stats
	// Planned counts all contacts by their last word before the run; nil when they can be read only once.
	Planned *dialer.Tally
	// CPS is the configured pace in calls per second; 0: none.
	CPS float64
	// Began is when the run began to call.
	Began time.Time
}

// New returns the metrics before any event. The version is that of the program.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bulkdial_requests_total", Help: "Requests by the class of their answer; none: no status came.",
		}, []string{"class"}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "bulkdial_retries_total", Help: "Contacts sent again within this run.",
		}),
		contactsInFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "bulkdial_contacts_in_flight", Help: "Contacts in requests that are not answered yet.",
		}),
		callsEnded: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bulkdial_calls_ended_total", Help: "Calls that have ended, by outcome, where they are followed.",
		}, []string{"outcome"}),
		held: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "bulkdial_gate_held", Help: "1 while the whole run is held, by reason.",
		}, []string{"reason"}),
		requestTook: histogram("bulkdial_request_duration_seconds", "Time from sending a request to its answer.",
			.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120),
		// The wait for a free line can be long.
		queued: histogram("bulkdial_queue_duration_seconds", "Time that a request waited for a slot, the gate and the pace.",
			.001, .01, .1, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600),
		batch: histogram("bulkdial_batch_contacts", "Contacts in a request.",
			1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
		synced: histogram("bulkdial_fsync_duration_seconds", "Time that a sync of the ledger's files took.",
			.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5),
	}
	m.registry.MustRegister(m.requests, m.retries, m.contactsInFlight, m.callsEnded, m.held, m.requestTook, m.queued, m.batch, m.synced,
		progress{m}, buildInfo(version), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.zero()
	return m
}

func buildInfo(version string) prometheus.Gauge {
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "bulkdial_build_info", Help: "1, with the build as labels.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	info.Set(1)
	return info
}

func histogram(name, help string, buckets ...float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets})
}

// zero creates every label value at the start: a rate over a counter that first appears at 1 misses that event.
func (m *Metrics) zero() {
	for _, class := range classes() {
		m.requests.WithLabelValues(class)
	}
	for _, o := range dialer.Outcomes() {
		m.callsEnded.WithLabelValues(string(o))
	}
	m.Held(dialer.NotHeld)
}

// CallEnded counts a call that has ended.
func (m *Metrics) CallEnded(o dialer.Outcome) { m.callsEnded.WithLabelValues(string(o)).Inc() }

// Begin says that the ledger is locked and that the run is about to call.
func (m *Metrics) Begin(run Run) {
	m.pace.begin(run.Began)
	m.run.Store(&run)
	m.admitting.Store(true)
}

// ShowReport serves the report of the run from here on.
func (m *Metrics) ShowReport(report http.Handler) { m.report.Store(&report) }

// Begun reports whether Begin was called.
func (m *Metrics) Begun() bool { return m.run.Load() != nil }

// Admitting reports whether contacts may be sent.
func (m *Metrics) Admitting() bool { return m.admitting.Load() }

// Synced records the time of a sync of the ledger's files.
func (m *Metrics) Synced(took time.Duration) { m.synced.Observe(took.Seconds()) }

// Sent implements dialer.Observer.
func (m *Metrics) Sent(s dialer.Sending) {
	n := float64(s.Contacts)
	m.queued.Observe(s.Waited.Seconds())
	m.batch.Observe(n)
	m.contactsInFlight.Add(n)
	m.pace.add(time.Now(), s.Contacts)
	if s.Again {
		m.retries.Add(n)
	}
}

// Answered implements dialer.Observer.
func (m *Metrics) Answered(x dialer.Exchange) {
	m.contactsInFlight.Sub(float64(x.Contacts))
	m.requests.WithLabelValues(class(x.HTTPStatus)).Inc()
	m.requestTook.Observe(x.Took.Seconds())
}

// Held implements dialer.Observer.
func (m *Metrics) Held(why dialer.Hold) {
	for _, reason := range []dialer.Hold{dialer.HeldForLines, dialer.HeldByFailures} {
		m.held.WithLabelValues(string(reason)).Set(number(reason == why))
	}
}

// Stopping implements dialer.Observer. It is also called when the run has ended.
func (m *Metrics) Stopping() { m.admitting.Store(false) }
