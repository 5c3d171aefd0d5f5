package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// keepDefaults lets the processes that a test starts have the signals' usual effect, where the tests themselves were
// started to ignore some, as by nohup.
var keepDefaults = sync.OnceFunc(func() {
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGHUP} {
		if signal.Ignored(sig) { // who ignores hands that on, who handles does not
			signal.Notify(make(chan os.Signal, 1), sig)
		}
	}
})

// through starts the program by a command that begins with the words given and has the program's own command line behind.
func through(t *testing.T, launcher ...string) func(*exec.Cmd) {
	t.Helper()
	requireTools(t, launcher[0])
	return func(cmd *exec.Cmd) {
		path, err := exec.LookPath(launcher[0])
		if err != nil {
			cmd.Err = err
			return
		}
		cmd.Path, cmd.Args = path, append(launcher, cmd.Args...)
	}
}

// TestFaultIgnoredSignal: a signal that the run was started to ignore does nothing, others do what they do.
func TestFaultIgnoredSignal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		launcher []string
		ignored  syscall.Signal
		handled  syscall.Signal
	}{
		"nohup":                     {[]string{"nohup"}, syscall.SIGHUP, syscall.SIGTERM},
		"trap of SIGHUP":            {[]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`}, syscall.SIGHUP, syscall.SIGINT},
		"trap of SIGINT":            {[]string{"sh", "-c", `trap "" INT; exec "$0" "$@"`}, syscall.SIGINT, syscall.SIGHUP},
		"background job of a shell": {[]string{"sh", "-c", `"$0" "$@" & trap "kill -s TERM $!; wait $!; exit" TERM; trap "kill -s INT $!" INT; wait; wait; wait`}, syscall.SIGINT, syscall.SIGTERM},
	} {
		for _, stopped := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, stopped by another: %v", name, stopped), func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 12)
				api, release := newHoldingServer(t)
				p := startFault(t, c.runArgs(api.url(), "--batch-size", "3", "--concurrency", "1"), through(t, test.launcher...))
				p.until("the slot is taken", func() bool { return api.requestCount() == 1 })
				p.signal(test.ignored)
				time.Sleep(50 * time.Millisecond)
				if said := p.stderr.String(); strings.Contains(said, "stopping") {
					t.Errorf("it heeds %v: %s", test.ignored, said)
				}
				if !stopped {
					close(release)
					p.wait()
					c.wantTally(map[string]int{acceptedWord: 12})
					return
				}
				p.signal(test.handled)
				p.until("it says what it waits for", func() bool { return strings.Contains(p.stderr.String(), "stopping") })
				close(release)
				p.wait().want(t, faultSignals[test.handled])
				c.wantTally(map[string]int{acceptedWord: 3, pendingWord: 9})
				c.recover(api)
			})
		}
	}
}

// TestFaultTimeoutCommand: timeout signals the run and its group of processes, which is two signals at once. The run drains.
func TestFaultTimeoutCommand(t *testing.T) {
	t.Parallel()
	for name, launcher := range map[string][]string{
		"alone":      {"timeout", "-s", "TERM", "1"},
		"in a shell": {"sh", "-c", `timeout -s TERM 1 "$0" "$@"; exit $?`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 40)
			api, release := newHoldingServer(t)
			p := startFault(t, c.runArgs(api.url(), "--batch-size", "5", "--concurrency", "4"), func(cmd *exec.Cmd) {
				through(t, launcher...)(cmd)
				cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			})
			p.until("it says what it waits for", func() bool { return strings.Contains(p.stderr.String(), "stopping") })
			time.Sleep(50 * time.Millisecond) // for the signal to the group
			close(release)
			p.wait().want(t, 124) // that of timeout
			c.wantTally(map[string]int{acceptedWord: 20, pendingWord: 20})
			c.recover(api)
		})
	}
}

// TestFaultStopping: the first signal is followed at once by an event that says what is waited for, and for how long.
func TestFaultStopping(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args   []string
		script func(*exchange)
		taken  int // requests before the signal
		done   int // results before it
		want   string
	}{
		"four requests": {
			[]string{"--batch-size", "5", "--concurrency", "4", "--request-timeout", "1m", "--drain-timeout", "3s"},
			(*exchange).hang, 4, 0,
			`{"level":"warn","requests":4,"contacts":20,"timeout":"3s","message":"stopping: waiting for the requests in flight"}`,
		},
		"one that may not take so long": {
			[]string{"--batch-size", "5", "--concurrency", "1", "--request-timeout", "2s", "--drain-timeout", "1h"},
			(*exchange).hang, 1, 0,
			`{"level":"warn","requests":1,"contacts":5,"timeout":"2s","message":"stopping: waiting for the requests in flight"}`,
		},
		"none": {
			[]string{"--batch-size", "5", "--concurrency", "4", "--cps", "0.01"},
			accepting, 1, 5,
			`{"level":"warn","requests":0,"contacts":0,"timeout":"20s","message":"stopping: no request is in flight"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 40)
			api := newFaultServer(t, test.script)
			p := startFault(t, c.runArgs(api.url(), test.args...), nil)
			p.until("it is where it is to be stopped", func() bool {
				return api.requestCount() == test.taken && len(c.records()) == test.done
			})
			p.signal(syscall.SIGTERM)
			p.until("it says what it waits for", func() bool { return stoppingEvent(t, p.stderr.String()) != "" })
			if got := stoppingEvent(t, p.stderr.String()); got != test.want {
				t.Errorf("it says\n%s, want\n%s", got, test.want)
			}
			p.wait().want(t, 143)
		})
	}
}

// stoppingEvent returns the event of a log that says what is waited for, without its time.
func stoppingEvent(t *testing.T, log string) string {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(log))
	for lines.Scan() {
		var e struct {
			Level    string `json:"level"`
			Requests int    `json:"requests"`
			Contacts int    `json:"contacts"`
			Timeout  string `json:"timeout"`
			Message  string `json:"message"`
		}
		if json.Unmarshal(lines.Bytes(), &e) == nil && strings.HasPrefix(e.Message, "stopping") {
			text, _ := json.Marshal(e)
			return string(text)
		}
	}
	return ""
}

// TestFaultSignalWhileReading: commands that read a large file end with the first signal, and say nothing of what they
// have not read to the end.
func TestFaultSignalWhileReading(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 1)
	var text strings.Builder
	text.WriteString("phone\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&text, "+1415%07d\n", 2_000_000+i)
	}
	c.rows(text.String())
	for _, command := range []string{"plan", "status", "run"} {
		args := []string{command, c.path}
		if command == "run" {
			args = c.runArgs("http://127.0.0.1:1")
		}
		p := startFault(t, args, nil)
		p.until("it reads the contacts", func() bool { return opened(p.cmd.Process.Pid, c.path) })
		p.signal(syscall.SIGTERM)
		out := p.wait()
		out.want(t, 143, "interrupted by SIGTERM")
		if command != "run" && out.stdout != "" {
			t.Errorf("%s has said:\n%s", command, out.stdout)
		}
	}
}

// opened reports whether a process has a file open.
func opened(pid int, path string) bool {
	links, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, link := range links {
		if to, err := os.Readlink(link); err == nil && to == path {
			return true
		}
	}
	return false
}

// TestFaultSignalOnLog: import-log over a standard input that says nothing ends with the first signal.
func TestFaultSignalOnLog(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 1)
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	p := startFault(t, []string{"import-log", c.path, "-"}, func(cmd *exec.Cmd) { cmd.Stdin = reader })
	reader.Close()
	if _, err := writer.WriteString(strings.Repeat("{}\n", 100_000)); err != nil { // more than a pipe holds
		t.Fatal(err)
	}
	p.signal(syscall.SIGINT)
	p.wait().want(t, 130, "interrupted by SIGINT")
}

// TestFaultSignalOnMerge: a merge that is told to stop says that it comes to its end first, and does.
func TestFaultSignalOnMerge(t *testing.T) {
	t.Parallel()
	const lines = 150_000
	c := newFaultCampaign(t, 1)
	var shard string
	for i := range 2 {
		var text strings.Builder
		text.WriteString("row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,at\n")
		for row := i + 1; row <= 2*lines; row += 2 {
			fmt.Fprintf(&text, "%d,,+1415%07d,accepted,ac_%d,,,1,r1.%d,200,,2026-11-25T08:30:00.000Z\n", row, 2_000_000+row, row, row)
		}
		shard = strings.Replace(c.results(), ".csv", fmt.Sprintf(".%d-of-2.csv", i+1), 1)
		if err := os.WriteFile(shard, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := startFault(t, []string{"merge", c.path}, nil)
	p.until("it reads the last shard", func() bool { return opened(p.cmd.Process.Pid, shard) })
	p.signal(syscall.SIGTERM)
	p.signal(syscall.SIGTERM)
	out := p.wait()
	out.want(t, exit.OK, "stopping: the merge is completed first")
	if want := fmt.Sprint(2*lines, " without repeats"); !strings.Contains(out.stdout, want) {
		t.Errorf("it says %q, want %q", out.stdout, want)
	}
}

// TestFaultSignalOnSandbox: a sandbox under nohup outlives SIGHUP, and ends well with SIGTERM.
func TestFaultSignalOnSandbox(t *testing.T) {
	t.Parallel()
	p := startFault(t, []string{"sandbox", "--listen", "127.0.0.1:0"}, through(t, "nohup"))
	p.until("it listens", func() bool { return strings.Contains(p.stderr.String(), "sandbox is listening") })
	p.signal(syscall.SIGHUP)
	time.Sleep(50 * time.Millisecond)
	p.signal(syscall.SIGTERM)
	out := p.wait()
	out.want(t, exit.OK)
}
