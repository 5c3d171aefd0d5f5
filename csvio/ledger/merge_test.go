package ledger_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

const resultsHeader = "row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,at\n" // of the version before

// resultLine is a line of a results file, from `row id number disposition attempt batch`, with - for empty.
func resultLine(words string) string {
	f := strings.Fields(strings.ReplaceAll(words, "-", ""))
	var row, id, number, disposition, attempt, batch string
	switch len(f) {
	case 6:
		row, id, number, disposition, attempt, batch = f[0], f[1], f[2], f[3], f[4], f[5]
	default:
		row, number, disposition, attempt = f[0], f[1], f[2], f[3]
		if len(f) == 5 {
			batch = f[4]
		}
	}
	return fmt.Sprintf("%s,%s,%s,%s,,,,%s,%s,,,2026-11-25T08:30:00.000Z\n", row, id, number, disposition, attempt, batch)
}

// TestMerge: each attempt and each skip is kept once, from any file.
func TestMerge(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	results := filepath.Join(dir, "leads.results.csv")
	files := map[string][]string{
		"leads.results.1-of-2.csv": {"1 +14155550101 accepted 1 r1.1", "2 +14155550102 unknown 2 r3.1", "3 +14155550103 rejected 1 r1.2", "4 +14155550103 duplicate 0"},
		"leads.results.2-of-2.csv": {"2 +14155550102 rejected 1 r2.1", "3 +14155550103 accepted 2 r2.1", "5 911 invalid 0", "6 +14155550101 accepted 1 r2.3x2", "7 +14155550107 suppressed 0"},
		"leads.results.csv":        {"1 +14155550101 rejected 1 r0.1", "7 +14155550107 rejected 3 r0.1", "7 +14155550107 suppressed 0"},
	}
	for name, lines := range files {
		var text strings.Builder
		text.WriteString(resultsHeader)
		for _, line := range lines {
			text.WriteString(resultLine(line))
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	merged, err := ledger.Merge(results, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(merged.Files) != 3 || merged.Lines != 12 || merged.Kept != 11 {
		t.Errorf("Merge() = %+v, want 12 lines of 3 files, 11 of them kept", merged)
	}
	got := map[string]string{}
	if _, err := ledger.Read(results, func(r *dialer.Result) {
		got[fmt.Sprintf("%d %s %s", r.Row, r.Number, r.Batch)] = fmt.Sprintf("%s %d", r.Disposition, r.Attempt)
	}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"1 +14155550101 r0.1": "rejected 1", "1 +14155550101 r1.1": "accepted 1", "2 +14155550102 r2.1": "rejected 1", "2 +14155550102 r3.1": "unknown 2",
		"3 +14155550103 r1.2": "rejected 1", "3 +14155550103 r2.1": "accepted 2", "4 +14155550103 ": "duplicate 0", "5 911 ": "invalid 0",
		"6 +14155550101 r2.3x2": "accepted 1", "7 +14155550107 r0.1": "rejected 3", "7 +14155550107 ": "suppressed 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
}

// TestMergeAgain: a merge of files that were merged before adds nothing, also when the lines are of an earlier version.
func TestMergeAgain(t *testing.T) {
	t.Parallel()
	results := filepath.Join(t.TempDir(), "leads.results.csv")
	for i := 1; i <= 2; i++ {
		text := resultsHeader + resultLine(fmt.Sprintf("%d +1415555010%d unknown 1 r%d.1", i, i, i)) + resultLine(fmt.Sprintf("%d +1415555010%d accepted 1 r%d.1", i, i, i))
		must(t, os.WriteFile(ledger.ShardResults(results, dialer.Shard{Index: i, Count: 2}), []byte(text), 0o600))
	}
	var before string
	for i := range 3 {
		merged, err := ledger.Merge(results, nil)
		must(t, err)
		after := content(t, results)
		if merged.Kept != 4 || i > 0 && after != before {
			t.Errorf("merge %d keeps %d results, want 4:\n%s", i+1, merged.Kept, after)
		}
		before = after
	}
}

func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	for name, files := range map[string][]string{
		"no shards":                 {"leads.results.csv"},
		"a shard is missing":        {"leads.results.1-of-3.csv", "leads.results.3-of-3.csv"},
		"a shard of two divisions":  {"leads.results.1-of-2.csv", "leads.results.2-of-2.csv", "leads.results.1-of-3.csv", "leads.results.2-of-3.csv"},
		"files of other campaigns":  {"leads2.results.1-of-1.csv", "leads.results.0-of-1.csv", "leads.results.2-of-x.csv", "leads.results.02-of-3.csv"},
		"only an in-flight is left": {"leads.results.2-of-2.csv.inflight"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for _, file := range files {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(resultsHeader), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := ledger.Merge(filepath.Join(dir, "leads.results.csv"), nil)
			if _, ok := errors.AsType[*ledger.MergeError](err); !ok {
				t.Errorf("Merge() = %v, want a MergeError", err)
			}
		})
	}
}

// TestMergeCutOff: the intents that a run on the whole campaign has left are merged and then removed. A merge that fails before
// its file is in place leaves them, without the mark of the old file.
func TestMergeCutOff(t *testing.T) {
	t.Parallel()
	path, _, intents := cutOff(t)
	for i := 1; i <= 2; i++ {
		must(t, os.WriteFile(ledger.ShardResults(path, dialer.Shard{Index: i, Count: 2}), []byte(header+strings.Replace(goodLine, "0101", fmt.Sprintf("010%d", i), 1)), 0o600))
	}
	if _, err := ledger.MergeOn(&unnamed{path: path}, path, nil); err == nil {
		t.Error("Merge() = nil without a place for its file")
	}
	if left := content(t, path+".inflight"); strings.Contains(left, "mark") || !strings.Contains(left, number(3)) || !strings.Contains(intents, "mark") {
		t.Errorf("the intents became\n%s", left)
	}
	merged, err := ledger.Merge(path, nil)
	if err != nil || merged.Kept != 5 || merged.Lines != 5 {
		t.Errorf("Merge() = %+v, %v, want 5 results", merged, err)
	}
	if _, err := os.Stat(path + ".inflight"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the intents are still there: %v", err)
	}
	l, held := begin(t, path)
	must(t, l.Close())
	unknown := 0
	for _, r := range held {
		if r.ErrorCode == ledger.Interrupted && r.Row == 3 {
			unknown++
		}
	}
	if len(held) != 5 || unknown != 1 {
		t.Errorf("the merged results are %+v", held)
	}
}

// unnamed is a disk that fails to rename a file to path.
type unnamed struct {
	ownfile.OSDisk

	path string
}

func (d *unnamed) Rename(from, to string) error {
	if to == d.path {
		return os.ErrPermission
	}
	return d.OSDisk.Rename(from, to)
}
