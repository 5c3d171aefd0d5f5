package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
)

var convergeSeeds = flag.Int("converge.seeds", 2, "how many campaigns TestConverge plays")

// TestConverge kills a run in the middle, whose API loses answers and lists calls late. Then run, track and reconcile, at most three times,
// answer for every contact, and nobody was called twice. The oracle is the file in which the sandbox keeps what it has placed.
func TestConverge(t *testing.T) {
	t.Parallel()
	for seed := range *convergeSeeds {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			t.Parallel()
			converge(t, uint64(seed))
		})
	}
}

func converge(t *testing.T, seed uint64) {
	t.Helper()
	const rows = 60
	rng := rand.New(rand.NewPCG(seed, 7))
	dir := t.TempDir()
	contacts := filepath.Join(dir, "leads.csv")
	writeContacts(t, contacts, rows)
	world := []string{"--sandbox", "--sandbox-speed", "7200", "--log-level", "error"}
	faults := fmt.Sprintf("drop=0.2,500=0.2,late=0.3,order=any,latency=20ms,seed=%d", seed)
	first := exec.Command("bulkdial", append([]string{"run", contacts, "--cps", "20", "--batch-size", "3", "--concurrency", "2", "--sandbox-faults", faults}, world...)...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(time.Duration(500+rng.IntN(1500))*time.Millisecond, func() { _ = first.Process.Kill() })
	_ = first.Wait()        // it was killed, or has ended
	time.Sleep(time.Second) // runs are named by the second, and a run of the same second is no witness

	var left dialer.Tally
	for range 3 {
		for _, args := range [][]string{
			{"run", contacts, "--cps", "20", "--batch-size", "3", "--sandbox-faults", "late=0.3"},
			{"track", contacts},
			{"reconcile", contacts, "--wait", "20s"},
			{"run", contacts, "--cps", "20", "--batch-size", "3"},
		} {
			var output bytes.Buffer
			cmd := exec.Command("bulkdial", append(args, world...)...)
			cmd.Stdout, cmd.Stderr = &output, &output
			_ = cmd.Run()
			if code := cmd.ProcessState.ExitCode(); code != exit.OK && code != exit.Look {
				t.Fatalf("%s ends with %d:\n%s", args[0], code, output.String())
			}
		}
		if left = convergeStatus(t, contacts); left.Unknown+left.Pending+left.Rejected == 0 {
			break
		}
	}
	if left.Unknown > 0 || left.Accepted != rows {
		t.Errorf("after three rounds: %+v", left)
	}
	for number, calls := range callsByNumber(t, filepath.Join(dir, "leads.sandbox.api.jsonl")) {
		if len(calls) > 1 {
			t.Errorf("%s was called %d times", dialer.MaskNumber(number), len(calls))
		}
	}
}

func convergeStatus(t *testing.T, contacts string) dialer.Tally {
	t.Helper()
	out, _ := exec.Command("bulkdial", "status", contacts, "--sandbox", "--json").Output() // 3 when something is to be looked at
	var status struct {
		Contacts dialer.Tally `json:"contacts"`
	}
	if err := json.Unmarshal(out, &status); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return status.Contacts
}
