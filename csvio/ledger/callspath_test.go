package ledger_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

func TestCallsPath(t *testing.T) {
	t.Parallel()
	for results, want := range map[string]string{
		"leads.results.csv": "leads.calls.csv", "d.d/leads.results.csv": "d.d/leads.calls.csv", "./results.csv": "./results.calls.csv",
		"leads.sandbox.results.csv": "leads.sandbox.calls.csv", "leads.results.2-of-8.csv": "leads.calls.2-of-8.csv",
		"leads.sandbox.results.10-of-12.csv": "leads.sandbox.calls.10-of-12.csv", "x.csv": "x.calls.csv", "x.2-of-8.csv": "x.calls.2-of-8.csv",
		"x": "x.calls", "d.d/x": "d.d/x.calls", "leads.results": "leads.calls.results", "x.calls.csv": "x.calls.calls.csv",
		"x.02-of-8.csv": "x.02-of-8.calls.csv", "x.9-of-8.csv": "x.9-of-8.calls.csv", ".results.csv": ".calls.csv",
	} {
		if got := ledger.CallsPath(results); got != want {
			t.Errorf("CallsPath(%s) = %s, want %s", results, got, want)
		}
	}
}

// TestCallsFiles: whatever the results are called, the calls of the whole and of each shard are found, and nothing else.
func TestCallsFiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"leads.results.csv", "x.csv", "x", "leads.results", "x.2-of-8.csv", "leads.sandbox.results.csv"} {
		dir := t.TempDir()
		results := filepath.Join(dir, name)
		if files, err := ledger.CallsFiles(filepath.Join(dir, "none", name)); files != nil || err != nil {
			t.Errorf("%s: without the folder: %v, %v", name, files, err)
		}
		var want []string
		for _, s := range []dialer.Shard{{}, {Index: 2, Count: 3}, {Index: 10, Count: 12}} {
			path := ledger.CallsPath(ledger.ShardResults(results, s))
			want = append(want, path)
			for _, made := range []string{path, path + ".tracker", path + ".123.new", ledger.ShardResults(results, s)} {
				must(t, os.WriteFile(made, nil, 0o600))
			}
		}
		for _, other := range []string{"other.calls.csv", "leads.calls.2-of-3.bak", "lead.calls.csv"} {
			must(t, os.WriteFile(filepath.Join(dir, other), nil, 0o600))
		}
		got, err := ledger.CallsFiles(results)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))); diff != "" {
			t.Errorf("the calls files of %s (-want +got):\n%s", name, diff)
		}
		results = strings.TrimSuffix(dir, "/") + "/./" + name
		if again, err := ledger.CallsFiles(results); len(again) != len(want) || err != nil {
			t.Errorf("%s: %v, %v", results, again, err)
		}
	}
}
