package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

var lineKills = flag.Int("lines.kills", 3, "kills of TestLinesOverKills")

// TestLinesOverKills kills one campaign with lines again and again, at 60 times the speed: by the sandbox's own record never more calls
// were in progress than lines, nobody was called twice, and each placed call that the results know has one CDR in the end.
func TestLinesOverKills(t *testing.T) {
	t.Parallel()
	const rows, lines = 200, 20
	dir := t.TempDir()
	contacts := filepath.Join(dir, "leads.csv")
	writeContacts(t, contacts, rows)
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	run := func(kill time.Duration, args ...string) int {
		t.Helper()
		cmd := exec.Command("bulkdial", append(args, contacts, "--sandbox", "--sandbox-speed", "60")...)
		var output bytes.Buffer
		cmd.Stdout, cmd.Stderr = &output, &output
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kill > 0 {
			defer time.AfterFunc(kill, func() { _ = cmd.Process.Kill() }).Stop()
		}
		_ = cmd.Wait() // its code says more
		if code := cmd.ProcessState.ExitCode(); code != -1 && code != exit.OK && code != exit.Look {
			t.Fatalf("%v: exit code %d:\n%s", args, code, output.String())
		}
		return cmd.ProcessState.ExitCode()
	}
	calling := []string{"run", "--lines", "20", "--sandbox-mean-call", "40s", "--max-call-duration-minutes", "2"}
	for range *lineKills {
		if run(500*time.Millisecond+time.Duration(rng.Int64N(int64(2*time.Second))), calling...) != -1 {
			t.Log("a run ended before its kill")
		}
	}
	run(0, calling...)
	for range *lineKills {
		run(time.Duration(rng.Int64N(int64(300*time.Millisecond))), "track")
	}
	run(0, "track")

	placed := sandboxCalls(t, filepath.Join(dir, "leads.sandbox.api.jsonl"))
	if most := mostInProgress(placed); most > lines {
		t.Errorf("%d calls were in progress", most)
	}
	called := map[string]int{}
	for _, c := range placed {
		if called[c.To]++; called[c.To] > 1 {
			t.Errorf("%s was called %d times", c.To, called[c.To])
		}
	}
	cdrs := map[string]int{}
	if err := ledger.ReadCalls(filepath.Join(dir, "leads.sandbox.calls.csv"), func(c *dialer.CDR) { cdrs[c.CallID]++ }); err != nil {
		t.Fatal(err)
	}
	got := campaignStatus(t, contacts, filepath.Join(dir, "leads.sandbox.results.csv"))
	if got.Pending != 0 || got.Accepted+got.Unknown != rows || len(cdrs) != got.Accepted {
		t.Errorf("of %d rows: %+v, with %d CDRs", rows, got, len(cdrs))
	}
	for id, n := range cdrs {
		if n != 1 {
			t.Errorf("%s has %d CDRs", id, n)
		}
	}
}

// TestTrackKilled kills the following of calls again and again: each call has one CDR in the end.
//
//	go test ./cmd/bulkdial -run TestTrackKilled -long      100 kills
func TestTrackKilled(t *testing.T) {
	t.Parallel()
	rows, kills, mean := 500, 5, "1m"
	if *long {
		rows, kills, mean = 4000, 100, "5m"
	}
	dir := t.TempDir()
	contacts := filepath.Join(dir, "leads.csv")
	writeContacts(t, contacts, rows)
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	run := func(kill time.Duration, args ...string) {
		t.Helper()
		cmd := exec.Command("bulkdial", append(args, contacts, "--sandbox", "--sandbox-speed", "60")...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kill > 0 {
			defer time.AfterFunc(kill, func() { _ = cmd.Process.Kill() }).Stop()
		}
		_ = cmd.Wait() // its code says more
		if code := cmd.ProcessState.ExitCode(); code != exit.OK && (kill == 0 || code != -1) {
			t.Fatalf("%v: exit code %d", args, code)
		}
	}
	run(0, "run", "--cps", "0", "--batch-size", "50", "--sandbox-mean-call", mean, "--sandbox-faults", "page-lose=0.1,page-repeat=0.1,late=0.05")
	for range kills {
		run(time.Duration(20+rng.Int64N(200))*time.Millisecond, "track")
	}
	run(0, "track")
	cdrs := map[string]int{}
	if err := ledger.ReadCalls(filepath.Join(dir, "leads.sandbox.calls.csv"), func(c *dialer.CDR) { cdrs[c.CallID]++ }); err != nil {
		t.Fatal(err)
	}
	if len(cdrs) != rows {
		t.Errorf("%d of %d calls have a CDR", len(cdrs), rows)
	}
	for id, n := range cdrs {
		if n != 1 {
			t.Errorf("%s has %d CDRs", id, n)
		}
	}
}

// sandboxCall is a line of the sandbox's call file.
type sandboxCall struct {
	Event  string    `json:"event"`
	To     string    `json:"to"`
	Placed time.Time `json:"placed"`
	// Answered is nil where nobody has answered.
	Answered *time.Time `json:"answered"`
	Ended    time.Time  `json:"ended"`
}

func sandboxCalls(t *testing.T, path string) []sandboxCall {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var calls []sandboxCall
	for line := range strings.Lines(string(text)) {
		var c sandboxCall
		if err := json.Unmarshal([]byte(line), &c); err == nil && c.Event == "placed" { // a kill can tear the last line
			calls = append(calls, c)
		}
	}
	return calls
}

// mostInProgress is how many calls were in progress at the same time at most.
func mostInProgress(calls []sandboxCall) int {
	type change struct {
		at time.Time
		by int
	}
	var changes []change
	for _, c := range calls {
		changes = append(changes, change{c.Placed, 1}, change{c.Ended, -1})
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by)) })
	now, most := 0, 0
	for _, c := range changes {
		now += c.by
		most = max(most, now)
	}
	return most
}
