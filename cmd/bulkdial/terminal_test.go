package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/terminal"
)

// openTerminal returns a terminal for a process, its keyboard, and what is shown on it.
func openTerminal(t *testing.T) (terminal, keyboard *os.File, shown *lockedBuffer) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	t.Cleanup(func() { screen.Close() })
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 200}); err != nil {
		t.Fatal(err)
	}
	shown = &lockedBuffer{}
	go func() { _, _ = io.Copy(shown, screen) }() // ends when the screen is closed
	return terminal, screen, shown
}

// control are the sequences that move the cursor, clear and color.
var control = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)

// TestStoppingOnTerminal: on a terminal the first signal is followed by one line for people, whole above the bar, and the
// bar shows what is still awaited.
func TestStoppingOnTerminal(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"auto", "console", "json"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 40)
			api, release := newHoldingServer(t)
			screen, _, shown := openTerminal(t)
			p := startFault(t, c.runArgs(api.url(), "--batch-size", "5", "--concurrency", "4", "--request-timeout", "60s", "--log-format", format),
				func(cmd *exec.Cmd) { cmd.Stderr = screen; cmd.Env = append(cmd.Env, "TERM=xterm") })
			screen.Close()
			p.until("all slots are taken", func() bool { return api.requestCount() == 4 })
			p.signal(syscall.SIGINT)
			const want = "stopping: waiting for 4 requests (20 people), up to 60s; press Ctrl-C again to leave now: they become unknown"
			p.until("it says what it waits for", func() bool {
				text := shown.String()
				return strings.Contains(text, want) && strings.Contains(text, "stopping: 4 requests (20 people)") &&
					(format != "json" || strings.Contains(text, `"contacts":20`))
			})
			close(release)
			p.wait().want(t, 130)
			lines := strings.Split(control.ReplaceAllString(strings.ReplaceAll(shown.String(), "\r", "\n"), ""), "\n")
			said, events := 0, 0
			for _, line := range lines {
				switch {
				case strings.TrimSpace(line) == want:
					said++
				case strings.Contains(line, "stopping: waiting"):
					events++
				}
			}
			if wantEvents := map[string]int{"json": 1}[format]; said != 1 || events != wantEvents {
				t.Errorf("it says so %d times and has %d events, want 1 and %d:\n%q", said, events, wantEvents, lines)
			}
			c.wantTally(map[string]int{acceptedWord: 20, pendingWord: 20})
		})
	}
}

// TestOverlapAsks: on a terminal a person decides about a campaign that looks like an earlier one under another name.
func TestOverlapAsks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		typed  []string
		code   int
		called int
	}{
		{"twice yes", []string{"yes\n", "yes\n"}, exit.OK, 2},
		{"no to the same people", []string{"no\n"}, exit.Paused, 1},
		{"no to the plan", []string{"yes\n", "\n"}, exit.Paused, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := &operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)}
			o.file("leads.csv", people(1, 1)).run(0, "leads.csv").file("copy.csv", people(1, 1))
			terminal, keyboard, shown := openTerminal(t)
			p := startFault(t, []string{
				"run", "copy.csv", "--base-url", o.api.url(), "--agent-id", "agent_x", "--from-number-id", "ap_x", "--progress", "off",
			}, func(cmd *exec.Cmd) { cmd.Dir, cmd.Stdin, cmd.Stderr = o.dir, terminal, terminal })
			for i, text := range tt.typed {
				p.until("question", func() bool { return strings.Count(shown.String(), "Type y or yes to go on: ") > i })
				if _, err := keyboard.WriteString(text); err != nil {
					t.Fatal(err)
				}
			}
			p.wait().want(t, tt.code)
			if got := o.api.called()[number(1)]; got != tt.called {
				t.Errorf("called %d times, want %d; the terminal shows\n%s", got, tt.called, shown)
			}
			if !strings.Contains(shown.String(), "called within the last 7 days, or perhaps: 1 of the 1 contact to call, most of them") {
				t.Errorf("the terminal shows\n%s", shown)
			}
		})
	}
}

// TestHiddenAsks: on a terminal a person says what becomes of hidden rows, and the campaign remembers it.
func TestHiddenAsks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		typed  []string
		code   int
		called int
	}{
		{"skip", []string{"skip\n", "yes\n"}, exit.OK, 2},
		{"call", []string{"Call\n", "yes\n"}, exit.OK, 6},
		{"neither", []string{"yes\n"}, exit.Paused, 0},
		{"no to the plan", []string{"call\n", "\n"}, exit.Paused, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := &operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)}
			sheet, err := os.ReadFile("../../testdata/hidden-rows.xlsx")
			if err != nil {
				t.Fatal(err)
			}
			o.file("leads.xlsx", string(sheet))
			args := []string{"run", "leads.xlsx", "--base-url", o.api.url(), "--agent-id", "agent_x", "--from-number-id", "ap_x", "--progress", "off", "--cps", "0"}
			terminal, keyboard, shown := openTerminal(t)
			p := startFault(t, args, func(cmd *exec.Cmd) { cmd.Dir, cmd.Stdin, cmd.Stderr = o.dir, terminal, terminal })
			for i, text := range tt.typed {
				p.until("question", func() bool { return strings.Count(shown.String(), "Type ") > i })
				if _, err := keyboard.WriteString(text); err != nil {
					t.Fatal(err)
				}
			}
			p.wait().want(t, tt.code)
			if got := len(o.api.called()); got != tt.called {
				t.Errorf("called %d people, want %d; the terminal shows\n%s", got, tt.called, shown)
			}
			if !strings.Contains(shown.String(), "4 rows are hidden in the sheet (rows 3, 4, 5, 6). Type skip") {
				t.Errorf("the terminal shows\n%s", shown)
			}
			if tt.code != exit.OK {
				return
			}
			if runs, err := os.ReadFile(filepath.Join(o.dir, "leads.runs.jsonl")); err != nil || !strings.Contains(string(runs), `"hidden-rows":["`+strings.ToLower(tt.name)) {
				t.Errorf("the runs file, %v, has\n%s", err, runs)
			}
			startFault(t, append(args, "--yes"), func(cmd *exec.Cmd) { cmd.Dir = o.dir }).wait().want(t, exit.OK)
			if got := len(o.api.called()); got != tt.called {
				t.Errorf("after a run without a terminal %d people are called, want %d", got, tt.called)
			}
		})
	}
}

// TestBlocks: block characters are for terminals of UTF-8 only.
func TestBlocks(t *testing.T) {
	t.Parallel()
	screen, _, _ := openTerminal(t)
	for _, tt := range []struct {
		environ []string
		want    bool
	}{
		{[]string{"LANG=en_US.UTF-8"}, true},
		{[]string{"LANG=C", "LC_ALL=C.utf8"}, true},
		{[]string{"LANG=en_US.UTF-8", "LC_CTYPE=C"}, false},
		{[]string{"LANG=en_US.UTF-8", "TERM=dumb"}, false},
		{nil, false},
	} {
		if got := (terminal.Process{Environ: tt.environ, Stdout: screen}).Blocks(); got != tt.want {
			t.Errorf("%v: %v", tt.environ, got)
		}
	}
	if (terminal.Process{Environ: []string{"LANG=en_US.UTF-8"}, Stdout: &strings.Builder{}}).Blocks() {
		t.Error("a pipe gets blocks")
	}
}
