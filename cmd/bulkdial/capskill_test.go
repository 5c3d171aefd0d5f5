package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/internal/sandbox"
)

// capsWorld is an API, and processes that are killed while they call it.
type capsWorld struct {
	t   *testing.T
	rng *rand.Rand
	dir string
	url string
	// requests has an element for each request that has arrived and is not answered.
	requests chan struct{}
}

func newCapsWorld(t *testing.T) *capsWorld {
	t.Helper()
	w := &capsWorld{t: t, rng: rand.New(rand.NewPCG(5, 12)), dir: t.TempDir(), requests: make(chan struct{}, 1<<10)}
	faults, err := sandbox.ParseFaults("latency=20ms,reject=0.1")
	if err != nil {
		t.Fatal(err)
	}
	api := sandbox.New(sandbox.Config{Faults: faults})
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.requests <- struct{}{}
		}
		api.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// run calls the contacts of several campaigns at once, each in a process, and kills all of them after a few requests or moments where
// kills is set. It returns their exit codes, -1 where they were killed.
func (w *capsWorld) run(kills bool, campaigns []string, flags ...string) (codes []int) {
	w.t.Helper()
	var group sync.WaitGroup
	var ended atomic.Int32
	codes = make([]int, len(campaigns))
	var commands []*exec.Cmd
	for i, name := range campaigns {
		cmd := exec.Command("bulkdial", append([]string{
			"run", filepath.Join(w.dir, name), "--base-url", w.url, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes", "--cps", "0",
			"--no-preflight", "--no-reconcile", "--new-campaign", "--concurrency", "4", "--batch-size", "3", "--max-reject-ratio", "1", "--log-level", "error",
		}, flags...)...)
		cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
		var output bytes.Buffer
		cmd.Stdout, cmd.Stderr = &output, &output
		if err := cmd.Start(); err != nil {
			w.t.Fatal(err)
		}
		commands = append(commands, cmd)
		group.Go(func() {
			_ = cmd.Wait() // the code says it
			ended.Add(1)
			if codes[i] = cmd.ProcessState.ExitCode(); codes[i] != -1 && codes[i] != exit.Paused && codes[i] != exit.Look {
				w.t.Errorf("%s ends with %d:\n%s", name, codes[i], output.String())
			}
		})
	}
	if kills {
		w.awaitRequests(1+w.rng.IntN(4), &ended, int32(len(campaigns)))
		time.Sleep(time.Duration(w.rng.IntN(25)) * time.Millisecond)
		for _, cmd := range commands {
			_ = cmd.Process.Kill()
		}
	}
	group.Wait()
	return codes
}

// awaitRequests waits for some requests, or for the end of all processes.
func (w *capsWorld) awaitRequests(n int, ended *atomic.Int32, all int32) {
	for n > 0 && ended.Load() < all {
		select {
		case <-w.requests:
			n--
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// TestCapsKilled kills two campaigns with the same numbers again and again: together they never call one more often than a cap allows, and
// what they count for each is the whole cap in the end.
func TestCapsKilled(t *testing.T) {
	t.Parallel()
	const numbers, rows, most = 8, 4, 3
	w := newCapsWorld(t)
	shared := filepath.Join(w.dir, "shared")
	if err := os.Mkdir(shared, 0o700); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("phone\n")
	for i := range numbers * rows {
		fmt.Fprintf(&text, "+1415555%04d\n", i%numbers)
	}
	campaigns := []string{"a.csv", "b.csv"}
	for _, name := range campaigns {
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flags := []string{"--max-calls", fmt.Sprintf("%d/2h", most), "--frequency-dir", shared, "--duplicates", "allow", "--retry", "rejected,unknown", "--max-attempts", "50"}
	for range 6 {
		w.run(true, campaigns, flags...)
	}
	w.run(false, campaigns, flags...)
	w.run(false, campaigns[:1], flags...)
	l, err := fetchLedger(w.url)
	if err != nil {
		t.Fatal(err)
	}
	if l.Most > most {
		t.Errorf("a number was called %d times, with a cap of %d", l.Most, most)
	}
	counted := sharedCalls(t, shared)
	for i := range numbers {
		if n := counted[fmt.Sprintf("+1415555%04d", i)]; n != most {
			t.Errorf("%d calls to number %d count, want %d", n, i, most)
		}
	}
	t.Logf("%d calls to %d numbers", l.Placed, numbers)
}

// sharedCalls returns how many calls to each number count in a folder that campaigns share.
func sharedCalls(t *testing.T, dir string) map[string]int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.calls"))
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			switch cells := strings.Split(strings.TrimSpace(line), ","); cells[len(cells)-1] {
			case "called":
				calls[cells[3]]++
			case "not_called":
				calls[cells[3]]--
			}
		}
	}
	return calls
}

// TestCapPerDayKilled kills a campaign again and again: it places no more calls on a day than its cap allows, and not fewer than that less
// those that were lost with a process.
func TestCapPerDayKilled(t *testing.T) {
	t.Parallel()
	const rows, most = 300, 40
	w := newCapsWorld(t)
	writeContacts(t, filepath.Join(w.dir, "leads.csv"), rows)
	zone := fmt.Sprintf("Etc/GMT%+d", time.Now().UTC().Hour()-12) // where it is noon
	flags := []string{"--max-calls-per-day", strconv.Itoa(most), "--day-zone", strings.Replace(zone, "+0", "", 1)}
	for range 5 {
		w.run(true, []string{"leads.csv"}, flags...)
	}
	for range 2 {
		if codes := w.run(false, []string{"leads.csv"}, flags...); codes[0] != exit.Paused {
			t.Errorf("a run at the cap ends with %d", codes[0])
		}
	}
	l, err := fetchLedger(w.url)
	if err != nil {
		t.Fatal(err)
	}
	got := campaignStatus(t, filepath.Join(w.dir, "leads.csv"), filepath.Join(w.dir, "leads.results.csv"))
	if l.Placed > most || got.Accepted+got.Unknown != most {
		t.Errorf("%d calls were placed, %d are accepted and %d unknown, with a cap of %d", l.Placed, got.Accepted, got.Unknown, most)
	}
}
