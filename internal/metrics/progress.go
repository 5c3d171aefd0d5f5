package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bulkdial/dialer"
)

// progress reads the state of a run at each scrape, at one moment, so that its values fit each other.
type progress struct{ metrics *Metrics }

// Describe implements prometheus.Collector.
func (p progress) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(p, out) }

// Collect implements prometheus.Collector.
func (p progress) Collect(out chan<- prometheus.Metric) {
	run := p.metrics.run.Load()
	if run == nil {
		run = &Run{Stats: &dialer.Stats{}}
	}
	live := run.Stats.Live()
	campaign := live.Judged
	if run.Planned != nil {
		campaign = *run.Planned
	}
	campaign.Add(live)
	found := dialer.Tally{
		Accepted: live.Accepted, Rejected: live.Rejected, Unknown: live.Unknown, Invalid: live.Judged.Invalid,
		Duplicate: live.Judged.Duplicate, Suppressed: live.Judged.Suppressed + live.Suppressed,
	}
	admitting := 0.0
	if p.metrics.Admitting() {
		admitting = 1
	}
	collectWords(out, prometheus.CounterValue, contactsDesc(), found)
	collectWords(out, prometheus.GaugeValue, campaignDesc(), campaign)
	out <- prometheus.MustNewConstMetric(campaignDesc(), prometheus.GaugeValue, float64(campaign.Pending), "pending")
	collectGauge(out, "bulkdial_requests_in_flight", "Requests that are not answered yet.", float64(live.InFlight))
	collectGauge(out, "bulkdial_run_admitting", "1 while contacts may be sent.", admitting)
	collectGauge(out, "bulkdial_run_start_timestamp_seconds", "When the run began to call; 0 before.", timestamp(run.Began))
	collectGauge(out, "bulkdial_last_success_timestamp_seconds", "When the last accepted call was answered; 0: none was.", timestamp(live.LastAccepted))
	collectGauge(out, "bulkdial_pace_asked_calls_per_second", "The pace asked for; 0: none.", run.CPS)
	collectGauge(out, "bulkdial_pace_reached_calls_per_second", "Calls sent per second over the last 10 whole seconds.", p.metrics.pace.reached(time.Now()))
}

func contactsDesc() *prometheus.Desc {
	return prometheus.NewDesc("bulkdial_contacts_total", "Contacts by what this run found of them.", []string{"disposition"}, nil)
}

func campaignDesc() *prometheus.Desc {
	return prometheus.NewDesc("bulkdial_campaign_contacts", "Contacts of the campaign by their last word, or pending.", []string{"state"}, nil)
}

// collectWords sends the counts of a tally, each with its disposition as the label.
func collectWords(out chan<- prometheus.Metric, kind prometheus.ValueType, desc *prometheus.Desc, t dialer.Tally) {
	for word, n := range map[dialer.Disposition]int{
		dialer.Accepted: t.Accepted, dialer.Rejected: t.Rejected, dialer.Unknown: t.Unknown,
		dialer.Invalid: t.Invalid, dialer.Duplicate: t.Duplicate, dialer.Suppressed: t.Suppressed,
	} {
		out <- prometheus.MustNewConstMetric(desc, kind, float64(n), string(word))
	}
}

func collectGauge(out chan<- prometheus.Metric, name, help string, value float64) {
	out <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, nil, nil), prometheus.GaugeValue, value)
}

// timestamp is a time in seconds since 1970; the zero time is 0.
func timestamp(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
