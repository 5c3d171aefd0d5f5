package ledger_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// resultsChanges are changes within the results after which each line is still one of a results file.
func resultsChanges() map[string]func(lines []string) []string {
	return map[string]func([]string) []string{
		"a digit of a call id": func(l []string) []string {
			l[1] = strings.Replace(l[1], "ac_"+number(1), "ac_"+number(9), 1)
			return l
		},
		"a digit of a number": func(l []string) []string {
			l[1] = strings.Replace(l[1], ","+number(1), ","+number(9), 1)
			return l
		},
		"another disposition":  func(l []string) []string { l[1] = strings.Replace(l[1], "accepted", "rejected", 1); return l },
		"a line removed":       func(l []string) []string { return slices.Delete(l, 1, 2) },
		"a line doubled":       func(l []string) []string { return slices.Insert(l, 1, l[1]) },
		"lines swapped":        func(l []string) []string { l[1], l[2] = l[2], l[1]; return l },
		"a line of the others": func(l []string) []string { l[1] = goodLine; return l },
	}
}

// ranThrough leaves the results of a run with three accepted contacts: after a clean end, or with its intents file.
func ranThrough(t *testing.T, clean bool) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, _ := begin(t, path)
	must(t, r.Remember(someSettings()))
	for row := 1; row <= 3; row++ {
		req := request(dialer.BatchName("r1."+string(rune('0'+row))), row)
		must(t, r.Intend(req))
		must(t, settle(r, req.Batch, results(t, req, dialer.Accepted)))
	}
	if !clean {
		must(t, r.Intend(request("r1.4", 4)))
	}
	must(t, r.Close())
	return path
}

// TestResultsChanged: a change within the results is noticed after a clean end and after a crash, by a look and by a run.
func TestResultsChanged(t *testing.T) {
	t.Parallel()
	for _, clean := range []bool{true, false} {
		for name, change := range resultsChanges() {
			path := ranThrough(t, clean)
			text := strings.Join(change(strings.SplitAfter(content(t, path), "\n")), "")
			must(t, os.WriteFile(path, []byte(text), 0o600))
			t.Logf("%s, clean: %t", name, clean)
			wantRefused(t, path, "restore")
		}
	}
}

// TestMergedChanged: the mark that a merge leaves covers the whole file too.
func TestMergedChanged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	for i, lines := range []string{goodLine + sameBatch, otherBatch} {
		shard := ledger.ShardResults(path, dialer.Shard{Index: i + 1, Count: 2})
		must(t, os.WriteFile(shard, []byte(header+lines), 0o600))
	}
	settings := someSettings()
	_, err := ledger.Merge(path, &settings)
	must(t, err)
	r, _ := take(t, path)
	must(t, r.Close())
	must(t, os.WriteFile(path, []byte(strings.Replace(content(t, path), "ac_1", "ac_2", 1)), 0o600))
	wantRefused(t, path, "was changed, removed or moved")
}
