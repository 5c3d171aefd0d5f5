package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// TestKilledInFlight: after a kill, exactly those are unknown whose request was under way.
func TestKilledInFlight(t *testing.T) {
	t.Parallel()
	const concurrency, size = 3, 4
	arrived := make(chan []string, concurrency)
	release := make(chan struct{})
	var served atomic.Int32
	server := httptest.NewServer(placing(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Calls []struct {
				Number string `json:"to_number"`
			} `json:"outbound_calls"`
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		var numbers, entries []string
		for i, c := range body.Calls {
			numbers = append(numbers, c.Number)
			entries = append(entries, fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%s_%d"}`, c.Number, c.Number[1:], i))
		}
		if served.Add(1) <= 2 { // the first two, one after the other, are answered
			fmt.Fprintf(w, `{"calls":[%s]}`, strings.Join(entries, ","))
			return
		}
		arrived <- numbers
		<-release
	}))
	defer server.Close()
	defer close(release)

	path := filepath.Join(t.TempDir(), "leads.csv")
	var contacts bytes.Buffer
	contacts.WriteString("phone\n")
	for i := range 100 {
		fmt.Fprintf(&contacts, "+1415555%04d\n", i)
	}
	if err := os.WriteFile(path, contacts.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(more ...string) *exec.Cmd {
		cmd := exec.Command("bulkdial", append([]string{
			"run", path, "--base-url", server.URL, "--agent-id", "agent_x", "--from-number-id", "ap_x",
			"--yes", "--cps", "0", "--batch-size", strconv.Itoa(size), "--log-level", "error",
		}, more...)...)
		cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
		return cmd
	}
	if out, err := run("--concurrency", "1", "--limit", strconv.Itoa(2*size)).CombinedOutput(); err == nil {
		t.Fatalf("a run with a limit ended with 0:\n%s", out)
	}
	cmd := run("--concurrency", strconv.Itoa(concurrency))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var want []string
	for range concurrency {
		want = append(want, <-arrived...)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed

	// The next run writes down who is unknown; the address it is given does not answer.
	cmd = run("--base-url", "http://127.0.0.1:1", "--max-wait", "0", "--limit", "1")
	_ = cmd.Run() // there is no server
	text, err := os.ReadFile(strings.TrimSuffix(path, ".csv") + ".results.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	accepted := 0
	for _, r := range records[1:] {
		switch {
		case r[3] == "accepted":
			accepted++
		case r[3] == "unknown" && r[5] == "interrupted":
			got = append(got, r[2])
		default:
			t.Errorf("unexpected line %v", r)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) || accepted != 2*size {
		t.Errorf("unknown %v, want those in flight %v; %d accepted, want %d", got, want, accepted, 2*size)
	}
}
