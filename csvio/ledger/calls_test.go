package ledger_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

const callsHeader = "agent_call_id,row,id,to_number,from_number,attempt,batch,outcome,status,end_reason,started_at,ended_at,duration_seconds,error,summary,recorded_at\n"

// cdr is the CDR of the call of a row.
func cdr(t *testing.T, row int) dialer.CDR {
	t.Helper()
	return dialer.CDR{
		CallID: fmt.Sprint("ac_", row), Row: row, Number: number(row), Attempt: 1, Batch: "r1.1", FromNumber: "+14155550000",
		Outcome: dialer.OutcomeNoAnswer, Status: "failed", EndReason: "dial_no_answer", Started: at(t), Ended: at(t).Add(12345 * time.Millisecond),
		RecordedAt: at(t).Add(time.Minute),
	}
}

const cdrLine = "ac_1,1,,+14155550001,+14155550000,1,r1.1,no_answer,failed,dial_no_answer," +
	"2026-11-23T08:30:00.123Z,2026-11-23T08:30:12.468Z,12.345,,,2026-11-23T08:31:00.123Z\n"

// openCalls opens a calls file and returns its CDRs.
func openCalls(t *testing.T, path string) (*ledger.Calls, []dialer.CDR) {
	t.Helper()
	return openCallsOn(t, ownfile.OSDisk{}, path)
}

func openCallsOn(t *testing.T, d ownfile.Disk, path string) (*ledger.Calls, []dialer.CDR) {
	t.Helper()
	var held []dialer.CDR
	c, err := ledger.OpenCalls(d, path, ownfile.Holder{Run: "r1", PID: 7, Host: "here", Started: at(t)}, func(c *dialer.CDR) { held = append(held, *c) })
	if err != nil {
		t.Fatalf("OpenCalls() = %v", err)
	}
	return c, held
}

func readCalls(t *testing.T, path string) []dialer.CDR {
	t.Helper()
	var held []dialer.CDR
	if err := ledger.ReadCalls(path, func(c *dialer.CDR) { held = append(held, *c) }); err != nil {
		t.Fatalf("ReadCalls() = %v", err)
	}
	return held
}

func callsPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "leads.calls.csv")
}

func TestCallsRoundTrip(t *testing.T) {
	t.Parallel()
	path := callsPath(t)
	c, held := openCalls(t, path)
	if len(held) != 0 {
		t.Errorf("a new file holds %v", held)
	}
	odd := cdr(t, 2)
	odd.ID, odd.Attempt, odd.Outcome, odd.Error, odd.Summary = `a "b", c`, 3, dialer.OutcomeOther, "no,\nline", "said \"yes\"\r\nand left\n"
	odd.Started, odd.FromNumber, odd.RecordedAt = time.Time{}, "anonymous", odd.RecordedAt.In(time.FixedZone("", 3600))
	back := cdr(t, 3)
	back.Started, back.Ended = back.Ended, back.Started
	bare := dialer.CDR{CallID: "ac_4", Row: 4, Number: number(4), Attempt: 1, Outcome: dialer.OutcomeAnswered, RecordedAt: at(t)}
	must(t, c.Append([]dialer.CDR{cdr(t, 1), odd}))
	must(t, c.Append(nil))
	must(t, c.Append([]dialer.CDR{back}))
	must(t, c.Append([]dialer.CDR{bare}))
	want := callsHeader + cdrLine +
		`ac_2,2,"a ""b"", c",+14155550002,anonymous,3,r1.1,other,failed,dial_no_answer,,2026-11-23T08:30:12.468Z,,"no, line","said ""yes"" and left ",2026-11-23T08:31:00.123Z` + "\n" +
		"ac_3,3,,+14155550003,+14155550000,1,r1.1,no_answer,failed,dial_no_answer,2026-11-23T08:30:12.468Z,2026-11-23T08:30:00.123Z,,,,2026-11-23T08:31:00.123Z\n" +
		"ac_4,4,,+14155550004,,1,,answered,,,,,,,,2026-11-23T08:30:00.123Z\n"
	if diff := cmp.Diff(want, content(t, path)); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	odd.Error, odd.Summary = "no, line", `said "yes" and left `
	all := []dialer.CDR{cdr(t, 1), odd, back, bare}
	if diff := cmp.Diff(all, readCalls(t, path)); diff != "" {
		t.Errorf("read beside the tracker (-want +got):\n%s", diff)
	}
	must(t, c.Close())
	c, held = openCalls(t, path)
	if diff := cmp.Diff(all, held); diff != "" {
		t.Errorf("opened again (-want +got):\n%s", diff)
	}
	must(t, c.Close())
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is for others too: %v, %v", info, err)
	}
}

// TestCallsTimes: times are written in milliseconds, and a duration is that between the written times.
func TestCallsTimes(t *testing.T) {
	t.Parallel()
	path := callsPath(t)
	c, _ := openCalls(t, path)
	for _, d := range []time.Duration{0, 999 * time.Microsecond, time.Millisecond, time.Hour, 1001*time.Millisecond + 900*time.Microsecond} {
		r := cdr(t, 1)
		r.Started = r.Started.Add(500 * time.Microsecond)
		r.Ended = r.Started.Add(d)
		must(t, c.Append([]dialer.CDR{r}))
	}
	far := cdr(t, 1)
	far.Started, far.Ended = time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -7200)), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)
	must(t, c.Append([]dialer.CDR{far}))
	must(t, c.Close())
	var got []string
	for line := range strings.Lines(content(t, path)) {
		got = append(got, strings.Join(strings.Split(line, ",")[10:13], " "))
	}
	want := []string{
		"started_at ended_at duration_seconds", "2026-11-23T08:30:00.123Z 2026-11-23T08:30:00.123Z 0.000",
		"2026-11-23T08:30:00.123Z 2026-11-23T08:30:00.124Z 0.001", "2026-11-23T08:30:00.123Z 2026-11-23T08:30:00.124Z 0.001",
		"2026-11-23T08:30:00.123Z 2026-11-23T09:30:00.123Z 3600.000", "2026-11-23T08:30:00.123Z 2026-11-23T08:30:01.125Z 1.002", "  ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the times (-want +got):\n%s", diff)
	}
	readCalls(t, path)
}

// TestCallsEveryPrefix cuts the file after each of its bytes, as a crash or a kill can leave it. It opens again, without a loss of whole
// lines and without repeats, and the CDRs that are missing are added.
func TestCallsEveryPrefix(t *testing.T) {
	t.Parallel()
	path := filepath.Join(crashDir(t), "leads.calls.csv")
	c, _ := openCalls(t, path)
	all := []dialer.CDR{cdr(t, 1), cdr(t, 2), cdr(t, 3)}
	all[1].Summary = `"yes", he said`
	must(t, c.Append(all[:1]))
	must(t, c.Append(all[1:]))
	must(t, c.Close())
	text := content(t, path)
	for n := range len(text) + 1 {
		must(t, os.WriteFile(path, []byte(text[:n]), 0o600))
		whole := max(0, strings.Count(text[:n], "\n")-1)
		if diff := cmp.Diff(all[:whole], append([]dialer.CDR{}, readCalls(t, path)...)); diff != "" || content(t, path) != text[:n] {
			t.Fatalf("reading the first %d bytes (-want +got):\n%s", n, diff)
		}
		c, held := openCallsOn(t, newTape(image{filepath.Base(path): text[:n]}.onDisk()), path)
		if diff := cmp.Diff(all[:whole], append([]dialer.CDR{}, held...)); diff != "" {
			t.Fatalf("opening the first %d bytes (-want +got):\n%s", n, diff)
		}
		must(t, c.Append(all[whole:]))
		must(t, c.Close())
		if diff := cmp.Diff(text, content(t, path)); diff != "" {
			t.Fatalf("from the first %d bytes on (-want +got):\n%s", n, diff)
		}
	}
}

// TestCallsCrash simulates each possible crash of a process that records calls, also power losses: the file opens, and has the CDRs that
// were on disk when Append returned, and those that follow them, each once.
func TestCallsCrash(t *testing.T) {
	t.Parallel()
	all := []dialer.CDR{cdr(t, 1), cdr(t, 2), cdr(t, 3)}
	dir := crashDir(t)
	path := filepath.Join(dir, "leads.calls.csv")
	disk := newTape(newFolder())
	for _, part := range [][]dialer.CDR{all[:1], all[1:]} {
		c, err := ledger.OpenCalls(disk, path, ownfile.Holder{Run: "r1"}, func(*dialer.CDR) {})
		must(t, err)
		must(t, c.Append(part))
		disk.note("recorded", part[len(part)-1].CallID)
		must(t, c.Close())
	}
	played := 0
	crashes(newFolder(), disk.events, window{step: 1, powerStep: 29}, func(crash crash) {
		played++
		crash.img.lay(t, dir)
		read := readCalls(t, path)
		held := []dialer.CDR{}
		c, err := ledger.OpenCalls(newTape(crash.left), path, ownfile.Holder{Run: "r2"}, func(c *dialer.CDR) { held = append(held, *c) })
		if err != nil {
			t.Fatalf("%s: %v", crash.where, err)
		}
		most := min(len(held), len(all))
		if diff := cmp.Diff(all[:most], held) + cmp.Diff(held, append([]dialer.CDR{}, read...)); diff != "" {
			t.Errorf("%s: %s", crash.where, diff)
		}
		for i := range all[most:] {
			if crash.promises["recorded "+all[most+i].CallID] {
				t.Errorf("%s: the CDR of %s is lost", crash.where, all[most+i].CallID)
			}
		}
		must(t, c.Close())
	})
	t.Logf("%d events, %d crashes", len(disk.events), played)
}

// TestCallsLocked: a second process ends and names the holder, also where one before has crashed; reading goes on.
func TestCallsLocked(t *testing.T) {
	t.Parallel()
	path := callsPath(t)
	must(t, os.WriteFile(path+".tracker", []byte(`{"run":"crashed","pid":1}`+"\n"), 0o600))
	if h, used := ledger.CallsInUse(path); used {
		t.Errorf("a missing file is in use by %v", h)
	}
	c, _ := openCalls(t, path)
	must(t, c.Append([]dialer.CDR{cdr(t, 1)}))
	_, err := ledger.OpenCalls(ownfile.OSDisk{}, path, ownfile.Holder{Run: "r2"}, func(*dialer.CDR) { t.Error("a CDR of a file in use") })
	e, ok := errors.AsType[*ownfile.LockedError](err)
	if !ok || e.Holder.Run != "r1" || err.Error() != path+" is in use by run r1 (process 7 on here, since 2026-11-23T08:30:00Z); wait for it to end, or stop it" {
		t.Errorf("OpenCalls() = %v", err)
	}
	if h, used := ledger.CallsInUse(path); !used || h.PID != 7 {
		t.Errorf("CallsInUse() = %v, %t", h, used)
	}
	if h, used := ledger.InUse(filepath.Join(filepath.Dir(path), "leads.results.csv")); used {
		t.Errorf("the results are in use by %v", h)
	}
	if got := readCalls(t, path); len(got) != 1 {
		t.Errorf("beside the tracker there are %v", got)
	}
	must(t, os.WriteFile(path+".tracker", []byte("torn"), 0o600))
	if _, err := ledger.OpenCalls(ownfile.OSDisk{}, path, ownfile.Holder{}, nil); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("without a name, OpenCalls() = %v", err)
	}
	must(t, c.Close())
	if h, used := ledger.CallsInUse(path); used {
		t.Errorf("a closed file is in use by %v", h)
	}
	wantFiles(t, path, "leads.calls.csv")
}

// wantFiles compares the names in the folder of a file.
func wantFiles(t *testing.T, path string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
}

// TestCallsWithoutCDR: a file in which no CDR came is removed by the process that has created it, and by no other.
func TestCallsWithoutCDR(t *testing.T) {
	t.Parallel()
	path := callsPath(t)
	c, _ := openCalls(t, path)
	wantFiles(t, path, "leads.calls.csv", "leads.calls.csv.tracker")
	must(t, c.Close())
	wantFiles(t, path)
	must(t, os.WriteFile(path, []byte(callsHeader), 0o600))
	c, _ = openCalls(t, path)
	must(t, c.Close())
	wantFiles(t, path, "leads.calls.csv")
	if got := content(t, path); got != callsHeader {
		t.Errorf("the file is %q", got)
	}
	must(t, os.Remove(path))
	if got := readCalls(t, path); len(got) != 0 {
		t.Errorf("without a file there are %v", got)
	}
}

// TestCallsDamaged: a file that this program has not written so is refused and unchanged.
func TestCallsDamaged(t *testing.T) {
	t.Parallel()
	path := callsPath(t)
	remedy := "or move it away, and bulkdial track asks the API for the ends of these calls again"
	for text, want := range map[string]string{
		callsHeader + strings.Replace(cdrLine, "no_answer,", "rang,", 1):          `line 2: outcome "rang" is not known to this version`,
		callsHeader + cdrLine + strings.Replace(cdrLine, "no_answer,", ",", 1):    `line 3: outcome "" is not known`,
		callsHeader + strings.Replace(cdrLine, "ac_1", "", 1):                     "line 2: agent_call_id is empty",
		callsHeader + strings.Replace(cdrLine, "ac_1,1,", "ac_1,0,", 1):           `row "0" is not a row number`,
		callsHeader + strings.Replace(cdrLine, "+14155550001", "14155550001", 1):  "to_number \"14155•••0001\"",
		callsHeader + strings.Replace(cdrLine, ",1,r1.1", ",0,r1.1", 1):           `attempt "0"`,
		callsHeader + strings.Replace(cdrLine, "12.345", "12.34", 1):              `duration_seconds "12.34"`,
		callsHeader + strings.Replace(cdrLine, "12.345", "-2.345", 1):             `duration_seconds "-2.345"`,
		callsHeader + strings.Replace(cdrLine, "12.345", ".345", 1):               `duration_seconds ".345"`,
		callsHeader + strings.Replace(cdrLine, "12.345", "12", 1):                 `duration_seconds "12"`,
		callsHeader + strings.Replace(cdrLine, "00.123Z", "00Z", 1):               `started_at "2026-11-23T08:30:00Z"`,
		callsHeader + strings.Replace(cdrLine, "12.468Z", "12.468+01:00", 1):      "ended_at",
		callsHeader + strings.Replace(cdrLine, "2026-11-23T08:31:00.123Z", "", 1): `recorded_at ""`,
		callsHeader + "\n" + cdrLine:                                              "line 2: this line is empty",
		callsHeader + strings.Replace(cdrLine, "\n", "\r\n", 1):                   "line 2: there is a carriage return",
		callsHeader + "ac_1,1\n":                                                  "line 2: wrong number of fields",
		callsHeader + "\x00\x00\x00\n" + cdrLine:                                  "line 2: wrong number of fields",
	} {
		wantCallsRefused(t, path, text, want)
		wantCallsRefused(t, path, text, remedy)
	}
	for _, text := range []string{
		header, header + goodLine, "\n", "\ufeff" + callsHeader, strings.Replace(callsHeader, "outcome,", "", 1) + cdrLine, "agent_calls", callsHeader[:9] + "x",
		strings.Replace(callsHeader, "outcome", "status", 1),
	} {
		wantCallsRefused(t, path, text, "line 1: this is not a calls file of bulkdial, or its first line was changed")
		wantCallsRefused(t, path, text, remedy)
	}
}

func wantCallsRefused(t *testing.T, path, text, says string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
	wantRecordError(t, ledger.ReadCalls(path, func(*dialer.CDR) {}), says)
	_, err := ledger.OpenCalls(ownfile.OSDisk{}, path, ownfile.Holder{Run: "r1"}, func(*dialer.CDR) {})
	wantRecordError(t, err, says)
	if got := content(t, path); got != text {
		t.Errorf("%s: the file was %q and is %q", says, text, got)
	}
	wantFiles(t, path, filepath.Base(path))
}

// TestCallsOtherObjects: a link, a second name, a folder and a device are never opened, read or removed.
func TestCallsOtherObjects(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "one"), []byte(callsHeader+cdrLine), 0o600))
	must(t, os.Link(filepath.Join(dir, "one"), filepath.Join(dir, "named.csv")))
	must(t, os.Symlink("one", filepath.Join(dir, "link.csv")))
	must(t, os.Mkdir(filepath.Join(dir, "folder.csv"), 0o700))
	must(t, os.Mkdir(filepath.Join(dir, "tracked.csv.tracker"), 0o700))
	for name, says := range map[string]string{
		"named.csv": "a file with 2 names", "link.csv": "this is a link", "folder.csv": "this is a folder", "tracked.csv": "tracked.csv.tracker: this is a folder",
	} {
		path := filepath.Join(dir, name)
		_, err := ledger.OpenCalls(ownfile.OSDisk{}, path, ownfile.Holder{Run: "r1"}, func(*dialer.CDR) {})
		wantRecordError(t, err, says)
		if name != "tracked.csv" {
			wantRecordError(t, ledger.ReadCalls(path, func(*dialer.CDR) {}), says)
		}
	}
	wantFiles(t, filepath.Join(dir, "one"), "folder.csv", "link.csv", "named.csv", "one", "tracked.csv.tracker")
}

// TestCallsOtherVersions: columns are found by name, and a file goes on with the columns that it has.
func TestCallsOtherVersions(t *testing.T) {
	t.Parallel()
	path := callsPath(t)
	later := strings.Replace(callsHeader, "outcome,", "billsec,outcome,", 1) + strings.Replace(cdrLine, "no_answer,", "7,no_answer,", 1)
	later = strings.Replace(later, "agent_call_id,row,", "row,agent_call_id,", 1)
	later = strings.Replace(later, "ac_1,1,", "1,ac_1,", 1)
	must(t, os.WriteFile(path, []byte(later), 0o600))
	c, held := openCalls(t, path)
	if diff := cmp.Diff([]dialer.CDR{cdr(t, 1)}, held); diff != "" {
		t.Errorf("a file of a later version (-want +got):\n%s", diff)
	}
	must(t, c.Append([]dialer.CDR{cdr(t, 1)}))
	must(t, c.Close())
	want := later + strings.Replace(strings.Replace(cdrLine, "no_answer,", ",no_answer,", 1), "ac_1,1,", "1,ac_1,", 1)
	if diff := cmp.Diff(want, content(t, path)); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
}

// TestCallsChanged: a file that something else changes is not written to any more, and stays as it is.
func TestCallsChanged(t *testing.T) {
	t.Parallel()
	for says, change := range map[string]func(path string) error{
		"removed or replaced": os.Remove, "instead of": func(path string) error { return os.Truncate(path, 5) },
		"replaced during": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, []byte(callsHeader), 0o600))
		},
	} {
		path := callsPath(t)
		c, _ := openCalls(t, path)
		must(t, change(path))
		before := content(t, path)
		for range 2 {
			wantRecordError(t, c.Append([]dialer.CDR{cdr(t, 1)}), says)
		}
		must(t, c.Close())
		if got := content(t, path); got != before {
			t.Errorf("%s: the file was %q and is %q", says, before, got)
		}
	}
}

// TestCallsUnwritable: after an error nothing is written any more, and a CDR that could not be read again is one.
func TestCallsUnwritable(t *testing.T) {
	t.Parallel()
	nameless, unknown, timeless := cdr(t, 1), cdr(t, 1), cdr(t, 1)
	nameless.CallID, unknown.Outcome, timeless.RecordedAt = "", "rang", time.Time{}
	for says, bad := range map[string]dialer.CDR{"agent_call_id": nameless, `outcome "rang"`: unknown, "recorded_at": timeless} {
		path := callsPath(t)
		c, _ := openCalls(t, path)
		must(t, c.Append([]dialer.CDR{cdr(t, 1)}))
		for _, more := range [][]dialer.CDR{{cdr(t, 2), bad}, {cdr(t, 3)}, nil} {
			if err := c.Append(more); err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("Append() = %v, want an error with %q", err, says)
			}
		}
		must(t, c.Close())
		if got := content(t, path); got != callsHeader+cdrLine {
			t.Errorf("the file is %q", got)
		}
	}
}

// TestCallsOnDisk: each Append is one write, which is synced before it returns; a failed sync ends the writing.
func TestCallsOnDisk(t *testing.T) {
	t.Parallel()
	path := callsPath(t)
	disk := newTape(newFolder())
	c, err := ledger.OpenCalls(disk, path, ownfile.Holder{Run: "r1"}, func(*dialer.CDR) {})
	must(t, err)
	before := disk.length()
	must(t, c.Append([]dialer.CDR{cdr(t, 1), cdr(t, 2)}))
	var got []action
	for _, e := range disk.events[before:] {
		got = append(got, e.action)
	}
	if diff := cmp.Diff([]action{written, synced}, got); diff != "" {
		t.Errorf("an Append (-want +got):\n%s", diff)
	}
	must(t, c.Close())

	broken := &slowDisk{}
	if c, err = ledger.OpenCalls(broken, path, ownfile.Holder{Run: "r1"}, func(*dialer.CDR) {}); err != nil {
		t.Fatal(err)
	}
	broken.err = errors.New("the disk is broken")
	for range 2 {
		if err := c.Append([]dialer.CDR{cdr(t, 3)}); !errors.Is(err, broken.err) || broken.syncs.Load() != 1 {
			t.Errorf("Append() = %v after %d syncs", err, broken.syncs.Load())
		}
	}
	must(t, c.Close())
}

// TestCallsFolder: where the file cannot be made, the error says so and nothing stays.
func TestCallsFolder(t *testing.T) {
	t.Parallel()
	_, err := ledger.OpenCalls(ownfile.OSDisk{}, filepath.Join(t.TempDir(), "none", "leads.calls.csv"), ownfile.Holder{}, nil)
	if !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "opening calls: ") {
		t.Errorf("OpenCalls() = %v", err)
	}
}

// BenchmarkReadCalls reads a file of a million CDRs; what it keeps of them at once is bounded (B/op is what it allocates in all).
func BenchmarkReadCalls(b *testing.B) {
	path := filepath.Join(b.TempDir(), "leads.calls.csv")
	if err := os.WriteFile(path, []byte(callsHeader+strings.Repeat(cdrLine, 1_000_000)), 0o600); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		n, most := 0, uint64(0)
		if err := ledger.ReadCalls(path, func(*dialer.CDR) {
			if n++; n%100_000 == 0 {
				most = max(most, liveHeap())
			}
		}); err != nil || n != 1_000_000 {
			b.Fatal(n, err)
		}
		b.ReportMetric(float64(most), "live-B")
	}
}

// liveHeap returns the live heap, in bytes.
func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
