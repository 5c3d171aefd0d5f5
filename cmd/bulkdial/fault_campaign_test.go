package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
)

// faultCampaign is a contacts file and the runs over it.
type faultCampaign struct {
	t       *testing.T
	path    string
	numbers []string
}

// newFaultCampaign writes a file of n contacts.
func newFaultCampaign(t *testing.T, n int) *faultCampaign {
	t.Helper()
	c := &faultCampaign{t: t, path: filepath.Join(t.TempDir(), "leads.csv")}
	var text strings.Builder
	text.WriteString("phone,name\n")
	for i := range n {
		c.numbers = append(c.numbers, fmt.Sprintf("+1415555%04d", i))
		fmt.Fprintf(&text, "%s,Contact %d\n", c.numbers[i], i+1)
	}
	if err := os.WriteFile(c.path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *faultCampaign) results() string  { return strings.TrimSuffix(c.path, ".csv") + ".results.csv" }
func (c *faultCampaign) inflight() string { return c.results() + ".inflight" }
func (c *faultCampaign) summary() string  { return filepath.Join(filepath.Dir(c.path), "summary.json") }

// runArgs are those of a run that is in no hurry to be kind; what follows them wins.
func (c *faultCampaign) runArgs(base string, args ...string) []string {
	return append([]string{
		"run", c.path, "--base-url", base, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes",
		"--cps", "0", "--request-timeout", "20s", "--no-preflight", "--no-reconcile", "--summary", c.summary(), // the servers only place calls
	}, args...)
}

// run executes one run to its end.
func (c *faultCampaign) run(base string, args ...string) outcome {
	c.t.Helper()
	return startFault(c.t, c.runArgs(base, args...), nil).wait()
}

// records reads the results file, each line by the names of its columns.
func (c *faultCampaign) records() []map[string]string {
	c.t.Helper()
	text, err := os.ReadFile(c.results())
	if err != nil {
		return nil
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		c.t.Fatalf("the results file is damaged: %v", err)
	}
	var records []map[string]string
	for _, line := range lines[min(1, len(lines)):] {
		record := map[string]string{}
		for i, name := range lines[0] {
			record[name] = line[i]
		}
		records = append(records, record)
	}
	return records
}

// words returns the last word on each row by its number (of the rows), `pending` where there is none.
func (c *faultCampaign) words() []string {
	c.t.Helper()
	words := slices.Repeat([]string{"pending"}, len(c.numbers))
	for _, r := range c.records() {
		i := slices.Index(c.numbers, r["to_number"])
		if i < 0 {
			c.t.Errorf("the results have a number that no row has: %v", r)
			continue
		}
		words[i] = r["disposition"]
	}
	return words
}

// tally counts the words.
func (c *faultCampaign) tally() map[string]int {
	c.t.Helper()
	tally := map[string]int{}
	for _, word := range c.words() {
		tally[word]++
	}
	return tally
}

// wantTally compares the words with those wanted.
func (c *faultCampaign) wantTally(want map[string]int) {
	c.t.Helper()
	if diff := cmp.Diff(want, c.tally()); diff != "" {
		c.t.Errorf("dispositions (-want +got):\n%s", diff)
	}
}

// recover makes the API work and runs again: the pending and rejected contacts are called, no others are, and those in
// doubt stay so.
func (c *faultCampaign) recover(api *faultServer, args ...string) {
	c.t.Helper()
	before := c.words()
	called := api.called()
	api.plays(accepting)
	// What was tried before may have had another header.
	out := c.run(api.url(), append([]string{"--batch-size", "100", "--accept-header"}, args...)...)
	var summary struct {
		Contacts dialer.Tally `json:"contacts"`
	}
	text, err := os.ReadFile(c.summary())
	if err == nil {
		err = json.Unmarshal(text, &summary)
	}
	if err != nil {
		c.t.Fatalf("the summary of the rerun: %v; it ended with %d:\n%s", err, out.code, out.stderr)
	}
	want := exit.OK
	if summary.Contacts.Unknown > 0 {
		want = exit.Look
	}
	out.want(c.t, want)
	after := c.words()
	for i, word := range before {
		number := c.numbers[i]
		wantWord, wantCalls := word, called[number]
		if word == "pending" || word == "rejected" || word == "invalid" {
			wantWord, wantCalls = "accepted", called[number]+1
		}
		if word == "pending" && after[i] == "unknown" && called[number] <= 1 { // was in flight
			wantWord, wantCalls = "unknown", called[number]
		}
		if after[i] != wantWord {
			c.t.Errorf("row %d was %s, and is %s after a good rerun, want %s", i+1, word, after[i], wantWord)
		}
		if got := api.called()[number]; got != wantCalls || got > 1 {
			c.t.Errorf("row %d (%s, %s before) was in %d requests that may have called, want %d", i+1, number, word, got, min(1, wantCalls))
		}
	}
	if _, err := os.Stat(c.inflight()); err == nil {
		c.t.Error("the in-flight record outlives a good rerun")
	}
}

// rows writes other contents into the contacts file.
func (c *faultCampaign) rows(text string) {
	c.t.Helper()
	if err := os.WriteFile(c.path, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}
