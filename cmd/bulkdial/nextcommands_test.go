package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// TestNextCommands: after any end and for any command line each command is one that this program takes, and permits nothing that was permitted
// once.
func TestNextCommands(t *testing.T) {
	t.Parallel()
	state := campaign.State{
		Contacts: dialer.Tally{Rows: 9, Accepted: 1, Pending: 3, Invalid: 1, Rejected: 1, Unknown: 1}, Paused: true,
		Causes: []engine.Cause{{Code: engine.NotRecorded}},
	}
	done := campaign.State{Contacts: dialer.Tally{Rows: 2, Accepted: 2}}
	done.Contacts.Outcomes.Ended(dialer.OutcomeBusy)
	done.Contacts.Outcomes.Ended(dialer.OutcomeAnswered)
	given := map[string]string{"results": "it's.csv", "config": "my campaign.yaml", "sandbox": "true", "base-url": "http://[::1]:8080", "api-key-file": "k", "shard": "1/2"}
	args := []string{
		"--results", "it's.csv", "--config=my campaign.yaml", "--sandbox", "--base-url", "http://[::1]:8080", "--api-key-file", "k", "--shard", "1/2",
		"--accept-change", "region", "--new-campaign", "--accept-header", "--accept-change=header", "--retry", "rejected,unknown", "-y",
	}
	for _, contacts := range []string{"leads.csv", "my leads.xlsx", "it's $HOME/`x`.csv.gz", fileset.Stdin} {
		for _, s := range []campaign.State{state, done} {
			var lines []string
			for _, row := range exit.Endings() {
				lines = append(lines, commandsAfter(s, row, given, append([]string{"run", contacts}, args...))...)
			}
			slices.Sort(lines)
			for _, command := range splitByShell(t, slices.Compact(lines)) {
				checkProgram(t, contacts, command)
				line := strings.Join(command, " ")
				for _, permit := range []string{"accept-", "new-campaign", "unknown"} {
					if strings.Contains(line, permit) {
						t.Errorf("it permits: %s", line)
					}
				}
				if about, _, _ := strings.Cut(contacts, "."); !strings.HasPrefix(command[2], about) {
					t.Errorf("of %s: %q", contacts, command)
				}
			}
		}
	}
}

// commandsAfter are the commands to run after one with these arguments.
func commandsAfter(s campaign.State, end exit.Ending, given map[string]string, args []string) (commands []string) {
	l := &flags.Line{Process: terminal.Process{Args: args}, Given: map[string][]settings.Value{}}
	for name, value := range given {
		l.Given[name] = []settings.Value{{Text: value, From: flags.FromCommandLine}}
	}
	s.Files = fileset.Files{Contacts: args[1], Results: "it's.csv"}
	for _, step := range show.NextSteps(&s, end, show.NewAgain(l, args[1])) {
		commands = append(commands, step.Commands...)
	}
	return commands
}

// splitByShell has a shell split command lines of bulkdial into words.
func splitByShell(t *testing.T, lines []string) (commands [][]string) {
	t.Helper()
	if len(lines) == 0 {
		return nil
	}
	script := "bulkdial() { printf '%s\\0' bulkdial \"$@\"; printf '\\036'; }\n" + strings.Join(lines, "\n")
	out, err := exec.Command("sh", "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x1e"), "\x1e") {
		commands = append(commands, strings.Split(strings.TrimSuffix(text, "\x00"), "\x00"))
	}
	return commands
}
