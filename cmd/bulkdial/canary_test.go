package main

import (
	"os/exec"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestCanaryAsks: on a terminal a person sees how the first calls have ended, and decides about the others; --yes does not.
func TestCanaryAsks(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]struct{ code, called int }{"yes\n": {exit.OK, 12}, "no\n": {exit.Paused, 4}} {
		t.Run(strings.TrimSpace(answer), func(t *testing.T) {
			t.Parallel()
			o := &operator{t: t, dir: t.TempDir()}
			o.file("leads.csv", people(1, 12))
			terminal, keyboard, shown := openTerminal(t)
			p := startFault(t, []string{
				"run", "leads.csv", "--sandbox", "--sandbox-speed", "3600", "--cps", "0", "--progress", "off", "--yes", "--canary", "4", "--sandbox-outcomes", "answered=0.75,busy=0.25",
			}, func(cmd *exec.Cmd) { cmd.Dir, cmd.Stdin, cmd.Stderr = o.dir, terminal, terminal })
			p.until("question", func() bool {
				return strings.Contains(shown.String(), ". Call the other 8 people? Type y or yes to go on: ")
			})
			if text := shown.String(); !strings.Contains(text, "canary: 4 called, all calls ended\r\n  outcomes: ") || !strings.Contains(text, "Of the canary of 4 people: ") {
				t.Errorf("the terminal shows\n%s", text)
			}
			if _, err := keyboard.WriteString(answer); err != nil {
				t.Fatal(err)
			}
			p.wait().want(t, want.code)
			text := o.read("leads.sandbox.results.csv")
			if got := strings.Count(text, ",accepted,"); got != want.called {
				t.Errorf("%d called, want %d; the terminal shows\n%s", got, want.called, shown)
			}
		})
	}
}

// TestTestCallAsks: on a terminal a test call shows its request and is confirmed.
func TestTestCallAsks(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]struct{ code, called int }{"yes\n": {exit.OK, 1}, "no\n": {exit.Paused, 0}} {
		t.Run(strings.TrimSpace(answer), func(t *testing.T) {
			t.Parallel()
			o := &operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)}
			o.file("leads.csv", people(1, 2))
			terminal, keyboard, shown := openTerminal(t)
			p := startFault(t, []string{
				"run", "leads.csv", "--base-url", o.api.url(), "--agent-id", "agent_x", "--from-number-id", "ap_x", "--to", "+14155559999",
			}, func(cmd *exec.Cmd) { cmd.Dir, cmd.Stdin, cmd.Stderr = o.dir, terminal, terminal })
			p.until("question", func() bool {
				return strings.Contains(shown.String(), "Call +14155559999 now? Type y or yes to go on: ")
			})
			if text := shown.String(); !strings.Contains(text, "test call with row 2 of leads.csv:") || !strings.Contains(text, `"from_number_id":"ap_x"`) {
				t.Errorf("the terminal shows\n%s", text)
			}
			if _, err := keyboard.WriteString(answer); err != nil {
				t.Fatal(err)
			}
			p.wait().want(t, want.code)
			if got := o.api.called()["+14155559999"]; got != want.called || len(o.api.called()) != want.called {
				t.Errorf("called %d times, want %d; the terminal shows\n%s", got, want.called, shown)
			}
		})
	}
}
