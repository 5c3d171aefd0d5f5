package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	watchedHeader = "row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,from_number_id,at\n"
	watchedFirst  = "1,,+14155550000,accepted,ac_1,,,1,r1.1,200,,ap_x,2026-11-23T08:30:00.000Z\n"
	watchedSecond = "2,,+14155550001,accepted,ac_2,,,1,r1.2,200,,ap_x,2026-11-23T08:31:00.000Z\n"
)

// writeResults writes lines to the results of the campaign in the folder of a command.
func writeResults(t *testing.T, dir, text string) {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(dir, "leads.results.csv"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// TestWatchOnTerminal: a watched status is painted in its place, also on a terminal that becomes smaller, follows the files, survives
// files that cannot be read for a while, and leaves the last state behind when Ctrl-C ends it.
func TestWatchOnTerminal(t *testing.T) {
	t.Parallel()
	s := newDisplay(t, "watch", 80, 24)
	dir := ""
	here := s.campaign("LC_ALL=C.UTF-8")
	p := startFault(t, []string{"status", "leads.csv", "--watch"}, func(cmd *exec.Cmd) {
		here(cmd)
		dir = cmd.Dir
		writeResults(t, dir, watchedHeader+watchedFirst)
	})
	s.until("pending          39")
	s.record("one call")
	writeResults(t, dir, watchedSecond)
	s.until("pending          38")
	s.record("two calls, and so a chart")
	s.resize(60, 8)
	s.until("…")
	s.record("on 60×8 now")
	s.resize(80, 24)
	s.until("results: leads.results.csv")
	damage := "x"
	writeResults(t, dir, damage+"\n")
	s.until("not read again: leads.results.csv: line 4")
	s.record("a damaged line")
	if err := os.Truncate(filepath.Join(dir, "leads.results.csv"), int64(len(watchedHeader+watchedFirst+watchedSecond))); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(faultPatience); strings.Contains(s.now(), "not read again"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the terminal shows\n%s", s.now())
		}
	}
	s.typed("\x03") // Ctrl-C
	p.wait().want(t, 130)
	s.record("after Ctrl-C")
	s.compare()
}

// TestWatchShowsWhatChanges: on a terminal a watched status names few of the reasons for which rows are not called, which do not
// change and would push what does from the screen.
func TestWatchShowsWhatChanges(t *testing.T) {
	t.Parallel()
	s := newDisplay(t, "watch", 80, 24)
	here := s.campaign("LC_ALL=C.UTF-8")
	p := startFault(t, []string{"status", "leads.csv", "--watch"}, func(cmd *exec.Cmd) {
		here(cmd)
		wrong := "to_number\n+14155550000\n+14155550001\nn/a\n+1415555\n1-800-FLOWERS\n911\n2026-05-01\n#N/A\n"
		if err := os.WriteFile(filepath.Join(cmd.Dir, "leads.csv"), []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		writeResults(t, cmd.Dir, watchedHeader+watchedFirst+watchedSecond)
	})
	s.until("results: leads.results.csv")
	if text := s.now(); !strings.Contains(text, "… and 3 other causes; see bulkdial status without --watch") || !strings.Contains(text, "calls over time") {
		t.Errorf("the terminal shows\n%s", text)
	}
	s.typed("\x03") // Ctrl-C
	p.wait().want(t, 130)
}

// TestWatchElsewhere: without a terminal a watched status is written when it has changed, as JSON on one line.
func TestWatchElsewhere(t *testing.T) {
	t.Parallel()
	for name, flags := range map[string][]string{"text": nil, "json": {"--json"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "leads.csv"), []byte("phone\n+14155550000\n+14155550001\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			writeResults(t, dir, watchedHeader+watchedFirst)
			out := &lockedBuffer{}
			p := startFault(t, append([]string{"status", "leads.csv", "--watch"}, flags...), func(cmd *exec.Cmd) { cmd.Dir, cmd.Stdout = dir, out })
			shown := func() int { return strings.Count(out.String(), "leads.results.csv") }
			p.until("the state is shown", func() bool { return shown() == 1 })
			writeResults(t, dir, watchedSecond)
			p.until("the change is shown", func() bool { return shown() == 2 })
			time.Sleep(watchEvery + watchEvery/2) // nothing changes
			p.signal(syscall.SIGTERM)
			p.wait().want(t, 143)
			text := out.String()
			if shown() != 2 || strings.Contains(text, "\x1b") || name == "json" && strings.Count(text, "\n") != 2 {
				t.Errorf("it has written\n%s", text)
			}
		})
	}
}

// TestWatchUnread: what cannot be read again for a while is told beside the JSON; a watch ends when its reader has left, with the exit code of
// a status, and when what it writes is lost.
func TestWatchUnread(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	list := filepath.Join(dir, "leads.csv")
	if err := os.WriteFile(list, []byte("phone\n+14155550000\n+14155550001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	writeResults(t, dir, watchedHeader+watchedFirst)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	p := startFault(t, []string{"status", "leads.csv", "--watch", "--json"}, func(cmd *exec.Cmd) { cmd.Dir, cmd.Stdout = dir, write })
	_ = write.Close()
	lines := bufio.NewReader(read)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(list, list+".new"); err != nil {
		t.Fatal(err)
	}
	p.until("it says that it cannot read", func() bool { return strings.Contains(p.stderr.String(), "not read again: leads.csv") })
	writeResults(t, dir, watchedSecond)
	if err := os.Rename(list+".new", list); err != nil {
		t.Fatal(err)
	}
	if next, err := lines.ReadString('\n'); err != nil || !json.Valid([]byte(next)) {
		t.Errorf("after the first line comes %q, %v", next, err)
	}
	_ = read.Close()
	p.wait().want(t, 0)

	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	startFault(t, []string{"status", "leads.csv", "--watch"}, func(cmd *exec.Cmd) { cmd.Dir, cmd.Stdout = dir, full }).wait().want(t, 1)
}
