package notify

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// isThere reports whether there is a file of a name.
func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// aNotifier runs a command in a folder, and logs to a buffer.
func aNotifier(t *testing.T, most time.Duration, command string) (n *Notifier, dir string, log *bytes.Buffer) {
	t.Helper()
	dir, log = t.TempDir(), &bytes.Buffer{}
	return &Notifier{
		command: "cd '" + dir + "'; " + command, environ: os.Environ(), most: most, logger: zerolog.New(log), says: func(string) {},
	}, dir, log
}

// gone waits until a process is no more whose id a file has.
func gone(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); !zombie(pid) && !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d is still there", pid)
		}
	}
}

// zombie reports whether a process has ended, and waits for its parent to look.
func zombie(pid int) bool {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && bytes.Contains(text, []byte(") Z "))
}

// TestNotifyTime: a command that takes too long is killed with what it has started, and that is a warning.
func TestNotifyTime(t *testing.T) {
	t.Parallel()
	n, dir, log := aNotifier(t, 300*time.Millisecond, "echo it hangs >&2; sleep 1000 & echo $! > pid; wait")
	n.end("notice")
	gone(t, filepath.Join(dir, "pid"))
	const want = `{"level":"warn","error":"it was ended after 300ms","says":"it hangs","message":"the notify command failed; nothing else has changed"}`
	if got := strings.TrimSpace(log.String()); got != want {
		t.Errorf("the log has\n%s\nwant\n%s", got, want)
	}
}

// TestNotifyBackground: what a command leaves in the background is not waited for, though it has its output.
func TestNotifyBackground(t *testing.T) {
	t.Parallel()
	n, dir, log := aNotifier(t, time.Minute, "sleep 1000 & echo $! > pid")
	n.end("notice")
	if log.String() != "" {
		t.Errorf("the log has %s", log)
	}
	text, _ := os.ReadFile(filepath.Join(dir, "pid"))
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Errorf("it was ended: %v", err)
	}
}

// TestNotifyChatter: of a command that writes without end some lines are passed on, and nothing that controls a terminal.
func TestNotifyChatter(t *testing.T) {
	t.Parallel()
	n, _, log := aNotifier(t, time.Minute, `printf '\033[2Jhere\n\n'; yes | head -c 2000000; yes no | head -n 3 >&2; exit 4`)
	var said []string
	n.says = func(line string) { said = append(said, line) }
	n.end("notice")
	if len(said) != mostLines+1+3 || !slices.Contains(said, " [2Jhere") || !slices.Contains(said, "… and 999901 more lines") {
		t.Errorf("%d lines: %q", len(said), said)
	}
	if got := log.String(); !strings.Contains(got, `"says":"no"`) {
		t.Errorf("the log has %s", got)
	}
}

// TestNotifyUnread: a command that reads nothing is not waited for, however much there is to read; and the notices come one after another.
func TestNotifyUnread(t *testing.T) {
	t.Parallel()
	n, dir, log := aNotifier(t, time.Minute, "echo begin >> all; sleep 0.1; echo end >> all")
	n.start(strings.Repeat("x", 1<<20))
	n.end(strings.Repeat("x", 1<<20))
	text, err := os.ReadFile(filepath.Join(dir, "all"))
	if err != nil || string(text) != "begin\nend\nbegin\nend\n" || log.String() != "" {
		t.Errorf("it wrote %q, %v, and the log has %s", text, err, log)
	}
}

// TestNotifyLeft: when the program is left the command is killed, and none is begun any more.
func TestNotifyLeft(t *testing.T) {
	t.Parallel()
	n, dir, _ := aNotifier(t, time.Minute, "touch begun; sleep 1000 & echo $! > pid.new; mv pid.new pid; wait")
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.end("notice")
	}()
	for deadline := time.Now().Add(patience); !isThere(filepath.Join(dir, "pid")); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the command did not begin")
		}
	}
	if !n.Leave() {
		t.Error("something else is waited for")
	}
	<-done
	gone(t, filepath.Join(dir, "pid"))
	if err := os.Remove(filepath.Join(dir, "begun")); err != nil {
		t.Fatal(err)
	}
	n.end("another")
	if _, err := os.Stat(filepath.Join(dir, "begun")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a command was begun after that")
	}
	if (*Notifier)(nil).Leave() {
		t.Error("without a command it is waited for")
	}
}
