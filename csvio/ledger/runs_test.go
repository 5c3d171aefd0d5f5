package ledger_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
)

func readRuns(t *testing.T, path string) []ledger.RunLine {
	t.Helper()
	var lines []ledger.RunLine
	if err := ledger.ReadRuns(path, func(l ledger.RunLine) { lines = append(lines, l) }); err != nil {
		t.Fatalf("ReadRuns() = %v", err)
	}
	return lines
}

func TestRuns(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.runs.jsonl")
	if lines := readRuns(t, path); lines != nil {
		t.Errorf("a missing file has %v", lines)
	}
	toCall := 3
	begin := ledger.RunBegin{
		Run: "r1", At: at(t), User: "ada", Host: "here", PID: 7, Version: "v1", Contacts: "leads.csv", Shard: "1/2", ToCall: &toCall,
		Flags: map[string][]string{"agent-id": {"agent_1"}},
	}
	end := ledger.RunEnd{Run: "r1", At: at(t), EndedBy: "finished", Outcome: "finished", Sent: 3, Requests: 1, Accepted: 2, Rejected: 1, ExitCode: 3}
	must(t, ledger.AppendRunBegin(ownfile.OSDisk{}, path, begin))
	must(t, ledger.AppendRunEnd(ownfile.OSDisk{}, path, end))
	if diff := cmp.Diff([]ledger.RunLine{{Begin: &begin}, {End: &end}}, readRuns(t, path)); diff != "" {
		t.Error(diff)
	}
	if text := content(t, path); strings.Count(text, "\n") != 2 || !strings.HasPrefix(text, `{"event":"begin","run":"r1","at":"2026-11-23T08:30:00.123Z","user":"ada"`) {
		t.Errorf("the file has\n%s", text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
}

// TestRunsAtOnce: several processes append to one file.
func TestRunsAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.runs.jsonl")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 5 {
				if err := ledger.AppendRunEnd(ownfile.OSDisk{}, path, ledger.RunEnd{Run: fmt.Sprint("r", i, "-", j)}); err != nil {
					t.Errorf("AppendRunEnd() = %v", err)
				}
			}
		})
	}
	group.Wait()
	if n := len(readRuns(t, path)); n != 40 {
		t.Errorf("%d lines of 40", n)
	}
}

// TestRunsTail: whatever a crash or an editor leaves at the end of the file, no line joins another, and what is not a line of a run
// stays as it is.
func TestRunsTail(t *testing.T) {
	t.Parallel()
	const one, two = `{"event":"begin","run":"r1"}`, `{"event":"end","run":"r1"}`
	for name, test := range map[string]struct {
		text string
		// want are the lines after another one was added; 0: it was refused.
		want int
	}{
		"clean":                   {one + "\n", 2},
		"empty":                   {"", 1},
		"no last line break":      {one + "\n" + two, 3},
		"one line without break":  {one, 2},
		"torn":                    {one + "\n" + two[:9], 2},
		"torn to a brace":         {one + "\n{", 2},
		"torn first line":         {one[:12], 1},
		"of something else":       {"phone\n+14155550101\n", 0},
		"of something else, torn": {"phone\n+14155550101", 0},
		"blank last line":         {one + "\n\n", 0},
		"other JSON, torn":        {`{"phone":"+14155550101"`, 0},
		"other JSON":              {`{"phone":"+14155550101"}` + "\n", 0},
	} {
		path := filepath.Join(t.TempDir(), "leads.runs.jsonl")
		must(t, os.WriteFile(path, []byte(test.text), 0o600))
		err := ledger.AppendRunEnd(ownfile.OSDisk{}, path, ledger.RunEnd{Run: "r2"})
		if _, refused := errors.AsType[*ownfile.RecordError](err); refused != (test.want == 0) || err != nil && !refused {
			t.Errorf("%s: AppendRunEnd() = %v", name, err)
		}
		if test.want == 0 {
			if got := content(t, path); got != test.text {
				t.Errorf("%s: the file is now %q", name, got)
			}
			continue
		}
		if got := len(readRuns(t, path)); got != test.want {
			t.Errorf("%s: %d lines, want %d, in %q", name, got, test.want, content(t, path))
		}
	}
}

// TestRunsOdd: what is no line of a run is named, but for an end that is being written.
func TestRunsOdd(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{\"event\":\"begin\",\"run\":\"r1\"}\n{\"ev": "",
		"x\n":                                    "not JSON",
		"{\"event\":\"began\",\"run\":\"r1\"}\n": "neither begin nor end",
		"{\"event\":\"end\",\"run\":1}\n":        "another type",
	} {
		path := filepath.Join(t.TempDir(), "leads.runs.jsonl")
		must(t, os.WriteFile(path, []byte(text), 0o600))
		err := ledger.ReadRuns(path, func(ledger.RunLine) {})
		if _, named := errors.AsType[*ownfile.RecordError](err); named != (want != "") || named && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: ReadRuns() = %v, want an error with %q", text, err, want)
		}
	}
}

func TestRunsPath(t *testing.T) {
	t.Parallel()
	for results, want := range map[string]string{
		"leads.results.csv":         "leads.runs.jsonl",
		"leads.sandbox.results.csv": "leads.sandbox.runs.jsonl",
		"leads.results.2-of-8.csv":  "leads.runs.jsonl",
		"a/x.csv":                   "a/x.runs.jsonl",
		"results":                   "results.runs.jsonl",
	} {
		if got := ledger.RunsPath(results); got != want {
			t.Errorf("RunsPath(%q) = %q, want %q", results, got, want)
		}
	}
}
