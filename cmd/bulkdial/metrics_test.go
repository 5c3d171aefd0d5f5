package main

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
)

// TestMetricsAtEnd: after the end the metrics are served a while, they say what the summary and the results say, and a
// signal ends that at once; the exit code is that of the run. Neither numbers nor the key are in them.
func TestMetricsAtEnd(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	c.rows("phone\n" + strings.Join(append(c.numbers, "nonsense", c.numbers[0]), "\n") + "\n")
	api := newFaultServer(t, func(x *exchange) {
		switch x.n {
		case 1: // one of three is refused, one is in doubt
			entries := x.entries()
			entries[0] = strings.Replace(entries[0], `"error":null`, `"error":"blocked"`, 1)
			x.spare(x.numbers[0])
			entries[0] = regexp.MustCompile(`"ac_[^"]*"`).ReplaceAllString(entries[0], "null")
			x.reply(200, "", answerOf(entries[:2]...))
		case 2:
			x.refuse(429, "Retry-After: 1\r\n", "no room")
		case 3:
			x.close()
		default:
			x.accept()
		}
	})
	w := startWatched(t, c.runArgs(api.url(), "--batch-size", "3", "--concurrency", "1", "--metrics-linger", "24h"), nil)
	sum := w.summary(c)
	if w.ready() {
		t.Error("a run that has ended says that it calls")
	}
	want := map[string]float64{
		`requests_total{class="2xx"}`: 3, `requests_total{class="429"}`: 1, `requests_total{class="none"}`: 1,
		"retries_total": 3, "batch_contacts_sum": 15, "batch_contacts_count": float64(sum.ThisRun.Requests),
		"request_duration_seconds_count": float64(sum.ThisRun.Requests), "queue_duration_seconds_count": float64(sum.ThisRun.Requests),
		"requests_in_flight": 0, "contacts_in_flight": 0, "run_admitting": 0, `gate_held{reason="lines"}`: 0, "pace_asked_calls_per_second": 0,
		`contacts_total{disposition="accepted"}`: float64(sum.ThisRun.Accepted), `contacts_total{disposition="rejected"}`: float64(sum.ThisRun.Rejected),
		`contacts_total{disposition="unknown"}`: float64(sum.ThisRun.Unknown), `contacts_total{disposition="invalid"}`: float64(sum.Contacts.Invalid),
		`contacts_total{disposition="duplicate"}`: float64(sum.Contacts.Duplicate),
	}
	for state, n := range tallyOf(sum.Contacts) {
		want[`campaign_contacts{state="`+state+`"}`] = float64(n)
	}
	w.wantSamples(want)
	recorded := map[string]float64{}
	for _, r := range c.records() {
		recorded[`contacts_total{disposition="`+r["disposition"]+`"}`]++
	}
	if len(recorded) != 5 {
		t.Errorf("the results hold %v, want five dispositions", recorded)
	}
	w.wantSamples(recorded)
	if syncs := w.samples()["fsync_duration_seconds_count"]; syncs < 10 { // an intent and results for each of five requests
		t.Errorf("%v syncs were measured", syncs)
	}
	_, text := w.get("/metrics")
	for _, secret := range append(c.numbers, faultKey, strings.TrimPrefix(c.numbers[0], "+")) {
		if strings.Contains(text, secret) {
			t.Errorf("the metrics hold %s", secret)
		}
	}
	w.signal(syscall.SIGTERM)
	w.wait().want(t, exit.Look)
}

func tallyOf(t dialer.Tally) map[string]int {
	return map[string]int{
		"accepted": t.Accepted, "rejected": t.Rejected, "unknown": t.Unknown, "invalid": t.Invalid,
		"duplicate": t.Duplicate, "suppressed": t.Suppressed, "pending": t.Pending,
	}
}

// TestMetricsDuring: a run is ready while it calls and not while it drains; what is in flight shows. A run that a
// signal ended does not linger.
func TestMetricsDuring(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	api, release := newHoldingServer(t)
	w := startWatched(t, c.runArgs(api.url(), "--batch-size", "3", "--concurrency", "2", "--cps", "1000", "--metrics-linger", "24h"), nil)
	w.until("both slots are taken", func() bool { return api.requestCount() == 2 })
	if !w.ready() {
		t.Error("a run that calls says that it does not")
	}
	inFlight := map[string]float64{
		"requests_in_flight": 2, "contacts_in_flight": 6, "run_admitting": 1, "pace_asked_calls_per_second": 1000,
		`campaign_contacts{state="pending"}`: 12, `campaign_contacts{state="accepted"}`: 0, "last_success_timestamp_seconds": 0,
	}
	w.wantSamples(inFlight)
	w.signal(syscall.SIGTERM)
	w.until("it drains", func() bool { return !w.ready() })
	inFlight["run_admitting"] = 0
	w.wantSamples(inFlight)
	close(release)
	w.wait().want(t, 143)
	if status, _ := w.get("/healthz"); status != 0 {
		t.Errorf("a process that has ended answers with %d", status)
	}
	c.wantTally(map[string]int{acceptedWord: 6, pendingWord: 6})
}

// TestMetricsBefore: a run that still reads its lists works, and is not ready.
func TestMetricsBefore(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 3)
	list := filepath.Join(t.TempDir(), "list.csv")
	// A list that was changed a moment ago is awaited.
	if err := os.WriteFile(list, []byte("phone\n+14155550199\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	soon := time.Now().Add(time.Hour)
	if err := os.Chtimes(list, soon, soon); err != nil {
		t.Fatal(err)
	}
	api := newFaultServer(t, accepting)
	w := startWatched(t, c.runArgs(api.url(), "--suppress", list), nil)
	if w.ready() {
		t.Error("a run that still reads its lists says that it calls")
	}
	w.wantSamples(map[string]float64{"run_admitting": 0, "run_start_timestamp_seconds": 0, `campaign_contacts{state="pending"}`: 0})
}

// TestMetricsOfStream: of standard input the campaign is what has been read of it.
func TestMetricsOfStream(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 4)
	api := newFaultServer(t, accepting)
	args := c.runArgs(api.url(), "--batch-size", "2", "--results", c.results())
	args[1] = "-"
	var input io.WriteCloser
	w := startWatched(t, args, func(cmd *exec.Cmd) {
		pipe, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		input = pipe
	})
	if _, err := io.WriteString(input, "phone\n"+strings.Join(c.numbers[:3], "\n")+"\nnonsense\n"+c.numbers[3][:6]); err != nil {
		t.Fatal(err)
	}
	w.until("two are accepted, and what came after them is read", func() bool {
		s := w.samples()
		return s[`campaign_contacts{state="accepted"}`] == 2 && s[`contacts_total{disposition="invalid"}`] == 1
	})
	w.wantSamples(map[string]float64{
		`campaign_contacts{state="pending"}`: 1, `campaign_contacts{state="invalid"}`: 1, `contacts_total{disposition="accepted"}`: 2,
	})
	if !w.ready() {
		t.Error("a run that waits for more says that it does not call")
	}
	if _, err := io.WriteString(input, c.numbers[3][6:]+"\n"); err != nil {
		t.Fatal(err)
	}
	input.Close()
	w.wait().want(t, exit.Look)
}

// TestMetricsAddress: an address that cannot be listened on ends the run before anybody is called and any file is made.
func TestMetricsAddress(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	api := newFaultServer(t, accepting)
	for _, address := range []string{taken.Addr().String(), "9090", "nowhere.invalid:9090"} {
		c := newFaultCampaign(t, 3)
		c.run(api.url(), "--metrics-listen", address).want(t, exit.Usage, "--metrics-listen", "leave the flag out")
		if files, _ := filepath.Glob(filepath.Join(filepath.Dir(c.path), "*")); len(files) != 1 || api.requestCount() > 0 {
			t.Errorf("%s: %d requests were sent, and there is %v", address, api.requestCount(), files)
		}
	}
}
