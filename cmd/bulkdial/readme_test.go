package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeLines runs the commands of the README's section on lines, and compares what the second prints.
func TestReadmeLines(t *testing.T) {
	t.Parallel()
	commands, printed := readmeBlocks(t, "<!-- lines -->")
	outputs := outputsOf(t, commands)
	if len(outputs) != 3 || outputs[1] != printed {
		t.Errorf("track prints\n%s\nthe README shows\n%s", outputs[1], printed)
	}
	if _, counts, _ := strings.Cut(printed, "\n"); !strings.Contains(outputs[2], "outcomes: "+strings.TrimSpace(strings.Split(counts, "\n")[0])) {
		t.Errorf("status prints\n%s", outputs[2])
	}
}

// TestReadmeCanary runs the commands of the README's section on a test call and a canary.
func TestReadmeCanary(t *testing.T) {
	t.Parallel()
	commands, _ := readmeBlocks(t, "<!-- canary -->")
	outputs := outputsOf(t, commands)
	for i, want := range []string{"with row 7: accepted, call ac_sandbox_", "settled by earlier runs: 10", "runs: 3, of them test calls: 1; "} {
		if !strings.Contains(outputs[i], want) {
			t.Errorf("command %d prints\n%s\nwithout %q", i+1, outputs[i], want)
		}
	}
}

// TestReadmeRedial runs the campaign of two days in the README, and compares what it prints.
func TestReadmeRedial(t *testing.T) {
	t.Parallel()
	commands, printed := readmeBlocks(t, "<!-- redial -->")
	cmd := exec.Command("sh", "-c", commands)
	cmd.Dir, cmd.Stderr = sampleFolder(t), os.Stderr
	if out, err := cmd.Output(); err != nil || string(out) != printed {
		t.Errorf("the commands print (%v)\n%s\nthe README shows\n%s", err, out, printed)
	}
}

// TestReadmeReconcile runs the commands of the README's section on unknown contacts, and compares what the second prints.
func TestReadmeReconcile(t *testing.T) {
	t.Parallel()
	commands, printed := readmeBlocks(t, "<!-- reconcile -->")
	outputs := outputsOf(t, commands)
	if len(outputs) != 3 || outputs[1] != printed {
		t.Errorf("reconcile prints\n%s\nthe README shows\n%s", outputs[1], printed)
	}
	if strings.Contains(outputs[2], "unknown") || !strings.Contains(outputs[2], "accepted        120") {
		t.Errorf("the last run prints\n%s", outputs[2])
	}
}

// sampleFolder is a new folder with the sample of contacts.
func sampleFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	leads, err := os.ReadFile(filepath.Join("..", "..", "testdata", "leads.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "leads.csv"), leads, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// outputsOf runs each line of commands in a folder with the sample, and returns what each prints.
func outputsOf(t *testing.T, commands string) []string {
	t.Helper()
	dir := sampleFolder(t)
	var outputs []string
	for command := range strings.Lines(commands) {
		cmd := exec.Command("sh", "-c", command)
		cmd.Dir = dir
		out, err := cmd.Output()
		if code := cmd.ProcessState.ExitCode(); err != nil && code != exitLook { // some rows of the sample are invalid
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		outputs = append(outputs, string(out))
	}
	return outputs
}

// readmeBlocks returns the commands and the output in the two blocks that follow a mark in the README.
func readmeBlocks(t *testing.T, mark string) (commands, output string) {
	t.Helper()
	var text []byte
	for _, page := range []string{"lines", "plan", "redial-and-reconcile"} {
		more, err := os.ReadFile(filepath.Join("..", "..", "docs", page+".md"))
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, more...)
	}
	_, after, found := strings.Cut(string(text), mark+"\n```sh\n")
	commands, after, _ = strings.Cut(after, "```\n")
	_, after, text2 := strings.Cut(after, "```text\n")
	output, _, closed := strings.Cut(after, "```\n")
	if !found || !text2 || !closed {
		t.Fatalf("the README has no commands and output after %s", mark)
	}
	return commands, output
}
