package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/show"
)

// watched is a run whose metrics are served.
type watched struct {
	*faultProcess
	url string
}

// startWatched starts a run that serves its metrics, and waits until it does.
func startWatched(t *testing.T, args []string, prepare func(*exec.Cmd)) *watched {
	t.Helper()
	w := &watched{faultProcess: startFault(t, append(args, "--metrics-listen", "127.0.0.1:0"), prepare)}
	address := regexp.MustCompile(`"address":"(http://127\.0\.0\.1:\d+)","[^\n]*"metrics are served"`)
	w.until("the metrics are served", func() bool {
		match := address.FindStringSubmatch(w.stderr.String())
		if match != nil {
			w.url = match[1]
		}
		return match != nil
	})
	return w
}

// get returns the status and the body of a page; 0 without an answer.
func (w *watched) get(path string) (int, string) {
	w.t.Helper()
	client := http.Client{Timeout: faultPatience, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(w.url + path)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// ready reports whether the run says that it calls; that it works it says all the time.
func (w *watched) ready() bool {
	w.t.Helper()
	if status, text := w.get("/healthz"); status != http.StatusOK {
		w.t.Errorf("/healthz: %d %s", status, text)
	}
	status, text := w.get("/readyz")
	if status != http.StatusOK && status != http.StatusServiceUnavailable {
		w.t.Fatalf("/readyz: %d %s", status, text)
	}
	return status == http.StatusOK
}

// samples scrapes the metrics of our own.
func (w *watched) samples() map[string]float64 {
	w.t.Helper()
	status, text := w.get("/metrics")
	if status != http.StatusOK {
		w.t.Fatalf("/metrics: %d %s", status, text)
	}
	samples := map[string]float64{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name, ours := strings.CutPrefix(name, "bulkdial_"); ours {
			samples[name], _ = strconv.ParseFloat(value, 64)
		}
	}
	return samples
}

// wantSamples compares those samples that are named.
func (w *watched) wantSamples(want map[string]float64) {
	w.t.Helper()
	all, got := w.samples(), map[string]float64{}
	for name := range want {
		if value, ok := all[name]; ok {
			got[name] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("samples (-want +got):\n%s", diff)
	}
}

// summary waits for the end of the run and reads what it sums up.
func (w *watched) summary(c *faultCampaign) show.SummaryJSON {
	w.t.Helper()
	w.until("the run has ended", func() bool { return strings.Contains(w.stderr.String(), "metrics are still served") })
	var sum show.SummaryJSON
	text, err := os.ReadFile(c.summary())
	if err == nil {
		err = json.Unmarshal(text, &sum)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}
