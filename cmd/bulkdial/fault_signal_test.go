package main

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/internal/campaign/fileset"
)

// faultSignals are those that drain a run, with the exit code of each.
var faultSignals = map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129}

// TestFaultSignal interrupts runs in whatever they are waiting for: what was sent is answered and recorded, no contact
// else is called, and a rerun finishes the campaign.
func TestFaultSignal(t *testing.T) {
	t.Parallel()
	// held is an API that answers the first request only when it is told to.
	held := func(release <-chan struct{}) func(*exchange) {
		return func(x *exchange) {
			select {
			case <-release:
			case <-x.server.ended:
			}
			x.accept()
		}
	}
	for name, test := range map[string]struct {
		args   []string
		script func(release <-chan struct{}) func(*exchange)
		// waits says that the run is where it is to be interrupted.
		waits func(*faultCampaign, *faultServer, *faultProcess) bool
		want  map[string]int
	}{
		"for pace": {
			[]string{"--cps", "0.01", "--batch-size", "2", "--concurrency", "1"},
			func(<-chan struct{}) func(*exchange) { return accepting },
			func(c *faultCampaign, _ *faultServer, _ *faultProcess) bool { return len(c.records()) == 2 },
			map[string]int{acceptedWord: 2, pendingWord: 10},
		},
		"for a slot": {
			[]string{"--cps", "0.01", "--batch-size", "2", "--concurrency", "1"},
			held,
			func(_ *faultCampaign, api *faultServer, _ *faultProcess) bool { return api.requestCount() == 1 },
			map[string]int{acceptedWord: 2, pendingWord: 10},
		},
		"for an answer, the last": {
			[]string{"--batch-size", "12"},
			held,
			func(_ *faultCampaign, api *faultServer, _ *faultProcess) bool { return api.requestCount() == 1 },
			map[string]int{acceptedWord: 12},
		},
		"for a retry": {
			[]string{"--batch-size", "3", "--concurrency", "2", "--max-wait", "2h"},
			func(<-chan struct{}) func(*exchange) {
				return func(x *exchange) { x.refuse(429, "Retry-After: 3600\r\n", "no room") }
			},
			func(_ *faultCampaign, _ *faultServer, p *faultProcess) bool {
				return strings.Contains(p.stderr.String(), "no room")
			},
			map[string]int{pendingWord: 12},
		},
	} {
		for sig, code := range faultSignals {
			t.Run(name+", "+sig.String(), func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 12)
				release := make(chan struct{})
				api := newFaultServer(t, test.script(release))
				p := startFault(t, c.runArgs(api.url(), test.args...), nil)
				p.until("it waits "+name, func() bool { return test.waits(c, api, p) })
				p.signal(sig)
				close(release)
				out := p.wait()
				// A run whose last answer comes before the signal is seen may have finished.
				if done := test.want[pendingWord] == 0; !done || out.code != exit.OK {
					out.want(t, code)
				}
				c.wantTally(test.want)
				if _, err := os.Stat(c.inflight()); err == nil {
					t.Error("the in-flight record is still there, though the run has drained")
				}
				c.recover(api)
			})
		}
	}
}

// TestFaultSecondSignal: a second signal, whichever it is, does not wait, when it comes a second after the first; what
// was in flight is in the in-flight record.
func TestFaultSecondSignal(t *testing.T) {
	t.Parallel()
	for sig, code := range faultSignals {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			api := newFaultServer(t, (*exchange).hang)
			p := startFault(t, c.runArgs(api.url(), "--batch-size", "3", "--concurrency", "2"), nil)
			p.until("both slots are taken", func() bool { return api.requestCount() == 2 })
			p.signal(syscall.SIGTERM)
			p.until("it says what it waits for", func() bool { return strings.Contains(p.stderr.String(), "stopping") })
			time.Sleep(1200 * time.Millisecond) // by the clock of another process
			p.signal(sig)
			p.wait().want(t, code, "left at once; what was in flight is kept in the in-flight record")
			text, err := os.ReadFile(c.inflight())
			if err != nil {
				t.Fatal(err)
			}
			for i, number := range c.numbers {
				if got, want := strings.Contains(string(text), number), i < 6; got != want {
					t.Errorf("%s in the in-flight record: %v, want %v", number, got, want)
				}
			}
			c.wantTally(map[string]int{pendingWord: 12})
			c.recover(api)
			c.wantTally(map[string]int{unknownWord: 6, acceptedWord: 6})
		})
	}
}

// TestFaultSignalTwice: signals that come together are one. The run drains and records its answers.
func TestFaultSignalTwice(t *testing.T) {
	t.Parallel()
	for _, second := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(second.String(), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 20)
			api, release := newHoldingServer(t)
			p := startFault(t, c.runArgs(api.url(), "--batch-size", "5", "--concurrency", "2"), nil)
			p.until("both slots are taken", func() bool { return api.requestCount() == 2 })
			p.signal(syscall.SIGTERM)
			time.Sleep(time.Millisecond)
			p.signal(second)
			p.until("it says what it waits for", func() bool { return strings.Contains(p.stderr.String(), "stopping") })
			close(release)
			// Of two signals that are pending together the system may deliver either first.
			if out := p.wait(); out.code != 128+int(second) {
				out.want(t, 143)
			}
			c.wantTally(map[string]int{acceptedWord: 10, pendingWord: 10})
			c.recover(api)
		})
	}
}

// TestFaultDrainTimeout: --drain-timeout ends the wait for answers that do not come.
func TestFaultDrainTimeout(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	api := newFaultServer(t, (*exchange).hang)
	p := startFault(t, c.runArgs(api.url(), "--batch-size", "3", "--concurrency", "2", "--request-timeout", "10m", "--drain-timeout", "200ms"), nil)
	p.until("both slots are taken", func() bool { return api.requestCount() == 2 })
	p.signal(syscall.SIGTERM)
	p.wait().want(t, 143)
	text, _ := os.ReadFile(c.inflight())
	for i, word := range c.words() {
		covered := word == unknownWord || strings.Contains(string(text), c.numbers[i])
		if covered != (i < 6) || !covered && word != pendingWord {
			t.Errorf("row %d is %s, in flight or unknown: %v", i+1, word, covered)
		}
	}
	c.recover(api)
	c.wantTally(map[string]int{unknownWord: 6, acceptedWord: 6})
}

// TestFaultBrokenPipe: the reader of the output is gone. The run goes on to its end, and nothing is lost.
func TestFaultBrokenPipe(t *testing.T) {
	t.Parallel()
	for name, attach := range map[string]func(*exec.Cmd, *os.File){
		"standard output":                    func(cmd *exec.Cmd, w *os.File) { cmd.Stdout = w },
		"standard error":                     func(cmd *exec.Cmd, w *os.File) { cmd.Stderr = w },
		"both":                               func(cmd *exec.Cmd, w *os.File) { cmd.Stdout, cmd.Stderr = w, w },
		"standard error with a progress bar": func(cmd *exec.Cmd, w *os.File) { cmd.Stderr = w; cmd.Args = append(cmd.Args, "--progress", "on") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			api := newFaultServer(t, func(x *exchange) {
				if x.n == 1 { // something to report before the end
					x.spare(x.numbers[0])
					entries := x.entries()
					entries[0] = strings.Replace(entries[0], `"error":null`, `"error":"blocked"`, 1)
					x.reply(200, "", answerOf(entries...))
					return
				}
				x.accept()
			})
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			reader.Close()
			p := startFault(t, c.runArgs(api.url(), "--batch-size", "2", "--concurrency", "1", "--log-level", "debug"),
				func(cmd *exec.Cmd) { attach(cmd, writer) })
			writer.Close()
			p.wait()
			c.wantTally(map[string]int{acceptedWord: 11, rejectedWord: 1})
			if _, err := os.Stat(c.inflight()); err == nil {
				t.Error("the in-flight record is still there: the run did not come to its end")
			}
			c.recover(api)
		})
	}
}

// TestFaultSignalOnInput: standard input is open and says nothing, or no more.
func TestFaultSignalOnInput(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]string{
		"nothing":      "",
		"half a name":  "pho",
		"the header":   "phone\n",
		"half a row":   "phone\n+14155550000\n+1415555",
		"a few rows":   "phone\n+14155550000\n+14155550001\n+14155550002\n",
		"half a quote": "phone,name\n+14155550000,\"An",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 3)
			api := newFaultServer(t, accepting)
			p := startOnInput(c, api, said)
			whole := max(0, strings.Count(said, "\n")-1)
			p.until("it waits for input", func() bool {
				_, err := os.Stat(c.inflight())
				return err == nil && len(c.records()) == whole
			})
			p.signal(syscall.SIGTERM)
			p.wait().want(t, 143)
			if got := api.requestCount(); got != whole {
				t.Errorf("%d requests, want %d", got, whole)
			}
			c.recover(api)
		})
	}
}

// TestFaultDeniedOnInput: a run that the API stops does not wait for more of a standard input that says nothing.
func TestFaultDeniedOnInput(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 1)
	api := newFaultServer(t, func(x *exchange) { x.refuse(401, "", "the key is not valid") })
	p := startOnInput(c, api, "phone\n"+c.numbers[0]+"\n")
	p.wait().want(t, exit.Usage)
}

// startOnInput starts a run in batches of one over a standard input that says something and stays open.
func startOnInput(c *faultCampaign, api *faultServer, said string) *faultProcess {
	c.t.Helper()
	args := c.runArgs(api.url(), "--batch-size", "1", "--results", c.results())
	args[1] = fileset.Stdin
	var input io.WriteCloser
	p := startFault(c.t, args, func(cmd *exec.Cmd) {
		pipe, err := cmd.StdinPipe()
		if err != nil {
			c.t.Fatal(err)
		}
		input = pipe
	})
	if _, err := io.WriteString(input, said); err != nil {
		c.t.Fatal(err)
	}
	return p
}

// TestFaultReaderGone: that the reader of standard output leaves early is no error of a command that prints data.
func TestFaultReaderGone(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 3)
	api := newFaultServer(t, accepting)
	c.run(api.url()).want(t, exit.OK)
	for name, args := range map[string][]string{
		"status":            {"status", c.path},
		"status in JSON":    {"status", c.path, "--json"},
		"status of a flag":  {"status", c.path, "--settings"},
		"plan":              {"plan", c.path, "--agent-id", "agent_x", "--from-number-id", "ap_x"},
		"template":          {"template"},
		"workbook":          {"template", "--xlsx"},
		"version":           {"version"},
		"help":              {"run", "--help"},
		"the flag version":  {"--version"},
		"pause":             {"pause", c.path},
		"resume":            {"resume", c.path},
		"a run with no one": c.runArgs(api.url()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			reader.Close()
			p := startFault(t, args, func(cmd *exec.Cmd) { cmd.Stdout = writer })
			writer.Close()
			out := p.wait()
			out.want(t, exit.OK)
			if strings.Contains(out.stderr, "pipe") {
				t.Errorf("it complains: %s", out.stderr)
			}
		})
	}
}
