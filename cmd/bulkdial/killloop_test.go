package main

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/internal/sandbox"
)

var long = flag.Bool("long", false, "let TestKillLoop call 20,000 contacts through 50 kills (default: 2,000 through 5)")

// TestKillLoop kills one campaign again and again with SIGKILL, half of the time at a random request and half at a
// random moment, then lets it end: no contact was called twice, each has a last word, and those in doubt are no more
// than were in flight when it was killed.
//
//	go test ./cmd/bulkdial -run TestKillLoop -long
func TestKillLoop(t *testing.T) {
	rows, kills, batch := 2_000, 5, 20
	if *long {
		rows, kills, batch = 20_000, 50, 50
	}
	const concurrency = 8
	k := newKillLoop(t, rows, concurrency, batch)
	for i := range kills {
		if code, text := k.once(true); code != -1 {
			t.Fatalf("run %d ended by itself with exit code %d:\n%s", i+1, code, text)
		}
	}
	if code, text := k.once(false); code != exit.OK && code != exit.Look {
		t.Fatalf("the last run ended with exit code %d:\n%s", code, text)
	}
	l, err := fetchLedger(k.url)
	if err != nil {
		t.Fatal(err)
	}
	got := campaignStatus(t, k.contacts, k.results)
	if l.Most != 1 {
		t.Errorf("a number was called %d times", l.Most)
	}
	if got.Pending != 0 || got.Accepted+got.Unknown != rows {
		t.Errorf("the last words on %d rows: %+v", rows, got)
	}
	if most := kills * concurrency * batch; got.Unknown > most {
		t.Errorf("%d unknown after %d kills, at most %d could be in flight", got.Unknown, kills, most)
	}
	if l.Placed < got.Accepted || l.Placed > got.Accepted+got.Unknown {
		t.Errorf("%d were called; the record says %d accepted, %d unknown", l.Placed, got.Accepted, got.Unknown)
	}
	t.Logf("%d kills, %d requests, %d accepted, %d unknown", kills, l.Requests, got.Accepted, got.Unknown)
}

// killLoop is a campaign that is killed.
type killLoop struct {
	t                      *testing.T
	rng                    *rand.Rand
	contacts, results, url string
	concurrency, batch     int
	// left is how many requests come before the kill.
	left atomic.Int64
	kill atomic.Pointer[func()]
}

func newKillLoop(t *testing.T, rows, concurrency, batch int) *killLoop {
	t.Helper()
	dir := t.TempDir()
	k := &killLoop{
		t: t, rng: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0)),
		contacts: filepath.Join(dir, "leads.csv"), results: filepath.Join(dir, "leads.results.csv"),
		concurrency: concurrency, batch: batch,
	}
	writeContacts(t, k.contacts, rows)
	faults, err := sandbox.ParseFaults("latency=4ms")
	if err != nil {
		t.Fatal(err)
	}
	api := sandbox.New(sandbox.Config{Faults: faults})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if kill := k.kill.Load(); kill != nil && r.Method == http.MethodPost && k.left.Add(-1) == 0 {
			(*kill)()
		}
		api.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	k.url = server.URL
	return k
}

// once executes one run, which is killed if it is to be, and returns its exit code, -1 when it was killed.
func (k *killLoop) once(killed bool) (int, string) {
	k.t.Helper()
	cmd := exec.Command("bulkdial", "run", k.contacts, "--base-url", k.url, "--agent-id", "agent_x", "--from-number-id", "ap_x",
		"--yes", "--cps", "0", "--batch-size", strconv.Itoa(k.batch), "--concurrency", strconv.Itoa(k.concurrency))
	var output bytes.Buffer
	cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
	cmd.Stdout, cmd.Stderr = &output, &output
	kill := func() { _ = cmd.Process.Kill() }
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.kill.Store(nil)
	if killed {
		k.left.Store(1 + k.rng.Int64N(4))
		k.kill.Store(&kill)
		if k.rng.IntN(2) == 0 {
			timer := time.AfterFunc(time.Duration(k.rng.Int64N(int64(200*time.Millisecond))), kill)
			defer timer.Stop()
		}
	}
	err := cmd.Wait()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		k.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), strings.TrimSpace(output.String())
}
