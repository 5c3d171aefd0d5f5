package metrics_test

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/metrics"
)

// played is an API and a ledger in memory: numbers that end in 7 are rejected, in 8 unknown.
type played struct{}

func (played) Intend(dialer.Request) error                                    { return nil }
func (played) Settle(_ dialer.BatchName, _ []dialer.Result, told func(error)) { told(nil) }
func (played) Flush() error                                                   { return nil }
func (played) Append(dialer.Result) error                                     { return nil }

func (played) Call(_ context.Context, req dialer.Request) dialer.Answer {
	answer := dialer.Answer{Kind: dialer.Answered, HTTPStatus: 200}
	for _, a := range req.Attempts {
		e := dialer.Entry{Disposition: dialer.Accepted, CallID: "ac_1"}
		switch a.Contact.Number[len(a.Contact.Number)-1] {
		case '7':
			e = dialer.Entry{Disposition: dialer.Rejected, Code: "blocked"}
		case '8':
			e = dialer.Entry{Disposition: dialer.Unknown, Code: "odd"}
		}
		answer.Entries = append(answer.Entries, e)
	}
	return answer
}

func (played) Read(cell, _ string) (dialer.Number, error) {
	if !strings.HasPrefix(cell, "+") {
		return dialer.Number{}, &dialer.NumberError{Reason: dialer.Reason{Code: "number_bad", Cause: "no number"}}
	}
	return dialer.Number{E164: cell}, nil
}

func contactsOf(cells ...string) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for i, cell := range cells {
			if !yield(&dialer.Contact{Row: i + 1, SheetRow: i + 2, Number: cell}, nil) {
				return
			}
		}
	}
}

// TestRun: after a run the metrics agree with its report, with a plan and without, and after a part of the campaign.
func TestRun(t *testing.T) {
	cells := []string{"+14150000001", "+14150000007", "+14150000008", "none", "+14150000001", "+14150000002", "+14150000003"}
	past := dialer.Result{Row: 6, Number: "+14150000002", Disposition: dialer.Accepted, Attempt: 1, Batch: "r0.1"}
	for name, test := range map[string]struct {
		planned bool
		limit   int
		want    map[string]float64 // beside what the report says
	}{
		"planned":           {planned: true, want: map[string]float64{"batch_contacts_count": 4}},
		"as it comes":       {want: map[string]float64{"batch_contacts_count": 4}},
		"planned, in parts": {planned: true, limit: 2, want: map[string]float64{"batch_contacts_count": 2, `campaign_contacts{state="pending"}`: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			rules := screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{}, MaxAttempts: 3}
			history := screen.NewHistory()
			history.Add(&past)
			screen := func() *screen.Screen {
				return screen.New(screen.Config{Rules: rules, Numbers: played{}, History: history})
			}
			cfg := engine.Config{Run: "r1", BatchSize: 1, Concurrency: 1, CPS: 1000, Limit: test.limit, MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: time.Minute}
			m := metrics.New("v1")
			run := metrics.Run{Stats: &engine.Stats{}, CPS: cfg.CPS, Began: time.Now()}
			plan, err := engine.MakePlan(cfg, contactsOf(cells...), screen(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if test.planned {
				run.Planned = &plan.Tally
			}
			m.Begin(run)
			contacts := func(context.Context) iter.Seq2[*dialer.Contact, error] { return contactsOf(cells...) }
			report, _ := engine.Run(t.Context(), cfg, contacts, engine.Deps{
				Screen: screen(), Caller: played{}, Ledger: played{}, Stats: run.Stats, Logger: zerolog.Nop(), Rescue: zerolog.Nop(), Observer: m,
			})
			live, tally := report.Live, report.Tally
			if test.planned {
				tally = plan.Tally
				tally.Settle(live.Results)
			}
			wantSamples(t, m, map[string]float64{
				`campaign_contacts{state="accepted"}`: float64(tally.Accepted), `campaign_contacts{state="rejected"}`: float64(tally.Rejected),
				`campaign_contacts{state="unknown"}`: float64(tally.Unknown), `campaign_contacts{state="invalid"}`: float64(tally.Invalid),
				`campaign_contacts{state="duplicate"}`: float64(tally.Duplicate), `campaign_contacts{state="pending"}`: float64(tally.Pending),
				`contacts_total{disposition="accepted"}`: float64(live.Results.Accepted), `contacts_total{disposition="rejected"}`: float64(live.Results.Rejected),
				`contacts_total{disposition="unknown"}`: float64(live.Results.Unknown), `contacts_total{disposition="invalid"}`: float64(report.Tally.Invalid),
				`contacts_total{disposition="duplicate"}`: float64(report.Tally.Duplicate),
				`requests_total{class="2xx"}`:             float64(live.Requests),
				"batch_contacts_sum":                      float64(live.Sent), "contacts_in_flight": 0, "requests_in_flight": 0, "retries_total": 0,
				"pace_asked_calls_per_second":    1000,
				"last_success_timestamp_seconds": float64(live.LastAccepted.UnixMilli()) / 1000,
				"run_start_timestamp_seconds":    float64(run.Began.UnixMilli()) / 1000,
			})
			wantSamples(t, m, test.want)
			if sum := sumOf(scrape(t, m), "campaign_contacts{"); sum != float64(tally.Rows) {
				t.Errorf("the states of the campaign add up to %v, want the %d rows", sum, tally.Rows)
			}
		})
	}
}

func sumOf(samples map[string]float64, prefix string) float64 {
	sum := 0.0
	for name, value := range samples {
		if strings.HasPrefix(name, prefix) {
			sum += value
		}
	}
	return sum
}
