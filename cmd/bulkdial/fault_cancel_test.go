package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer/track"
)

// canceledCounts reads what `bulkdial cancel --json` prints.
func canceledCounts(t *testing.T, out outcome) track.Cancellation {
	t.Helper()
	var counts track.Cancellation
	if err := json.Unmarshal([]byte(out.stdout), &counts); err != nil {
		t.Fatalf("cancel prints %q: %v", out.stdout, err)
	}
	return counts
}

// TestFaultCancelDuringRun: while a run places calls, cancel says so and ends those too; once the run is paused, none is left, and
// the results of the run are whole.
func TestFaultCancelDuringRun(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 2000)
	sandboxed := []string{"--sandbox", "--sandbox-speed", "1000"}
	placed := func() int {
		text, _ := os.ReadFile(strings.TrimSuffix(c.path, ".csv") + ".sandbox.results.csv")
		return strings.Count(string(text), ",accepted,")
	}
	run := startFault(t, append([]string{"run", c.path, "--cps", "50", "--sandbox-mean-call", "999999h", "--sandbox-outcomes", "answered=1"}, sandboxed...), nil)
	run.until("calls are placed", func() bool { return placed() > 0 })
	cancel := append([]string{"cancel", c.path, "--json", "--for", "3s"}, sandboxed...)
	out := startFault(t, cancel, nil).wait()
	if out.code != exit.OK && out.code != exit.Outage {
		out.want(t, exit.OK)
	}
	if !strings.Contains(out.stderr, "a run is at work and goes on placing calls; pause it with: bulkdial pause "+c.path+" --sandbox") || canceledCounts(t, out).Canceled == 0 {
		t.Errorf("during the run: %s%s", out.stdout, out.stderr)
	}
	startFault(t, []string{"pause", c.path, "--sandbox"}, nil).wait().want(t, exit.OK)
	before := -1
	run.until("no calls are placed", func() bool {
		now := placed()
		still := now == before
		before = now
		time.Sleep(500 * time.Millisecond) // by the clock of another process
		return still
	})
	out = startFault(t, append(cancel, "--for", "30s"), nil).wait()
	out.want(t, exit.OK)
	if counts := canceledCounts(t, out); strings.Contains(out.stderr, "warning") || counts.Canceled+counts.Over != placed() {
		t.Errorf("of %d calls of the paused run: %+v %s", placed(), counts, out.stderr)
	}
	run.signal(syscall.SIGTERM)
	run.wait().want(t, 143)
}

// TestFaultCancelSignal: the first signal lets the request that was sent be answered, and the counts say what was not asked for.
func TestFaultCancelSignal(t *testing.T) {
	t.Parallel()
	for sig, code := range faultSignals {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			api := newFaultServer(t, accepting)
			c.run(api.url()).want(t, exit.OK)
			before, release := api.requestCount(), make(chan struct{})
			api.plays(func(x *exchange) {
				<-release
				x.reply(200, "", fmt.Sprintf(`{"id":%q,"status":"completed","end_reason":"api_cancelled"}`, path.Base(path.Dir(x.request.URL.Path))))
			})
			p := startFault(t, []string{"cancel", c.path, "--json", "--base-url", api.url()}, nil)
			p.until("a request is sent", func() bool { return api.requestCount() > before })
			p.signal(sig)
			close(release)
			out := p.wait()
			out.want(t, code)
			if counts := canceledCounts(t, out); counts.Total() != 12 || counts.Canceled == 0 || counts.Canceled != api.requestCount()-before || counts.NotAsked != 12-counts.Canceled {
				t.Errorf("after %d requests: %+v", api.requestCount()-before, counts)
			}
		})
	}
}
