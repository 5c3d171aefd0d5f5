package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// text reads the results file.
func (c *faultCampaign) text() string {
	c.t.Helper()
	text, err := os.ReadFile(c.results())
	must(c.t, err)
	return string(text)
}

// cut takes the end of the results file away and puts another there.
func (c *faultCampaign) cut(n int, end string) {
	c.t.Helper()
	text := c.text()
	must(c.t, os.WriteFile(c.results(), []byte(text[:len(text)-n]+end), 0o600))
}

// forget removes the settings, as if an earlier version had called the contacts: only intents and lines say what is damaged then.
func (c *faultCampaign) forget() {
	c.t.Helper()
	must(c.t, os.Remove(c.results()+".campaign"))
}

// wantOnce checks that each number was in one request that may have called.
func (c *faultCampaign) wantOnce(api *faultServer, n int) {
	c.t.Helper()
	called := api.called()
	if len(called) != n {
		c.t.Errorf("%d were called, want %d", len(called), n)
	}
	for number, times := range called {
		if times != 1 {
			c.t.Errorf("%s was called %d times", number, times)
		}
	}
}

// TestLastLineBreak: a last line that has lost its line break alone counts, for each command, and the next run puts the
// line break back before it writes.
func TestLastLineBreak(t *testing.T) {
	t.Parallel()
	for word, test := range map[string]struct {
		script func(*exchange)
		code   int
		counts counts
	}{
		"accepted": {accepting, exit.OK, counts{Accepted: 2}},
		"unknown":  {func(x *exchange) { x.reply(500, "", "lost") }, exit.Look, counts{Unknown: 2}},
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, test.script)
			c.run(api.url()).want(t, test.code)
			whole := c.text()
			c.cut(1, "")
			if got := campaignStatus(t, c.path, c.results()); got != test.counts {
				t.Errorf("status: %+v, want %+v", got, test.counts)
			}
			if got := planOf(t, exit.OK, nil, c.path).ToCall; got != 0 {
				t.Errorf("plan would call %d", got)
			}
			api.plays(accepting)
			c.run(api.url()).want(t, test.code) // there is no contact to call, and nothing to write
			c.rows("phone\n" + strings.Join(c.numbers, "\n") + "\n+14155559999\n")
			c.run(api.url(), "--accept-header").want(t, test.code)
			if got, more := strings.CutPrefix(c.text(), whole); !more || strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "3,,+14155559999,accepted,") {
				t.Errorf("the results became %q, want one line more than %q", c.text(), whole)
			}
			c.wantOnce(api, 3)
		})
	}
}

// TestLastLineBreakOfShards: the same goes for the results of shards, read by others and merged.
func TestLastLineBreakOfShards(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	api := newFaultServer(t, accepting)
	for i := range 2 {
		shard := fmt.Sprintf("%d/2", i+1)
		c.run(api.url(), "--shard", shard).want(t, exit.OK)
		file := &faultCampaign{t: t, path: strings.TrimSuffix(c.path, ".csv") + ".csv"}
		name := fmt.Sprintf("%s.%d-of-2.csv", strings.TrimSuffix(file.results(), ".csv"), i+1)
		text, err := os.ReadFile(name)
		must(t, err)
		must(t, os.WriteFile(name, text[:len(text)-1], 0o600))
	}
	if got := campaignStatus(t, c.path, c.results()); got != (counts{Accepted: 12}) {
		t.Errorf("status: %+v, want 12 accepted", got)
	}
	c.run(api.url(), "--shard", "1/5").want(t, exit.OK)
	must(t, os.Remove(strings.TrimSuffix(c.results(), ".csv")+".1-of-5.csv"))
	startFault(t, []string{"merge", c.path}, nil).wait().want(t, exit.OK)
	c.wantTally(map[string]int{"accepted": 12})
	c.cut(1, "")
	startFault(t, []string{"merge", c.path}, nil).wait().want(t, exit.OK)
	c.wantTally(map[string]int{"accepted": 12})
	c.run(api.url()).want(t, exit.OK)
	c.wantOnce(api, 12)
}

// TestLastLineCut: when more than the line break is missing or changed of a line that says that a contact was called, each
// command stops. Once the line is completed, no contact is called again.
func TestLastLineCut(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cut int
		end string
	}{
		"the Z of the time":       {2, ""},
		"the milliseconds":        {6, ""},
		"the milliseconds but Z":  {6, "Z"},
		"the time":                {26, ""},
		"all behind the word":     {0, ""}, // the cut is found in the test
		"the LF of CRLF":          {1, "\r"},
		"a blank for LF":          {1, " "},
		"zeros":                   {4, "\x00\x00\x00\x00"},
		"a letter more":           {1, "x"},
		"the line break, doubled": {1, ",,"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, accepting)
			c.run(api.url(), "--concurrency", "1").want(t, exit.OK)
			whole := c.text()
			cut := test.cut
			if cut == 0 {
				cut = len(whole) - strings.LastIndex(whole, "accepted") - len("accepted")
			}
			before := api.requestCount()
			c.forget()
			c.cut(cut, test.end)
			commands := c.commandsOn(api.url(), c.results())
			delete(commands, "merge") // which looks for shards first
			for name, args := range commands {
				torn := c.text()
				out := startFault(t, args, nil).wait()
				if out.want(t, exit.Usage, c.results()+": line 3", "restore the file"); t.Failed() {
					t.Errorf("so does %s", name)
				}
				if got := c.text(); got != torn {
					t.Errorf("%s changed the file from %q to %q", name, torn, got)
				}
			}
			if n := api.requestCount(); n != before {
				t.Errorf("%d more requests, want none", n-before)
			}
			must(t, os.WriteFile(c.results(), []byte(whole), 0o600))
			c.run(api.url()).want(t, exit.OK)
			c.wantOnce(api, 2)
		})
	}
}

// TestLastLineRejected: a last line that says that no contact was called does not count without its line break. It is cut,
// and its contact is called.
func TestLastLineRejected(t *testing.T) {
	t.Parallel()
	for _, cut := range []int{1, 2, 9} {
		t.Run(fmt.Sprintf("%d bytes", cut), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, func(x *exchange) { x.refuse(422, "", "no") })
			c.run(api.url(), "--batch-size", "1", "--concurrency", "1", "--max-failures", "100")
			c.wantTally(map[string]int{"rejected": 2})
			c.forget()
			c.cut(cut, "")
			api.plays(accepting)
			c.run(api.url()).want(t, exit.OK)
			c.wantTally(map[string]int{"accepted": 2})
			c.wantOnce(api, 2)
		})
	}
}

// TestLastLineIntent: an intent decides about a last line without its line break, whole or not.
func TestLastLineIntent(t *testing.T) {
	t.Parallel()
	for _, cut := range []int{1, 2, 40} {
		t.Run(fmt.Sprintf("%d bytes", cut), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, accepting)
			c.run(api.url(), "--batch-size", "1", "--concurrency", "1").want(t, exit.OK)
			last := c.records()[1]
			c.forget()
			c.cut(cut, "")
			intents := fmt.Sprintf("{\"run\":\"r\",\"pid\":1,\"host\":\"h\",\"started\":\"2026-11-23T08:30:00Z\"}\n"+
				"{\"batch\":%q,\"at\":\"2026-11-23T08:30:00Z\",\"contacts\":[{\"row\":%s,\"to_number\":%q,\"attempt\":1}]}\n",
				last["batch"], last["row"], last["to_number"])
			must(t, os.WriteFile(c.inflight(), []byte(intents), 0o600))
			if got := campaignStatus(t, c.path, c.results()); got != (counts{Accepted: 1, Unknown: 1}) {
				t.Errorf("status: %+v, want 1 accepted and 1 unknown", got)
			}
			c.run(api.url()).want(t, exit.Look)
			c.wantTally(map[string]int{"accepted": 1, "unknown": 1})
			if n := len(c.records()); n != 2 {
				t.Errorf("%d lines in the results, want 2", n)
			}
			c.wantOnce(api, 2)
		})
	}
}

// TestLastLineImported: a line that import-log was writing when it ended is cut, since the one that it corrects is there.
func TestLastLineImported(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 1)
	api := newFaultServer(t, func(x *exchange) { x.reply(500, "", "lost") })
	c.run(api.url()).want(t, exit.Look)
	unknown := c.text()
	line := strings.TrimSuffix(unknown[strings.IndexByte(unknown, '\n')+1:], "\n")
	must(t, os.WriteFile(c.results(), []byte(unknown+strings.Replace(line, "unknown", "accepted", 1)[:len(line)-3]), 0o600))
	if got := campaignStatus(t, c.path, c.results()); got != (counts{Unknown: 1}) {
		t.Errorf("status: %+v, want 1 unknown", got)
	}
	c.rows("phone,name\n" + c.numbers[0] + ",Contact 1\n+14155559999,Contact 2\n")
	api.plays(accepting)
	c.run(api.url()).want(t, exit.Look)
	if got, more := strings.CutPrefix(c.text(), unknown); !more || !strings.HasPrefix(got, "2,,+14155559999,accepted,") {
		t.Errorf("the results became %q", c.text())
	}
	c.wantOnce(api, 2)
}

// TestLastLineHeader: a header that is alone and has no line break is that of results to which nothing was written.
func TestLastLineHeader(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 1)
	api := newFaultServer(t, accepting)
	other := filepath.Join(t.TempDir(), "other.csv")
	c.run(api.url(), "--results", other).want(t, exit.OK)
	text, err := os.ReadFile(other)
	must(t, err)
	header, _, _ := strings.Cut(string(text), "\n")
	must(t, os.WriteFile(c.results(), []byte(header), 0o600))
	c.run(api.url()).want(t, exit.OK)
	c.wantTally(map[string]int{"accepted": 1})
	if got := c.text(); !strings.HasPrefix(got, header+"\n1,") {
		t.Errorf("the results became %q", got)
	}
}
