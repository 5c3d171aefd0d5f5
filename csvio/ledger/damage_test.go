package ledger_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// cutOff leaves the files of a run that was cut off: two batches have results, the third has only an intent.
func cutOff(t *testing.T) (path, text, intents string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "leads.results.csv")
	l, _ := begin(t, path)
	for row := 1; row <= 2; row++ {
		req := request(dialer.BatchName(fmt.Sprint("r1.", row)), row)
		must(t, l.Intend(req))
		must(t, settle(l, req.Batch, results(t, req, dialer.Accepted)))
	}
	must(t, l.Intend(request("r1.3", 3)))
	must(t, l.Close())
	return path, content(t, path), content(t, path+".inflight")
}

// TestMark: results that are shorter than the mark, or have another line there, are damage; longer ones are a normal crash.
func TestMark(t *testing.T) {
	t.Parallel()
	path, whole, intents := cutOff(t)
	first := strings.Index(whole[len(header):], "\n") + 1 + len(header)
	more := strings.ReplaceAll(strings.Replace(goodLine, "accepted", "rejected", 1), "0101", "0109")
	for name, tt := range map[string]struct{ results, want string }{
		"as it was":                  {whole, ""},
		"longer":                     {whole + more, ""},
		"longer, torn":               {whole + more[:20], ""},
		"without its last character": {whole[:len(whole)-1], ""},
		"a line is gone":             {whole[:first], "it was shortened, or is an older copy; restore the file"},
		"half a line is gone":        {whole[:len(whole)-9], "it was shortened, or is an older copy; restore the file"},
		"only its header":            {header, "it was shortened, or is an older copy; restore the file"},
		"no line":                    {"", "put the results back"},
		"a line is gone and another came": {
			whole[:first] + more + more, "is not the one that the last run has written there",
		},
		"the last line is edited": {strings.Replace(whole, "ac_"+number(2), "ac_"+number(9), 1), "is not the one that the last run has written there"},
	} {
		must(t, os.WriteFile(path, []byte(tt.results), 0o600))
		must(t, os.WriteFile(path+".inflight", []byte(intents), 0o600))
		if tt.want != "" {
			t.Log(name)
			wantRefused(t, path, tt.want)
			continue
		}
		l, held := begin(t, path)
		must(t, l.Close())
		if len(held) < 3 || held[1].Row != 2 || held[len(held)-1].ErrorCode != ledger.Interrupted || held[len(held)-1].Row != 3 {
			t.Errorf("%s: results = %+v", name, held)
		}
	}
}

// TestMarkAcrossRuns: a run that opens the ledger and does not begin keeps the mark, and one that begins writes a new one.
func TestMarkAcrossRuns(t *testing.T) {
	t.Parallel()
	path, whole, _ := cutOff(t)
	l, _ := take(t, path)
	must(t, l.Close())
	must(t, os.WriteFile(path, []byte(header), 0o600))
	wantRefused(t, path, "it was shortened")
	must(t, os.WriteFile(path, []byte(whole), 0o600))
	l, _ = begin(t, path)
	must(t, l.Intend(request("r2.1", 4)))
	must(t, l.Close())
	must(t, os.WriteFile(path, []byte(whole), 0o600)) // without the result of row 3
	wantRefused(t, path, "it was shortened")
}

// TestNoMark: the intents of earlier versions have neither a mark nor sums, and are accepted.
func TestNoMark(t *testing.T) {
	t.Parallel()
	path, _, intents := cutOff(t)
	var without strings.Builder
	for _, line := range ledger.ChainedLines(intents) {
		if !strings.HasPrefix(line, `{"mark"`) && !strings.HasPrefix(line, `{"synced"`) {
			without.WriteString(line + "\n")
		}
	}
	must(t, os.WriteFile(path, []byte(header), 0o600))
	must(t, os.WriteFile(path+".inflight", []byte(without.String()), 0o600))
	l, held := begin(t, path)
	must(t, l.Close())
	if len(held) != 1 || held[0].Row != 3 || held[0].Disposition != dialer.Unknown {
		t.Errorf("results = %+v, want row 3 to be unknown", held)
	}
}

// TestWholeTail: a last line that lacks only its line break counts if it says accepted or unknown and no intent covers it; else it
// is torn. Read counts it and changes nothing; a run adds the line break.
func TestWholeTail(t *testing.T) {
	t.Parallel()
	line := strings.TrimSuffix(goodLine, "\n")
	const cut, whole, refused = 0, 1, 2
	for name, tt := range map[string]struct {
		tail, intents string
		want          int
	}{
		"accepted":                 {line, "", whole},
		"unknown":                  {strings.TrimSuffix(otherBatch, "\n"), "", whole},
		"in quotes":                {strings.Replace(line, "req", `"a,b"`, 1), "", whole},
		"rejected":                 {strings.Replace(line, "accepted", "rejected", 1), "", whole},
		"rejected in a crash":      {strings.Replace(line, "accepted", "rejected", 1), `{"run":"r1"}` + "\n", cut},
		"a skip":                   {strings.TrimSuffix(skipLine, "\n"), "", whole},
		"cut in its last cell":     {line[:len(line)-1], "", refused},
		"a cell too few":           {line[:strings.LastIndexByte(line, ',')], "", refused},
		"a cell too many":          {line + ",", "", refused},
		"spelled otherwise":        {strings.Replace(line, "req", `"req"`, 1), "", refused},
		"with a carriage return":   {line + "\r", "", refused},
		"an intent covers it":      {line, `{"run":"r1"}` + "\n" + `{"batch":"r1.1","contacts":[{"row":1,"to_number":"+14155550101","attempt":1}]}` + "\n", cut},
		"an intent of another":     {line, `{"run":"r1"}` + "\n" + `{"batch":"r1.9","contacts":[{"row":9,"to_number":"+14155550109","attempt":1}]}` + "\n", whole},
		"its intent is taken back": {line, `{"run":"r1"}` + "\n" + `{"batch":"r1.1","contacts":[{"row":1,"to_number":"+14155550101","attempt":1}]}` + "\n" + `{"done":"r1.1"}` + "\n", whole},
	} {
		path := filepath.Join(t.TempDir(), "r.csv")
		must(t, os.WriteFile(path, []byte(header+sameBatch+tt.tail), 0o600))
		if tt.intents != "" {
			must(t, os.WriteFile(path+".inflight", []byte(tt.intents), 0o600))
		}
		looked := 0
		state, err := ledger.Read(path, func(*dialer.Result) { looked++ })
		if tt.want == refused {
			wantRecordError(t, err, "line 3: the end of this line is missing or changed")
			continue
		}
		must(t, err)
		if content(t, path) != header+sameBatch+tt.tail {
			t.Errorf("%s: a look has changed the results", name)
		}
		l, held := begin(t, path)
		must(t, l.Append(dialer.Result{Row: 9, Number: "911", Disposition: dialer.Invalid, At: at(t)}))
		must(t, l.Close())
		want := header + sameBatch
		if tt.want == whole {
			want += tt.tail + "\n"
		}
		if got := content(t, path); !strings.HasPrefix(got, want) || (tt.want == whole) != (len(held)-state.InFlight == 2) || looked != len(held) {
			t.Errorf("%s: %d results, %d in a look; the file became\n%s", name, len(held), looked, got)
		}
		if _, again := take(t, path); len(again) != len(held)+1 {
			t.Errorf("%s: %d results in the end, want %d", name, len(again), len(held)+1)
		}
	}
}

// TestOtherVersions: files of the version before, which lack a column, and of a later one, which have more and in another order,
// are read and continued in their own columns; only Merge refuses columns that it would lose.
func TestOtherVersions(t *testing.T) {
	t.Parallel()
	old := strings.Replace(header, "from_number_id,", "", 1)
	oldLine := strings.Replace(goodLine, "ap_1,", "", 1)
	for name, tt := range map[string]struct{ header, line, want string }{
		"before": {old, oldLine, "2,,+14155550002,accepted,ac_+14155550002,,,1,r2.1,200,req,2026-11-23T08:30:00.123Z\n"},
		"later": {
			"price," + strings.TrimSuffix(header, "\n") + ",outcome\n", "7," + strings.TrimSuffix(goodLine, "\n") + ",busy\n",
			",2,,+14155550002,accepted,ac_+14155550002,,,1,r2.1,200,req,ap_2,2026-11-23T08:30:00.123Z,\n",
		},
	} {
		path := filepath.Join(t.TempDir(), "r.1-of-1.csv")
		must(t, os.WriteFile(path, []byte(tt.header+tt.line), 0o600))
		l, held := begin(t, path)
		req := request("r2.1", 2)
		done := results(t, req, dialer.Accepted)
		done[0].FromNumberID = "ap_2"
		must(t, l.Intend(req))
		must(t, settle(l, req.Batch, done))
		must(t, l.Close())
		if got := content(t, path); got != tt.header+tt.line+tt.want || len(held) != 1 || held[0].CallID != "ac_1" {
			t.Errorf("%s: %+v; the file became\n%s", name, held, got)
		}
		l, held = take(t, path)
		must(t, l.Close())
		if name == "before" {
			done[0].FromNumberID = ""
		}
		if diff := cmp.Diff(done, held[1:]); diff != "" {
			t.Errorf("%s: read again (-want +got):\n%s", name, diff)
		}
	}
}

// TestMergeLater: files of a later version are not merged, since columns would be lost.
func TestMergeLater(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := 1; i <= 2; i++ {
		text := strings.TrimSuffix(header, "\n") + ",outcome\n"
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("leads.results.%d-of-2.csv", i)), []byte(text), 0o600))
	}
	_, err := ledger.Merge(filepath.Join(dir, "leads.results.csv"), nil)
	if _, ok := errors.AsType[*ledger.MergeError](err); !ok || !strings.Contains(err.Error(), "(outcome)") {
		t.Errorf("Merge() = %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestNotAFile: anything but a regular file with one name is refused before it is opened; nothing is created or removed.
func TestNotAFile(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		prepare func(path string) error
		want    string
	}{
		"a folder": {func(path string) error { return os.Mkdir(path, 0o700) }, "a folder"},
		"a pipe":   {func(path string) error { return syscall.Mkfifo(path, 0o600) }, "a named pipe"},
		"a link": {func(path string) error {
			return errors.Join(syscall.Mkfifo(path+".pipe", 0o600), os.Symlink(path+".pipe", path))
		}, "a link"},
		"a pipe for intents": {func(path string) error { return syscall.Mkfifo(path+".inflight", 0o600) }, "a named pipe"},
		"a second name": {func(path string) error {
			return errors.Join(os.WriteFile(path, []byte(header), 0o600), os.Link(path, path+".other"))
		}, "2 names (hard links)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "r.csv")
			must(t, tt.prepare(path))
			before, err := os.ReadDir(dir)
			must(t, err)
			_, err = ledger.Open(path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
			if _, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Open() = %v, want a RecordError with %q", err, tt.want)
			}
			if _, err := ledger.Read(path, func(*dialer.Result) {}); err == nil {
				t.Error("Read() = nil")
			}
			after, err := os.ReadDir(dir)
			must(t, err)
			if fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("the folder held %v, now %v", before, after)
			}
		})
	}
}

// TestMadeByOthers: an empty file that existed before stays when a run does not begin.
func TestMadeByOthers(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(path string) error{
		"an empty file":       func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"nothing at all":      func(string) error { return nil },
		"results of a header": func(path string) error { return os.WriteFile(path, []byte(header), 0o600) },
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "r.csv")
		must(t, prepare(path))
		before, err := os.ReadDir(dir)
		must(t, err)
		l, _ := take(t, path)
		must(t, l.Close())
		after, err := os.ReadDir(dir)
		must(t, err)
		if fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("%s: the folder held %v, now %v", name, before, after)
		}
	}
}

// TestPlaces: each result comes with the byte at which its line begins.
func TestPlaces(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r.csv")
	text := header + goodLine + otherBatch + strings.Replace(otherBatch, ",unknown,,,,1", ",accepted,,,,2", 1) + sameBatch
	tail := strings.TrimSuffix(strings.Replace(goodLine, "0101", "0107", 1), "\n")
	must(t, os.WriteFile(path, []byte(text+tail), 0o600))
	must(t, os.WriteFile(path+".inflight", []byte(`{"run":"r0"}`+"\n"+`{"batch":"r1.8","contacts":[{"row":8,"to_number":"+14155550108","attempt":1}]}`+"\n"), 0o600))
	seen := map[rowlog.Position]dialer.Result{}
	must(t, ledger.Each(path, func(r *dialer.Result, at rowlog.Position) { seen[at] = *r }))
	for at, r := range seen {
		if at.Line == 0 {
			if r.ErrorCode != ledger.Interrupted {
				t.Errorf("%+v has no line", r)
			}
			continue
		}
		line, _, _ := strings.Cut((text + tail)[at.Offset:], "\n")
		want, err := ledger.Lines([]dialer.Result{r})
		must(t, err)
		if line+"\n" != string(want) || strings.Count(text[:at.Offset], "\n") != at.Line-1 {
			t.Errorf("at %+v stands %s, want %s", at, line, want)
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d results, want 6", len(seen))
	}
}
