package ledger_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
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
	r, err := ledger.OpenWithRoom(ownfile.OSDisk{}, path, ownfile.Holder{Run: "r1", PID: 7, Host: "here"}, 1<<10, func(*dialer.Result) {})
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
// still name each contact that may have been called. The settings count the requests; without them the intents alone say it.
func TestIntentsChanged(t *testing.T) {
	t.Parallel()
	for name, keepSettings := range map[string]bool{"with settings": true, "without settings": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, whole := inFlight(t)
			if !keepSettings {
				must(t, os.Remove(path+".campaign"))
			}
			tryChangedIntents(t, path, whole)
		})
	}
}

// tryChangedIntents changes the intents that inFlight has left.
func tryChangedIntents(t *testing.T, path, whole string) {
	t.Helper()
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
	step := 3
	if testing.Short() {
		step = 41
	}
	for i := 0; i < used+10; i += step {
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

// openAs opens a ledger as a run with a name, and begins.
func openAs(t *testing.T, path, run string) *ledger.Ledger {
	t.Helper()
	r, err := ledger.OpenWithRoom(ownfile.OSDisk{}, path, ownfile.Holder{Run: run}, 1<<10, func(*dialer.Result) {})
	must(t, err)
	must(t, r.Begin())
	must(t, r.Remember(someSettings()))
	return r
}

// call makes a request of one contact, with its result if it is answered.
func call(t *testing.T, r *ledger.Ledger, batch dialer.BatchName, row int, answered bool) {
	t.Helper()
	req := request(batch, row)
	must(t, r.Intend(req))
	if answered {
		must(t, settle(r, batch, results(t, req, dialer.Accepted)))
	}
}

// TestIntentsReplaced: the intents of another campaign, of an earlier run, or an older copy of those of this run are refused, also after
// a clean end.
func TestIntentsReplaced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	var copies []string
	keep := func() { copies = append(copies, content(t, path+".inflight")) }
	r := openAs(t, path, "r1")
	call(t, r, "r1.1", 1, true)
	call(t, r, "r1.2", 2, false)
	keep()
	must(t, r.Close())
	r = openAs(t, path, "r2")
	keep()
	call(t, r, "r2.1", 3, true)
	call(t, r, "r2.2", 4, false)
	keep()
	call(t, r, "r2.3", 5, true)
	must(t, r.Flush())
	now := content(t, path+".inflight")
	must(t, r.Close())

	other := filepath.Join(t.TempDir(), "leads.results.csv")
	x := openAs(t, other, "x1")
	call(t, x, "x1.1", 1, false)
	copies = append(copies, content(t, other+".inflight"))
	must(t, x.Close())
	for _, clean := range []bool{false, true} {
		if clean {
			must(t, os.WriteFile(path+".inflight", []byte(now), 0o600))
			must(t, openAs(t, path, "r3").Close())
		}
		for i, text := range copies {
			must(t, os.WriteFile(path+".inflight", []byte(text), 0o600))
			t.Logf("copy %d, clean: %t", i, clean)
			wantRefused(t, path, "restore both")
		}
	}
}

// TestIntentsOlder: an older copy of the intents of the last run, which lacks an intent, is refused, also where all results fit it, and
// the file as the run has left it is not.
func TestIntentsOlder(t *testing.T) {
	t.Parallel()
	for name, answered := range map[string]int{"nothing was answered": 0, "the first was answered": 1, "many were answered, and the file replaced": 40} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "leads.results.csv")
			intents := path + ".inflight"
			r := openAs(t, path, "r1")
			copies := []string{content(t, intents)}
			for row := 1; row <= answered+2; row++ {
				call(t, r, dialer.BatchName(fmt.Sprint("r1.", row)), row, false)
				copies = append(copies, content(t, intents))
			}
			for row := 1; row <= answered; row++ {
				req := request(dialer.BatchName(fmt.Sprint("r1.", row)), row)
				must(t, settle(r, req.Batch, results(t, req, dialer.Rejected)))
			}
			must(t, r.Flush())
			must(t, r.Close())
			now := content(t, intents)
			for _, text := range copies[:len(copies)-1] {
				must(t, os.WriteFile(intents, []byte(text), 0o600))
				wantRefused(t, path, "restore both")
			}
			must(t, os.WriteFile(intents, []byte(now), 0o600))
			settings := content(t, path+".campaign")
			for range 2 { // runs that do not begin take the file over as it is
				r, held := take(t, path)
				if len(held) != answered+2 {
					t.Errorf("the words are %v", held)
				}
				must(t, r.Close())
				if content(t, path+".campaign") != settings {
					t.Error("a run that has not begun has changed the settings, though intents remain")
				}
			}
		})
	}
}

// TestStrayResults: a placed result after the mark must be of an open intent, or correct an interrupted attempt.
func TestStrayResults(t *testing.T) {
	t.Parallel()
	path, _ := inFlight(t)
	whole := content(t, path)
	of := func(batch dialer.BatchName, row int, d dialer.Disposition) string {
		lines, err := ledger.Lines(results(t, request(batch, row), d))
		must(t, err)
		return string(lines)
	}
	interrupted := strings.Replace(of("r1.2", 2, dialer.Unknown), "unknown,ac_"+number(2)+",", "unknown,,interrupted", 1)
	for name, tt := range map[string]struct {
		more  string
		stray bool
	}{
		"of an intent":           {of("r1.2", 2, dialer.Accepted) + of("r1.3", 3, dialer.Unknown), false},
		"rejected earlier":       {of("r1.0", 9, dialer.Rejected), false},
		"a skip":                 {skipLine, false},
		"a correction":           {interrupted + of("r1.2", 2, dialer.Accepted), false},
		"of no intent":           {of("r1.4", 4, dialer.Accepted), true},
		"unknown of no intent":   {of("r1.4", 4, dialer.Unknown), true},
		"of another row":         {of("r1.2", 4, dialer.Accepted), true},
		"of another number":      {strings.Replace(of("r1.2", 2, dialer.Accepted), number(2), number(7), 1), true},
		"of no intent, a tail":   {strings.TrimSuffix(of("r1.4", 4, dialer.Accepted), "\n"), true},
		"after one of an intent": {of("r1.2", 2, dialer.Accepted) + of("r1.4", 4, dialer.Accepted), true},
	} {
		must(t, os.WriteFile(path, []byte(whole+tt.more), 0o600))
		if tt.stray {
			t.Log(name)
			wantRefused(t, path, "not of a request that")
			continue
		}
		if _, err := ledger.Read(path, func(*dialer.Result) {}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
