package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/internal/sandbox"
)

// shardedRows is how many rows TestShards divides: 200,000 with -long.
func shardedRows() int {
	if *long {
		return 200_000
	}
	return 4_000
}

// shardedCampaign is a campaign of which a tenth of the rows repeat a number, before a sandbox.
type shardedCampaign struct {
	t                 *testing.T
	contacts, results string
	url               string
	rows, distinct    int
}

func newShardedCampaign(t *testing.T, faults string) *shardedCampaign {
	t.Helper()
	dir := t.TempDir()
	c := &shardedCampaign{t: t, contacts: filepath.Join(dir, "leads.csv"), results: filepath.Join(dir, "leads.results.csv"), rows: shardedRows()}
	c.distinct = c.rows - c.rows/10
	var text bytes.Buffer
	text.WriteString("phone,name\n")
	for i := range c.rows {
		fmt.Fprintf(&text, "+1415%07d,Ann %d\n", 2_000_000+i%c.distinct, i)
	}
	if err := os.WriteFile(c.contacts, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	parsed, err := sandbox.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sandbox.New(sandbox.Config{Faults: parsed}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

// start begins the run of a shard, `i/n`, or of the whole campaign.
func (c *shardedCampaign) start(shard string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	c.t.Helper()
	args = append([]string{
		"run", c.contacts, "--base-url", c.url, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes",
		"--cps", "0", "--batch-size", "20", "--log-level", "error", "--shard", shard,
	}, args...)
	cmd := exec.Command("bulkdial", args...)
	output := &bytes.Buffer{}
	cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	return cmd, output
}

// all runs n shards beside each other; each must end with a code that is wanted.
func (c *shardedCampaign) all(n int, want []int, args ...string) {
	c.t.Helper()
	var wait sync.WaitGroup
	for i := range n {
		cmd, output := c.start(fmt.Sprintf("%d/%d", i+1, n), args...)
		wait.Go(func() {
			_ = cmd.Wait() // its exit code says it
			if code := cmd.ProcessState.ExitCode(); !slices.Contains(want, code) {
				c.t.Errorf("shard %d/%d ended with %d:\n%s", i+1, n, code, output)
			}
		})
	}
	wait.Wait()
}

func (c *shardedCampaign) command(want int, args ...string) string {
	c.t.Helper()
	cmd := exec.Command("bulkdial", args...)
	cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
	output, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		c.t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != want {
		c.t.Fatalf("bulkdial %s ended with %d, want %d:\n%s", strings.Join(args, " "), code, want, output)
	}
	return string(output)
}

// lines returns the results in a file as a set of what does not differ from run to run.
func (c *shardedCampaign) lines(path string) []string {
	c.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		c.t.Fatal(err)
	}
	var all []string
	for _, r := range records[1:] {
		all = append(all, strings.Join([]string{r[0], r[1], r[2], r[3], r[5], r[6], r[7], r[9]}, ","))
	}
	slices.Sort(all)
	return all
}

// TestShards: 8 shards as 8 processes call each contact once, and their results merged are those of one run.
func TestShards(t *testing.T) {
	t.Parallel()
	c := newShardedCampaign(t, "latency=1ms")
	c.all(8, []int{exit.OK})
	l, err := fetchLedger(c.url)
	if err != nil || l.Placed != c.distinct || l.Most != 1 {
		t.Fatalf("%d were called, %d times at most (%v); want %d, once each", l.Placed, l.Most, err, c.distinct)
	}
	if got := campaignStatus(t, c.contacts, c.results); got.Accepted != c.distinct || got.Pending != 0 {
		t.Errorf("status: %+v", got)
	}
	c.all(8, []int{exit.OK})
	said := c.command(exit.OK, "merge", c.contacts)
	if want := fmt.Sprintf("%d results in 8 files", c.rows); !strings.Contains(said, want) {
		t.Errorf("merge says %q, want %q", said, want)
	}
	merged := c.lines(c.results)
	again := filepath.Join(t.TempDir(), "one.results.csv")
	cmd, output := c.start("1/1", "--results", again)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v:\n%s", err, output)
	}
	if one := c.lines(again); !slices.Equal(merged, one) {
		t.Errorf("the merged results have %d lines and are not those of one run, which have %d", len(merged), len(one))
	}
	// The merged file is a results file like any other.
	if out := c.command(exit.OK, "run", c.contacts, "--base-url", c.url, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes"); !strings.Contains(out, "this run called no contacts") {
		t.Errorf("a run after merge says %s", out)
	}
}

// TestShardsKilled: 8 shards killed at random and rerun as 5, then whole, call no contact twice and lose none.
func TestShardsKilled(t *testing.T) {
	t.Parallel()
	c := newShardedCampaign(t, "latency=8ms,drop=0.02,seed=3")
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	var wait sync.WaitGroup
	for i := range 8 {
		cmd, _ := c.start(fmt.Sprintf("%d/8", i+1), "--max-failures", "1000")
		pause := 150*time.Millisecond + time.Duration(rng.Int64N(int64(250*time.Millisecond)))
		wait.Go(func() {
			time.AfterFunc(pause, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait() // killed, or at its end
		})
	}
	wait.Wait()
	c.all(5, []int{exit.OK, exit.Look}, "--max-failures", "1000")
	l, err := fetchLedger(c.url)
	if err != nil || l.Most != 1 {
		t.Fatalf("a number was called %d times (%v)", l.Most, err)
	}
	got := campaignStatus(t, c.contacts, c.results)
	if got.Pending != 0 || got.Accepted+got.Unknown != c.distinct || l.Placed < got.Accepted {
		t.Errorf("%d were called; status: %+v", l.Placed, got)
	}
	t.Logf("%d accepted, %d unknown", got.Accepted, got.Unknown)
	if out := c.command(exit.Look, "run", c.contacts, "--base-url", c.url, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes", "--no-reconcile"); !strings.Contains(out, "this run called no contacts") {
		t.Errorf("a run of the whole campaign says %s", out)
	}
}

// TestShardsDividedOtherwise: while a shard is at work, no run begins that divides the campaign otherwise, and no merge.
func TestShardsDividedOtherwise(t *testing.T) {
	t.Parallel()
	c := newShardedCampaign(t, "latency=2s")
	cmd, output := c.start("2/8", "--concurrency", "1")
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	file := strings.TrimSuffix(c.results, ".csv") + ".2-of-8.csv"
	deadline := time.Now().Add(30 * time.Second)
	for _, err := os.Stat(file + ".inflight"); err != nil; _, err = os.Stat(file + ".inflight") {
		if time.Now().After(deadline) {
			t.Fatalf("the shard does not begin:\n%s", output)
		}
		time.Sleep(10 * time.Millisecond)
	}
	for _, shard := range []string{"1/5", "1/1"} {
		other, said := c.start(shard)
		_ = other.Wait() // its exit code says it
		if code := other.ProcessState.ExitCode(); code != exit.Machine || !strings.Contains(said.String(), "is in use by run") {
			t.Errorf("shard %s ended with %d beside 2/8:\n%s", shard, code, said)
		}
	}
	if said := c.command(exit.Usage, "merge", c.contacts); !strings.Contains(said, "missing: 1/8") {
		t.Errorf("merge says %s", said)
	}
	other, said := c.start("3/8", "--limit", "8")
	_ = other.Wait() // as above
	if code := other.ProcessState.ExitCode(); code != exit.Paused {
		t.Errorf("shard 3/8 ended with %d beside 2/8, want %d:\n%s", code, exit.Paused, said)
	}
}

// TestShardOfJob: in a pod of an indexed Job the shard is the pod's.
func TestShardOfJob(t *testing.T) {
	t.Parallel()
	c := newShardedCampaign(t, "")
	run := func(env ...string) (int, string) {
		cmd := exec.Command("bulkdial", "plan", c.contacts, "--json")
		cmd.Env = append(os.Environ(), env...)
		output, _ := cmd.CombinedOutput() // its exit code says it
		return cmd.ProcessState.ExitCode(), string(output)
	}
	sum := 0
	for i := range 3 {
		code, text := run("JOB_COMPLETION_INDEX="+strconv.Itoa(i), "BULKDIAL_SHARD_COUNT=3")
		var toCall int
		if _, after, ok := strings.Cut(text, `"to_call": `); ok {
			_, _ = fmt.Sscan(after, &toCall)
		}
		if sum += toCall; code != exit.OK || toCall == 0 || toCall == c.distinct {
			t.Errorf("pod %d ended with %d and calls %d:\n%.300s", i, code, toCall, text)
		}
	}
	if sum != c.distinct {
		t.Errorf("the pods call %d together, want %d", sum, c.distinct)
	}
	for _, env := range [][]string{{"JOB_COMPLETION_INDEX=0"}, {"BULKDIAL_SHARD_COUNT=3"}, {"JOB_COMPLETION_INDEX=3", "BULKDIAL_SHARD_COUNT=3"}} {
		if code, text := run(env...); code != exit.Usage {
			t.Errorf("with %v it ended with %d:\n%.300s", env, code, text)
		}
	}
}

// TestEvicted: a run is told to end in the middle, as by the eviction of a pod; its files come to another place, where
// the campaign goes on to its end and no contact is called twice.
func TestEvicted(t *testing.T) {
	t.Parallel()
	c := newShardedCampaign(t, "latency=20ms")
	cmd, output := c.start("1/1", "--concurrency", "2")
	deadline := time.Now().Add(30 * time.Second)
	for info, err := os.Stat(c.results); err != nil || info.Size() < 1000; info, err = os.Stat(c.results) {
		if time.Now().After(deadline) {
			t.Fatalf("the run does not begin:\n%s", output)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its exit code says it
	if code := cmd.ProcessState.ExitCode(); code != 143 {
		t.Fatalf("the run ended with %d, want 143:\n%s", code, output)
	}
	elsewhere := t.TempDir()
	if err := os.CopyFS(elsewhere, os.DirFS(filepath.Dir(c.contacts))); err != nil {
		t.Fatal(err)
	}
	c.contacts, c.results = filepath.Join(elsewhere, "leads.csv"), filepath.Join(elsewhere, "leads.results.csv")
	if got := campaignStatus(t, c.contacts, c.results); got.Accepted == 0 || got.Pending == 0 {
		t.Errorf("where it ended: %+v, want it in the middle", got)
	}
	c.all(1, []int{exit.OK})
	l, err := fetchLedger(c.url)
	if err != nil || l.Placed != c.distinct || l.Most != 1 {
		t.Errorf("%d were called, %d times at most (%v); want %d, once each", l.Placed, l.Most, err, c.distinct)
	}
}
