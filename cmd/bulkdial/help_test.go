package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/flags"
)

// The terminal that help is made for: of its 24 lines, one is the command and one the next prompt.
const (
	terminalWidth = 80
	terminalLines = 22
)

// eachCommand calls do for the root and all commands below it.
func eachCommand(cmd *cobra.Command, do func(*cobra.Command)) {
	do(cmd)
	for _, c := range cmd.Commands() {
		eachCommand(c, do)
	}
}

// TestHelp: the help of each command has usage, examples and exit codes, fits the terminal, and gives each flag and each group.
func TestHelp(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	a := &app{}
	help := func(cmd *cobra.Command, topic flags.Group) string {
		out.Reset()
		if err := flags.ShowHelp(&out, cmd, topic); err != nil {
			t.Errorf("%s: %v", cmd.CommandPath(), err)
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > terminalWidth && !strings.Contains(cmd.CommandPath(), "completion") {
				t.Errorf("help %s %s: %d columns: %s", cmd.CommandPath(), topic, n, line)
			}
		}
		return out.String()
	}
	eachCommand(a.root(), func(cmd *cobra.Command) {
		text, groups := help(cmd, ""), flags.GroupsOf(cmd)
		for _, part := range []string{"\nUsage:\n", "\nExit codes:\n", "lags"} {
			if !strings.Contains(text, part) {
				t.Errorf("help of %s has no %q", cmd.CommandPath(), part)
			}
		}
		if !strings.Contains(cmd.CommandPath(), "completion") && !strings.Contains(text, "\nExamples:\n  ") {
			t.Errorf("help of %s has no examples", cmd.CommandPath())
		}
		all := help(cmd, flags.GroupAll)
		for group, set := range groups {
			shown := help(cmd, group)
			if n := strings.Count(shown, "\n"); n > terminalLines {
				t.Errorf("help of the group %s of %s has %d lines, of at most %d", group, cmd.CommandPath(), n, terminalLines)
			}
			for _, f := range set {
				if usage := "  " + flags.Spelling(f) + "  "; !strings.Contains(shown, usage) || !strings.Contains(all, usage) {
					t.Errorf("help of %s lacks %q", cmd.CommandPath(), usage)
				}
			}
		}
	})
}

// TestUsualFlags: help of run shows ten flags first.
func TestUsualFlags(t *testing.T) {
	t.Parallel()
	run, _, err := (&app{}).root().Find([]string{"run"})
	if err != nil {
		t.Fatal(err)
	}
	var all []*pflag.Flag
	for _, set := range flags.GroupsOf(run) {
		all = append(all, set...)
	}
	if usual := flags.UsualOf(run, all); len(usual) != 10 {
		t.Errorf("%d usual flags of run, want 10", len(usual))
	}
}

// examplesOf returns the examples of a command, each as one line of the shell.
func examplesOf(cmd *cobra.Command) (examples []string) {
	text := strings.ReplaceAll(cmd.Example, "\\\n", " ")
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			examples = append(examples, line)
		}
	}
	return examples
}

// TestExamples: each example in help works as pasted, with files of these names. One that serves until it is interrupted, or follows
// calls for minutes, is only parsed.
func TestExamples(t *testing.T) {
	t.Parallel()
	requireTools(t, "sh", "cat", "gzip")
	api := newFaultServer(t, accepting)
	eachCommand((&app{}).root(), func(cmd *cobra.Command) {
		for i, example := range examplesOf(cmd) {
			t.Run(fmt.Sprintf("%s %d", cmd.CommandPath(), i), func(t *testing.T) {
				t.Parallel()
				if cmd.Name() == "sandbox" || strings.Contains(example, "--canary") {
					parseExample(t, example)
					return
				}
				runExample(t, api.url(), example)
			})
		}
	})
}

// parseExample checks that the last command of an example has its flags and arguments.
func parseExample(t *testing.T, example string) {
	t.Helper()
	words := strings.Fields(example)
	for i, word := range words {
		if word != "bulkdial" {
			continue
		}
		cmd, rest, err := (&app{}).root().Find(words[i+1:])
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.ParseFlags(rest); err != nil {
			t.Fatal(err)
		}
		if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s: no command of bulkdial", example)
}

// unknownResults are the results of two contacts whose answer was lost.
const unknownResults = "row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,from_number_id,at\n" +
	"1,,+14155550101,unknown,,reset,,1,20261123T083000-9f3a.1,,,ap_123,2026-11-23T08:30:01.500Z\n" +
	"2,,+14155550102,unknown,,reset,,1,20261123T083000-9f3a.1,,,ap_123,2026-11-23T08:30:01.500Z\n"

// runExample runs an example in a folder that has what examples name.
func runExample(t *testing.T, url, example string) {
	t.Helper()
	folder := t.TempDir()
	const contacts = "crm_id,phone,first_name,balance\n7,+14155550101,Anna,12\n8,+14155550102,Bo,9\n"
	const rules = "version: ours/1\nchecked: 2026-11-25\ndefault: {hours: \"daily 00:00-24:00\", source: counsel}\n"
	files := map[string]string{
		"rules.yaml": rules,
		"leads.csv":  contacts, "campaign.yaml": "cps: 0\n", "run.log": "",
		"spring.csv": contacts, "autumn.csv": contacts,
		"bin/xdg-open": "#!/bin/sh\n", "bin/open": "#!/bin/sh\n",
		"optouts.tsv": "7\t+14155550107\n",
		"bin/kubectl": "#!/bin/sh\ncat run.log\n", "bin/generate-leads": "#!/bin/sh\ncat leads.csv\n",
	}
	if strings.Contains(example, "placed") {
		files["leads.results.csv"] = unknownResults
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	prepare := "gzip -kf leads.csv && bulkdial template --xlsx > leads.xlsx && "
	if strings.Contains(example, "bulkdial merge") {
		prepare += "bulkdial run leads.csv -q --shard 1/2 && bulkdial run leads.csv -q --shard 2/2 && "
	}
	cmd := exec.Command("sh", "-c", prepare+example)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(folder, "bin")+":"+os.Getenv("PATH"), "BULKDIAL_CPS=0", "BULKDIAL_YES=true", "BULKDIAL_NO_PREFLIGHT=true",
		"CARTESIA_API_KEY=sk_car_test", "BULKDIAL_AGENT_ID=agent_abc", "BULKDIAL_FROM_NUMBER_ID=ap_123", "BULKDIAL_BASE_URL="+url)
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exit.OK && code != exit.Look {
		t.Errorf("%s: %v\n%s", example, err, out)
	}
}
