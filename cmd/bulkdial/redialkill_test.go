package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
)

var redialKills = flag.Int("redial.kills", 8, "how many runs TestRedialKilled kills")

// TestRedialKilled kills runs that call contacts again, and lets the campaign go on to its end. No number gets more calls than
// --max-attempts, none is called after it has answered or while it rings, and each is called until it answers or has had all of its calls.
func TestRedialKilled(t *testing.T) {
	t.Parallel()
	const rows = 100
	rng := rand.New(rand.NewPCG(11, uint64(*redialKills)))
	dir := t.TempDir()
	contacts := filepath.Join(dir, "leads.csv")
	writeContacts(t, contacts, rows)
	world := []string{contacts, "--sandbox", "--sandbox-speed", "7200", "--log-level", "error"}
	redial := append([]string{
		"run", "--cps", "100", "--batch-size", "3", "--follow", "--order", "due", "--redial-wait", "2h",
		"--redial", "no_answer,busy", "--redial-after", "no_answer=10m,busy=5m", "--sandbox-outcomes", "answered=0.3,no_answer=0.5,busy=0.2",
	}, world...)
	for range *redialKills {
		cmd := exec.Command("bulkdial", redial...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(100+rng.IntN(900))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait() // it was killed, or has ended
		timer.Stop()
	}
	time.Sleep(time.Second) // runs are named by the second, and a run of the same second is no witness
	for range 4 {
		for _, args := range [][]string{append([]string{"track"}, world...), append([]string{"reconcile", "--wait", "20s"}, world...), redial} {
			cmd := exec.Command("bulkdial", args...)
			out, _ := cmd.CombinedOutput() // the code says more
			if code := cmd.ProcessState.ExitCode(); code != exit.OK && code != exit.Look && code != exit.Paused {
				t.Fatalf("%s ends with %d:\n%s", args[0], code, out)
			}
		}
	}
	attempts := attemptsIn(t, filepath.Join(dir, "leads.sandbox.results.csv"))
	for number, calls := range callsByNumber(t, filepath.Join(dir, "leads.sandbox.api.jsonl")) {
		for _, fault := range redialFaults(calls, attempts[number]) {
			t.Errorf("%s %s: %+v", dialer.MaskNumber(number), fault, calls)
		}
	}
}

// callsByNumber returns the calls to each number in the file of the sandbox, in their order.
func callsByNumber(t *testing.T, path string) map[string][]sandboxCall {
	t.Helper()
	calls := map[string][]sandboxCall{}
	for _, call := range sandboxCalls(t, path) {
		calls[call.To] = append(calls[call.To], call)
	}
	return calls
}

// attemptsIn returns the highest attempt of each number in a results file.
func attemptsIn(t *testing.T, path string) map[string]int {
	t.Helper()
	attempts := map[string]int{}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, ","); len(cells) > 7 {
			n, _ := strconv.Atoi(cells[7]) // of the header, none
			attempts[cells[2]] = max(attempts[cells[2]], n)
		}
	}
	return attempts
}

// redialFaults says what is wrong with the calls to a number, after a number of attempts: a run that was killed before its request has made one
// without a call.
func redialFaults(calls []sandboxCall, attempts int) (faults []string) {
	const mostAttempts = 3
	last := len(calls) - 1
	switch {
	case len(calls) > mostAttempts:
		faults = append(faults, fmt.Sprintf("was called %d times", len(calls)))
	case attempts < mostAttempts && calls[last].Answered == nil:
		faults = append(faults, "was not called again")
	}
	for i := range last {
		if calls[i].Answered != nil {
			faults = append(faults, "was called after it had answered")
		}
		if calls[i+1].Placed.Before(calls[i].Ended) {
			faults = append(faults, "was called while it rang")
		}
	}
	return faults
}
