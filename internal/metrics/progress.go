package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// progress reads the state of a run once for each scrape, so that its values are consistent.
type progress struct{ metrics *Metrics }

// Describe implements prometheus.Collector.
func (p progress) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(p, out) }

// Collect implements prometheus.Collector.
func (p progress) Collect(out chan<- prometheus.Metric) {
	run := p.metrics.run.Load()
	if run == nil {
		run = &Run{Stats: &engine.Stats{}}
	}
	live := run.Stats.Live()
	campaign := live.Read
	if run.Planned != nil {
		campaign = *run.Planned
	}
	campaign.Settle(live.Results)
	for _, d := range dialer.Dispositions() {
		found := live.Results.Of(d)
		if d.Skip() {
			found += live.Read.Of(d)
		}
		out <- prometheus.MustNewConstMetric(contactsDesc(), prometheus.CounterValue, float64(found), string(d))
		out <- prometheus.MustNewConstMetric(campaignDesc(), prometheus.GaugeValue, float64(campaign.Of(d)), string(d))
	}
	out <- prometheus.MustNewConstMetric(campaignDesc(), prometheus.GaugeValue, float64(campaign.Pending), "pending")
	collectGauge(out, "bulkdial_requests_in_flight", "Requests that are not answered yet.", float64(live.InFlight))
	collectGauge(out, "bulkdial_lines_asked", "The maximum of calls in progress; 0: none.", float64(live.Lines.Limit))
	collectGauge(out, "bulkdial_lines_effective", "The same, or less after the API had no free line.", float64(live.Lines.Effective))
	collectGauge(out, "bulkdial_lines_in_use", "Calls that are in progress, may be, or are about to be placed, where they are followed.", float64(live.Lines.InUse))
	collectGauge(out, "bulkdial_run_paused", "1 while the run is paused.", number(live.Paused))
	collectGauge(out, "bulkdial_run_idle", "1 while the run only waits for contacts that may be called later, by hours, caps or times.", number(live.Idle))
	collectGauge(out, "bulkdial_run_admitting", "1 while contacts may be sent.", number(p.metrics.Admitting()))
	collectGauge(out, "bulkdial_run_start_timestamp_seconds", "When the run began to call; 0 before.", timestamp(run.Began))
	collectGauge(out, "bulkdial_last_success_timestamp_seconds", "When the last accepted call was answered; 0: none was.", timestamp(live.LastAccepted))
	collectGauge(out, "bulkdial_pace_asked_calls_per_second", "The configured pace; 0: none.", run.CPS)
	collectGauge(out, "bulkdial_pace_reached_calls_per_second", "Calls sent per second over the last 10 whole seconds.", p.metrics.pace.reached(time.Now()))
}

// number is 1 for true.
func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func contactsDesc() *prometheus.Desc {
	return prometheus.NewDesc("bulkdial_contacts_total", "Contacts of this run by disposition.", []string{"disposition"}, nil)
}

func campaignDesc() *prometheus.Desc {
	return prometheus.NewDesc("bulkdial_campaign_contacts", "Contacts of the campaign by their last word, or pending.", []string{"state"}, nil)
}

func collectGauge(out chan<- prometheus.Metric, name, help string, value float64) {
	out <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, nil, nil), prometheus.GaugeValue, value)
}

// timestamp returns a time in seconds since 1970; the zero time is 0.
func timestamp(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
