package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/internal/sandbox"
)

// heldAPI is a sandbox that answers each request that places calls when it is released.
type heldAPI struct {
	*httptest.Server

	asked   chan struct{}
	release chan struct{}
	// fails: what is released is answered with a fault of the server.
	fails atomic.Bool
}

func newHeldAPI(t *testing.T) *heldAPI {
	t.Helper()
	api := &heldAPI{asked: make(chan struct{}, 100), release: make(chan struct{}, 100)}
	fake := sandbox.New(sandbox.Config{Script: sandbox.Script{Speed: 1e-4}}) // no call ends before the recording does
	api.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			api.asked <- struct{}{}
			select {
			case <-api.release:
			case <-t.Context().Done():
			}
			if api.fails.Load() {
				http.Error(w, `{"error": "the database is away"}`, http.StatusInternalServerError)
				return
			}
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(api.Close)
	return api
}

// TestRecordings: what terminals of two sizes show from the plan to the summary, with a resize in between. Each screen is whole: no
// line is torn, and nothing is left of what has changed.
func TestRecordings(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ cols, rows, otherCols, otherRows int }{{80, 24, 120, 30}, {200, 50, 80, 24}} {
		name := fmt.Sprintf("%dx%d", size.cols, size.rows)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newHeldAPI(t)
			s := newDisplay(t, name, size.cols, size.rows)
			p := startFault(t, append(s.runArgs(api), "--suppress", "dnc.txt",
				"--batch-size", "5", "--concurrency", "4", "--price-per-minute", "0.05", "--max-call-duration-minutes", "3"), s.campaign())
			s.until("yes to go on:")
			s.record("the plan, and the question")
			s.typed("y\n")
			for range 4 {
				<-api.asked
			}
			s.until("0/39 called")
			s.record("the run, before the first answer")
			for range 2 {
				api.release <- struct{}{}
				<-api.asked
			}
			s.until("s left")
			s.record("the run, after two answers")
			for _, narrow := range []struct{ cols, rows int }{{40, 12}, {24, 3}, {size.cols, size.rows}} {
				s.resize(narrow.cols, narrow.rows)
				s.record(fmt.Sprintf("the run, on %d×%d now", narrow.cols, narrow.rows))
			}
			s.typed("\x03") // Ctrl-C
			s.until("stopping: 4 requests")
			s.record("the first Ctrl-C")
			s.resize(size.otherCols, size.otherRows)
			api.release <- struct{}{}
			s.until("stopping: 3 requests")
			s.record(fmt.Sprintf("the drain, on %d×%d now", size.otherCols, size.otherRows))
			for range 3 {
				api.release <- struct{}{}
			}
			p.wait().want(t, 130)
			s.until("next: call the 9 pending")
			s.record("the summary")
			s.compare()
		})
	}
}

// TestRecordingTrouble: what a terminal shows of a run that follows its calls, loses an answer, holds contacts, is paused and is left at once, in windows
// that change their size in between.
func TestRecordingTrouble(t *testing.T) {
	t.Parallel()
	api := newHeldAPI(t)
	s := newDisplay(t, "trouble", 100, 24)
	p := startFault(t, append(s.runArgs(api), "--yes", "--not-before-column", "from", "--lines", "20", "--batch-size", "5", "--concurrency", "1",
		"--progress", "on", "--no-preflight"), s.campaign())
	<-api.asked
	api.release <- struct{}{}
	<-api.asked
	s.until("s left")
	s.record("contacts are on hold")
	api.fails.Store(true)
	api.release <- struct{}{}
	<-api.asked
	api.fails.Store(false)
	s.until("last trouble")
	s.record("an answer was lost")
	p.signal(syscall.SIGUSR1)
	s.until("paused; go on with")
	s.record("paused")
	for _, size := range []struct{ cols, rows int }{{50, 14}, {30, 4}, {160, 24}} {
		s.resize(size.cols, size.rows)
		s.record(fmt.Sprintf("on %d×%d now", size.cols, size.rows))
	}
	s.typed("\x03")
	s.until("stopping: 1 request (")
	s.record("the first Ctrl-C")
	time.Sleep(exit.SecondAfter) // an earlier one would repeat the first
	s.typed("\x03")
	p.wait().want(t, 130)
	s.until("left at once")
	s.record("the second Ctrl-C")
	s.compare()
}

// campaign writes the files of a campaign into a new folder, and lets a command run there, at the terminal.
func (s *display) campaign(env ...string) func(*exec.Cmd) {
	s.t.Helper()
	dir := s.t.TempDir()
	var leads strings.Builder
	leads.WriteString("phone,name,plan,renewal_date,from\n")
	for i := range 40 {
		from := ""
		if i < 4 {
			from = "2126-12-01T09:00:00Z"
		}
		fmt.Fprintf(&leads, "+1415555%04d,Contact %d,gold,2026-12-01,%s\n", i, i+1, from)
	}
	for name, text := range map[string]string{"leads.csv": leads.String(), "dnc.txt": "+14155550007\n+442079460018\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	return func(cmd *exec.Cmd) {
		cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, s.terminal, s.terminal, s.terminal
		cmd.Env = append(append(cmd.Env, "TERM=xterm", "TZ=UTC"), env...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // so that Ctrl-C is a signal
	}
}

// TestPlainTerminal: a terminal that cannot move its cursor, or whose owner wants no colors, gets text alone.
func TestPlainTerminal(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]string{"dumb": "TERM=dumb", "nocolor": "NO_COLOR=1"} {
		t.Run(env, func(t *testing.T) {
			t.Parallel()
			api := newHeldAPI(t)
			close(api.release)
			s := newDisplay(t, name, 80, 24)
			p := startFault(t, s.runArgs(api), s.campaign(env))
			s.until("yes to go on:")
			s.typed("yes\n")
			p.wait().want(t, exit.OK)
			s.until("results: leads.results.csv")
			s.record("the whole run, with " + env)
			if shown := s.shown.String(); strings.Contains(shown, "\x1b") {
				t.Errorf("there are escape sequences: %q", shown)
			}
			s.compare()
		})
	}
}

// TestPiped: where nobody looks on, standard error has events alone, and standard output the summary.
func TestPiped(t *testing.T) {
	t.Parallel()
	api := newHeldAPI(t)
	close(api.release)
	s := &display{t: t, name: "piped"}
	var out, log lockedBuffer
	atTerminal := s.campaign()
	p := startFault(t, append(s.runArgs(api), "--yes"), func(cmd *exec.Cmd) {
		atTerminal(cmd)
		cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = nil, &out, &log, nil
	})
	p.wait().want(t, exit.OK)
	s.recording.WriteString("== standard error\n" + steadyEvents(log.String()) + "== standard output\n" + steady(out.String()))
	if strings.ContainsAny(out.String()+log.String(), "\x1b\r") {
		t.Errorf("there are control characters: %q", out.String()+log.String())
	}
	s.compare()
}

// steadyEvents are events without their times, which have zones of their own, in the order of their texts: requests are answered in any.
func steadyEvents(log string) string {
	lines := strings.SplitAfter(eventTime.ReplaceAllString(steady(log), `"time":"2026-11-26T12:00:00Z"`), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "")
}

var eventTime = regexp.MustCompile(`"time":"[^"]*"`)

// TestConfirmed: y and yes confirm a plan, in any case; nothing else does.
func TestConfirmed(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]int{
		"y\n": exit.OK, "Y\n": exit.OK, " yes \n": exit.OK, "YES\n": exit.OK,
		"\n": exit.Paused, "n\n": exit.Paused, "yess\n": exit.Paused, "ja\n": exit.Paused, "\x04": exit.Paused, "\x03": 130,
	} {
		t.Run(fmt.Sprintf("%q", answer), func(t *testing.T) {
			t.Parallel()
			api := newHeldAPI(t)
			close(api.release)
			s := newDisplay(t, "", 80, 24)
			p := startFault(t, s.runArgs(api), s.campaign())
			s.until("yes to go on:")
			s.typed(answer)
			p.wait().want(t, want)
			if called := len(api.asked) > 0; called != (want == exit.OK) {
				t.Errorf("people were called: %v; the terminal shows\n%s", called, s.now())
			}
		})
	}
}

// runArgs are those of a run of the files of campaign.
func (*display) runArgs(api *heldAPI) []string {
	return []string{"run", "leads.csv", "--base-url", api.URL, "--agent-id", "agent_renewals", "--from-number-id", "ap_main", "--cps", "0"}
}
