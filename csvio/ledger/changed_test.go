package ledger_test

import (
	"fmt"
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

// inFlight leaves the files of a run that was killed: row 1 has its result, rows 2 and 3 have only their intents. It returns the
// path of the results and the intents as the run has left them.
func inFlight(t *testing.T) (path, intents string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "leads.results.csv")
	r, err := ledger.OpenWithRoom(ledger.OSDisk{}, path, ledger.Holder{Run: "r1", PID: 7, Host: "here"}, 1<<10, func(*dialer.Result) {})
	must(t, err)
	must(t, r.Begin())
	must(t, r.Remember(someSettings()))
	for row := 1; row <= 3; row++ {
		req := request(dialer.BatchName("r1."+string(rune('0'+row))), row)
		must(t, r.Intend(req))
		if row == 1 {
			must(t, settle(r, req.Batch, results(t, req, dialer.Accepted)))
		}
	}
	must(t, r.Close())
	return path, content(t, path+".inflight")
}

// TestIntentsChanged: intents of which a byte or a line was changed, removed, doubled or moved, or that were cut, are refused, or
// still name each contact that may have been called.
func TestIntentsChanged(t *testing.T) {
	t.Parallel()
	path, whole := inFlight(t)
	used := len(strings.TrimRight(whole, "\n"))
	refused := 0
	try := func(what, text string) {
		t.Helper()
		must(t, os.WriteFile(path+".inflight", []byte(text), 0o600))
		words := map[int]dialer.Disposition{}
		_, err := ledger.Read(path, func(r *dialer.Result) { words[r.Row] = r.Disposition })
		if err != nil {
			wantRecordError(t, err, "restore")
			refused++
		} else if len(words) != 3 || words[1] != dialer.Accepted || words[2] != dialer.Unknown || words[3] != dialer.Unknown {
			t.Errorf("%s: the words are %v", what, words)
		}
	}
	try("as it was", whole)
	if refused > 0 {
		t.Fatal("intents that nobody changed are refused")
	}
	for i := range used + 10 {
		for _, b := range []byte("\x00 \n0z}") {
			try(fmt.Sprintf("byte %d is %q", i, b), whole[:i]+string(b)+whole[i+1:])
		}
		try(fmt.Sprintf("byte %d inserted", i), whole[:i]+"1"+whole[i:])
		try(fmt.Sprintf("byte %d deleted", i), whole[:i]+whole[i+1:])
		try(fmt.Sprintf("cut at byte %d", i), whole[:i])
		try(fmt.Sprintf("zeros from byte %d", i), whole[:i]+strings.Repeat("\x00", len(whole)-i))
		try(fmt.Sprintf("saved by an editor, cut at %d", i), strings.TrimRight(whole[:i], "\n")+"\n")
	}
	lines := strings.SplitAfter(whole, "\n")[:strings.Count(whole[:used], "\n")+2]
	for i := range lines {
		try(fmt.Sprintf("without line %d", i), strings.Replace(whole, lines[i], "", 1))
		try(fmt.Sprintf("line %d twice", i), strings.Replace(whole, lines[i], lines[i]+lines[i], 1))
		blank := strings.Repeat("\n", len(lines[i]))
		try(fmt.Sprintf("line %d is blank", i), strings.Replace(whole, lines[i], blank, 1))
		for j := range lines {
			swapped := slices.Clone(lines)
			swapped[i], swapped[j] = lines[j], lines[i]
			try(fmt.Sprintf("lines %d and %d swapped", i, j), strings.Join(swapped, "")+whole[len(strings.Join(lines, "")):])
		}
	}
}
