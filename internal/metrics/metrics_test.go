package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/metrics"
)

// get returns the answer to a request for a path.
func get(t *testing.T, m *metrics.Metrics, path string) (int, string) {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer.Code, answer.Body.String()
}

// scrape returns the samples of our own by name and labels.
func scrape(t *testing.T, m *metrics.Metrics) map[string]float64 {
	t.Helper()
	status, text := get(t, m, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("/metrics: %d %s", status, text)
	}
	samples := map[string]float64{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.HasPrefix(name, "bulkdial_") {
			continue
		}
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		samples[strings.TrimPrefix(name, "bulkdial_")] = number
	}
	return samples
}

// wantSamples compares those samples that are named.
func wantSamples(t *testing.T, m *metrics.Metrics, want map[string]float64) {
	t.Helper()
	all := scrape(t, m)
	got := map[string]float64{}
	for name := range want {
		if value, ok := all[name]; ok {
			got[name] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
}

// TestLint: names, units and help are as Prometheus has them, before a run and in one.
func TestLint(t *testing.T) {
	m := metrics.New("v1.2.3")
	before := scrape(t, m)
	m.Begin(metrics.Run{Stats: &engine.Stats{}, Began: time.Now()})
	m.Sent(dialer.Sending{Contacts: 5, Again: true})
	m.Answered(dialer.Exchange{Contacts: 5, HTTPStatus: 200})
	m.Held(dialer.HeldForLines)
	m.Synced(time.Millisecond)
	_, text := get(t, m, "/metrics")
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("promlint: %v, %v", problems, err)
	}
	for name := range scrape(t, m) {
		if _, ok := before[name]; !ok {
			t.Errorf("%s appeared with its first event, so that a rate misses it", name)
		}
	}
	if !strings.Contains(text, "go_goroutines ") || !strings.Contains(text, `bulkdial_build_info{goversion="go`) || !strings.Contains(text, `version="v1.2.3"} 1`) {
		t.Errorf("the runtime or the build is missing:\n%s", text)
	}
}

// TestEvents: what each event changes in the metrics that are not read at a scrape.
func TestEvents(t *testing.T) {
	m := metrics.New("v1")
	m.Sent(dialer.Sending{Contacts: 5, Waited: 3 * time.Second})
	m.Sent(dialer.Sending{Contacts: 2, Again: true})
	m.Answered(dialer.Exchange{Contacts: 5, HTTPStatus: 429, Took: 200 * time.Millisecond})
	m.Held(dialer.HeldByFailures)
	m.Held(dialer.HeldForLines)
	m.Synced(3 * time.Millisecond)
	wantSamples(t, m, map[string]float64{
		"contacts_in_flight": 2, "retries_total": 2,
		"batch_contacts_sum": 7, "batch_contacts_count": 2,
		"queue_duration_seconds_sum": 3, "queue_duration_seconds_count": 2,
		`requests_total{class="429"}`: 1, `requests_total{class="4xx"}`: 0, `requests_total{class="none"}`: 0,
		"request_duration_seconds_sum": 0.2, "request_duration_seconds_count": 1,
		`gate_held{reason="lines"}`: 1, `gate_held{reason="failures"}`: 0,
		`fsync_duration_seconds_bucket{le="0.0025"}`: 0, `fsync_duration_seconds_bucket{le="0.005"}`: 1,
	})
	m.Held(dialer.NotHeld)
	wantSamples(t, m, map[string]float64{`gate_held{reason="lines"}`: 0, `gate_held{reason="failures"}`: 0})
}

// TestClass: any status has a class, and each class exists from the start.
func TestClass(t *testing.T) {
	for status, want := range map[int]string{
		0: "none", 101: "none", 200: "2xx", 299: "2xx", 307: "3xx", 400: "4xx", 428: "4xx", 429: "429", 430: "4xx", 499: "4xx",
		500: "5xx", 599: "5xx", 600: "none", 999: "none", -1: "none",
	} {
		if got := metrics.Class(status); got != want {
			t.Errorf("class of %d = %s, want %s", status, got, want)
		}
	}
	for status := range 1000 {
		if !slices.Contains(metrics.Classes(), metrics.Class(status)) {
			t.Errorf("class of %d = %s, which is not among %v", status, metrics.Class(status), metrics.Classes())
		}
	}
}

// TestProbes: ready while the run calls, healthy all the time; nothing else is served but the report.
func TestProbes(t *testing.T) {
	m := metrics.New("v1")
	ready := func(want int) {
		t.Helper()
		if got, text := get(t, m, "/readyz"); got != want {
			t.Errorf("/readyz: %d %s, want %d", got, text, want)
		}
		if got, text := get(t, m, "/healthz"); got != http.StatusOK {
			t.Errorf("/healthz: %d %s", got, text)
		}
		admitting := 0.0
		if want == http.StatusOK {
			admitting = 1
		}
		wantSamples(t, m, map[string]float64{"run_admitting": admitting})
	}
	ready(http.StatusServiceUnavailable)
	m.Begin(metrics.Run{Stats: &engine.Stats{}, Began: time.Now()})
	ready(http.StatusOK)
	m.Stopping()
	ready(http.StatusServiceUnavailable)
	for _, path := range []string{"/index.html", "/debug/pprof/", "/metrics/more"} {
		if got, _ := get(t, m, path); got != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, got)
		}
	}
}

// TestReport: the report is served once there is one, to who reads it.
func TestReport(t *testing.T) {
	m := metrics.New("v1")
	if got, _ := get(t, m, "/"); got != http.StatusServiceUnavailable {
		t.Errorf("/: %d before there is a report", got)
	}
	m.ShowReport(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("the report")) }))
	if got, text := get(t, m, "/"); got != http.StatusOK || text != "the report" {
		t.Errorf("/: %d %s", got, text)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s /: %d", method, w.Code)
		}
	}
}
