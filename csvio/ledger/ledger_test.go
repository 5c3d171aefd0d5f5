package ledger_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

const header = "row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,from_number_id,at\n"

func at(t *testing.T) time.Time {
	t.Helper()
	return time.Date(2026, 11, 23, 8, 30, 0, 123e6, time.UTC)
}

func request(batch dialer.BatchName, rows ...int) dialer.Request {
	req := dialer.Request{Batch: batch}
	for _, row := range rows {
		req.Attempts = append(req.Attempts, dialer.Attempt{Number: 1, Contact: dialer.Contact{Row: row, Number: number(row)}})
	}
	return req
}

func number(row int) string { return fmt.Sprintf("+1415555%04d", row) }

func results(t *testing.T, req dialer.Request, d dialer.Disposition) []dialer.Result {
	t.Helper()
	var rs []dialer.Result
	for _, a := range req.Attempts {
		rs = append(rs, dialer.Result{
			Row: a.Contact.Row, Number: a.Contact.Number, Disposition: d, CallID: "ac_" + a.Contact.Number,
			Attempt: 1, Batch: req.Batch, HTTPStatus: 200, RequestID: "req", At: at(t),
		})
	}
	return rs
}

// take opens a ledger and returns its results.
func take(t *testing.T, path string) (*ledger.Ledger, []dialer.Result) {
	t.Helper()
	var held []dialer.Result
	r, err := ledger.Open(path, ownfile.Holder{Run: "r1", PID: 7, Host: "here", Started: at(t)}, func(r *dialer.Result) { held = append(held, *r) })
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	return r, held
}

func begin(t *testing.T, path string) (*ledger.Ledger, []dialer.Result) {
	t.Helper()
	r, held := take(t, path)
	if err := r.Begin(); err != nil {
		t.Fatalf("Begin() = %v", err)
	}
	return r, held
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(b)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// settle passes results to a ledger and waits until they are on disk.
func settle(r *ledger.Ledger, batch dialer.BatchName, results []dialer.Result) error {
	told := make(chan error, 1)
	r.Settle(batch, results, func(err error) { told <- err })
	return <-told
}

func TestRecordRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, held := begin(t, path)
	if len(held) != 0 {
		t.Errorf("a new record holds %v", held)
	}
	req := request("r1.1", 1, 2)
	must(t, r.Intend(req))
	if got := content(t, path+".inflight"); !strings.Contains(got, number(2)) {
		t.Errorf("after Intend the in-flight record is\n%s", got)
	}
	want := results(t, req, dialer.Accepted)
	want[1] = dialer.Result{
		Row: 2, ID: `a "b", c`, Number: number(2), Disposition: dialer.Rejected, ErrorCode: "busy",
		Error: `{"message":"no, not now"}`, Attempt: 1, Batch: "r1.1", HTTPStatus: 200, RequestID: "req", At: at(t),
	}
	must(t, settle(r, "r1.1", want))
	skip := dialer.Result{Row: 3, Number: "911\r\nfoo\nbar", Disposition: dialer.Invalid, ErrorCode: "number_bad", Error: "no\nnumber", At: at(t)}
	must(t, r.Append(skip))
	must(t, r.Close())
	if got := content(t, path); !strings.HasPrefix(got, header) || strings.Count(got, "\n") != 4 {
		t.Errorf("the results file is\n%s", got)
	}
	if _, err := os.Stat(path + ".inflight"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after a clean end the in-flight record is still there (%v)", err)
	}
	for _, file := range []string{path} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600 (%v)", file, info.Mode(), err)
		}
	}
	skip.Number, skip.Error = "911 foo bar", "no number"
	r, held = take(t, path)
	must(t, r.Close())
	if diff := cmp.Diff(append(want, skip), held); diff != "" {
		t.Errorf("read again, results differ (-want +got):\n%s", diff)
	}
}

// TestInterrupted: contacts that were in flight are unknown from the next run on, and recorded once.
func TestInterrupted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, _ := begin(t, path)
	first, second := request("r1.1", 1, 2), request("r1.2", 3, 4)
	must(t, r.Intend(first))
	must(t, r.Intend(second))
	must(t, settle(r, "r1.1", results(t, first, dialer.Accepted)))
	must(t, r.Close()) // the second was never answered
	inflight := content(t, path+".inflight")
	if !strings.Contains(inflight, number(3)) {
		t.Fatalf("the in-flight record is\n%s", inflight)
	}
	// Read changes nothing and gives the same.
	var seen []dialer.Result
	state, err := ledger.Read(path, func(r *dialer.Result) { seen = append(seen, *r) })
	if err != nil || state.InFlight != 2 || state.Running || len(seen) != 4 || seen[3].Disposition != dialer.Unknown {
		t.Errorf("Read() = %+v, %v with %v", state, err, seen)
	}
	for run := range 2 {
		r, held := begin(t, path)
		if len(held) != 4 || held[2].Disposition != dialer.Unknown || held[2].ErrorCode != "interrupted" || held[3].Number != number(4) {
			t.Errorf("run %d: results = %+v", run, held)
		}
		if want := []int{2, 0}[run]; r.Interrupted() != want {
			t.Errorf("run %d: %d interrupted, want %d", run, r.Interrupted(), want)
		}
		must(t, r.Close())
	}
}

// TestNotBegun: a run that was not confirmed does not change the files.
func TestNotBegun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, _ := take(t, path)
	must(t, r.Close())
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	r, _ = begin(t, path)
	must(t, r.Intend(request("r1.1", 1)))
	must(t, r.Close())
	r, held := take(t, path)
	must(t, r.Close())
	again, heldAgain := take(t, path)
	must(t, again.Close())
	if diff := cmp.Diff(held, heldAgain); diff != "" || len(held) != 1 {
		t.Errorf("an intent was lost:\n%s", diff)
	}
}

func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, _ := begin(t, path)
	defer r.Close()
	_, err := ledger.Open(path, ownfile.Holder{Run: "r2"}, func(*dialer.Result) {})
	if _, ok := errors.AsType[*ownfile.LockedError](err); !ok || !strings.Contains(err.Error(), "run r1 (process 7 on here") {
		t.Errorf("Open() of a record in use = %v", err)
	}
	if state, err := ledger.Read(path, func(*dialer.Result) {}); err != nil || !state.Running || state.Holder.PID != 7 {
		t.Errorf("Read() of a record in use = %+v, %v", state, err)
	}
}

// wantRefused checks that Open and Read refuse a ledger, and that its files do not change.
func wantRefused(t *testing.T, path, want string) {
	t.Helper()
	before := content(t, path) + content(t, path+".inflight")
	_, err := ledger.Open(path, ownfile.Holder{Run: "r2"}, func(*dialer.Result) {})
	_, looking := ledger.Read(path, func(*dialer.Result) {})
	for _, err := range []error{err, looking} {
		if _, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.Contains(err.Error(), want) {
			t.Errorf("the ledger gives %v, want a RecordError with %q", err, want)
		}
	}
	if content(t, path)+content(t, path+".inflight") != before {
		t.Errorf("the files of a ledger that is refused were changed")
	}
}

// TestTornEnd: any part of a last line is cut, and its contact is unknown.
func TestTornEnd(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "leads.results.csv")
	r, _ := begin(t, path)
	req := request("r1.1", 1)
	must(t, r.Intend(req))
	must(t, settle(r, "r1.1", results(t, req, dialer.Accepted)))
	req = request("r1.2", 2)
	must(t, r.Intend(req))
	inflight := content(t, path+".inflight")
	must(t, settle(r, "r1.2", results(t, req, dialer.Accepted)))
	must(t, r.Close())
	whole := content(t, path)
	last := strings.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for end := last; end < len(whole); end++ {
		must(t, os.WriteFile(path, []byte(whole[:end]), 0o600))
		must(t, os.WriteFile(path+".inflight", []byte(inflight), 0o600))
		if end < last-1 { // the first contact's line is gone too, which no crash can do
			wantRefused(t, path, "restore the file")
			continue
		}
		r, held := begin(t, path)
		must(t, r.Close())
		if len(held) != 2 || held[0].Disposition != dialer.Accepted || held[1].Disposition != dialer.Unknown {
			t.Fatalf("cut at byte %d: %+v", end, held)
		}
		if got := content(t, path); !strings.HasPrefix(got, whole[:last]) || strings.Count(got, "\n") != 3 {
			t.Fatalf("cut at byte %d, the file became\n%s", end, got)
		}
	}
}

// TestResultsGone: a results file that was removed while requests were in flight is not created again.
func TestResultsGone(t *testing.T) {
	for name, remove := range map[string]func(path string) error{
		"removed": os.Remove,
		"emptied": func(path string) error { return os.Truncate(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "r.csv")
			r, _ := begin(t, path)
			must(t, r.Intend(request("r1.1", 1)))
			must(t, r.Close())
			must(t, remove(path))
			for range 2 {
				_, err := ledger.Open(path, ownfile.Holder{Run: "r2"}, func(*dialer.Result) {})
				_, looking := ledger.Read(path, func(*dialer.Result) {})
				for _, err := range []error{err, looking} {
					if _, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.Contains(err.Error(), "put the results back") {
						t.Errorf("the record is used: %v", err)
					}
				}
			}
			if got := content(t, path+".inflight"); !strings.Contains(got, number(1)) {
				t.Errorf("the in-flight record is now\n%s", got)
			}
		})
	}
}

func TestUnusableRecords(t *testing.T) {
	good := "1,,+14155550101,accepted,ac_1,,,1,r1.1,200,,,2026-11-23T08:30:00.000Z\n"
	for name, tt := range map[string]struct{ results, inflight, want string }{
		"contacts":             {"name,phone\nAnna,+1415\n", "", "not a results file"},
		"one line":             {"no line break", "", "not a results file"},
		"spreadsheet":          {header + strings.Replace(good, "+1415", "1415", 1), "", "line 2: to_number"},
		"disposition":          {header + good + strings.Replace(good, "accepted", "akzeptiert", 1), "", "line 3: disposition"},
		"attempt":              {header + strings.Replace(good, ",1,r1", ",0,r1", 1), "", "line 2: attempt"},
		"row":                  {header + "x" + good, "", "line 2: row"},
		"time":                 {header + strings.Replace(good, "2026-11-23T", "23.11.2026 ", 1), "", "line 2: at"},
		"status":               {header + strings.Replace(good, ",200,", ",OK,", 1), "", "line 2: http_status"},
		"columns":              {header + good + "1,2\n", "", "line 3"},
		"quote":                {header + good + strings.Replace(good, "ac_1", `"ac_1`, 1) + good, "", "line 3"},
		"CRLF":                 {header + good + strings.Replace(good, "Z\n", "Z\r\n", 1) + good, "", "line 3: there is a carriage return"},
		"CR in a cell":         {header + strings.Replace(good, "ac_1", "\"ac\r1\"", 1), "", "line 2: there is a carriage return"},
		"a line break":         {header + good + strings.Replace(good, "ac_1", "\"ac\n1\"", 1), "", "line 3"},
		"an empty line":        {header + good + "\n" + good, "", "line 3: this line is empty"},
		"empty at the end":     {header + good + "\n", "", "line 3: this line is empty"},
		"BOM":                  {"\ufeff" + header + good, "", "not a results file"},
		"quoted header":        {strings.Replace(header, "row", `"row"`, 1) + good, "", "not a results file"},
		"a column missing":     {strings.Replace(header, ",batch", "", 1) + strings.Replace(good, ",r1.1", "", 1), "", "not a results file"},
		"a column twice":       {strings.Replace(header, "request_id", "batch", 1) + good, "", "not a results file"},
		"a column spelled":     {strings.Replace(header, "batch", " batch", 1) + good, "", "not a results file"},
		"one name":             {"row", "", ""},
		"a word":               {"rows", "", "not a results file"},
		"numbers spelled":      {header + strings.Replace(good, "1,,", "01,,", 1), "", "line 2: row"},
		"time elsewhere":       {header + strings.Replace(good, "000Z", "000+01:00", 1), "", "line 2: at"},
		"later disposition":    {header + strings.Replace(good, "accepted", "blocked", 1), "", "line 2: disposition \"blocked\" is not known"},
		"in-flight damage":     {header + good, "{\"run\":\"r0\"}\n{\"batch\n{\"batch\":\"r0.2\"}\n", "line 2: this line is damaged"},
		"in-flight torn twice": {header + good, "{\"run\":\"r0\"}\n{\"batch\n{\"bat", "line 2: this line is damaged"},
		"in-flight nonsense":   {header + good, "{\"run\":\"r0\"}\n{}\n{\"batch\":\"r0.2\"}\n", "line 2: this line is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "r.csv")
			must(t, os.WriteFile(path, []byte(tt.results), 0o600))
			if tt.inflight != "" {
				must(t, os.WriteFile(path+".inflight", []byte(tt.inflight), 0o600))
			}
			l, err := ledger.Open(path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
			if tt.want == "" {
				must(t, err)
				must(t, l.Close())
				return
			}
			if _, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Open() = %v, want a RecordError with %q", err, tt.want)
			}
			if got := content(t, path); got != tt.results {
				t.Errorf("the file was changed to\n%s", got)
			}
			if got := content(t, path+".inflight"); got != tt.inflight {
				t.Errorf("the in-flight record was changed to\n%s", got)
			}
		})
	}
}

// TestTornIntent: a request whose intent is not completely on disk was never sent.
func TestTornIntent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	must(t, os.WriteFile(path+".inflight", []byte("{\"run\":\"r0\"}\n{\"batch\":\"r0.2\",\"contacts\":[{\"row\":1,\"to_nu"), 0o600))
	r, held := begin(t, path)
	must(t, r.Close())
	if len(held) != 0 {
		t.Errorf("results = %+v, want none", held)
	}
}

// TestManyAtOnce: each result is in the file when Settle acknowledges it, in any grouping, and the intents file stays small.
func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	r, err := ledger.OpenWithRoom(ownfile.OSDisk{}, path, ownfile.Holder{Run: "r1"}, 64<<10, func(*dialer.Result) {})
	must(t, err)
	must(t, r.Begin())
	var workers sync.WaitGroup
	for w := range 16 {
		workers.Go(func() {
			for i := range 200 {
				req := request(dialer.BatchName(fmt.Sprintf("r1.%d", w*1000+i)), w*1000+i+1, w*1000+i+2)
				if err := r.Intend(req); err != nil {
					t.Error(err)
				}
				if err := settle(r, req.Batch, results(t, req, dialer.Accepted)); err != nil {
					t.Error(err)
				}
				if i%20 == 0 && !strings.Contains(content(t, path), ","+string(req.Batch)+",") {
					t.Errorf("batch %s is not in the file after Settle", req.Batch)
				}
			}
		})
	}
	workers.Wait()
	if info, err := os.Stat(path + ".inflight"); err != nil || info.Size() > 128<<10 {
		t.Errorf("the in-flight record has %v bytes after 3200 batches (%v)", info, err)
	}
	must(t, r.Close())
	r, held := take(t, path)
	must(t, r.Close())
	if len(held) != 6400 {
		t.Errorf("%d results, want 6400", len(held))
	}
}

// TestTampered: a results file that is removed, replaced or changed during a run is noticed before the next line.
func TestTampered(t *testing.T) {
	for name, tamper := range map[string]func(path string) error{
		"removed":   os.Remove,
		"truncated": func(path string) error { return os.Truncate(path, 10) },
		"replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, []byte(header), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "r.csv")
			r, _ := begin(t, path)
			req := request("r1.1", 1)
			must(t, r.Intend(req))
			must(t, tamper(path))
			err := settle(r, req.Batch, results(t, req, dialer.Accepted))
			if err == nil || !strings.Contains(err.Error(), "during the run") {
				t.Errorf("Settle() = %v", err)
			}
			if again := r.Intend(request("r1.2", 2)); again == nil {
				t.Errorf("Intend() after a lost record = nil")
			}
			if r.Close() == nil {
				t.Errorf("Close() after a lost record = nil")
			}
			if got := content(t, path+".inflight"); !strings.Contains(got, number(1)) {
				t.Errorf("the in-flight record does not cover the contact:\n%s", got)
			}
		})
	}
}

func BenchmarkSettle(b *testing.B) {
	path := filepath.Join(b.TempDir(), "r.csv")
	r, err := ledger.Open(path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(r.Begin(), r.Remember(someSettings())); err != nil {
		b.Fatal(err)
	}
	const size = 100
	rows := make([]int, size)
	for i := range rows {
		rows[i] = i + 1
	}
	req := request("r1.1", rows...)
	rs := make([]dialer.Result, size)
	for i, a := range req.Attempts {
		rs[i] = dialer.Result{Row: i + 1, Number: a.Contact.Number, Disposition: dialer.Accepted, CallID: "ac_1234567890", Attempt: 1, Batch: req.Batch, HTTPStatus: 200, At: time.Now()}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := errors.Join(r.Intend(req), settle(r, req.Batch, rs)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "rows/s")
	if err := r.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkEncode encodes batches of the usual size, and large ones.
func BenchmarkEncode(b *testing.B) {
	encode, err := ledger.Encoder()
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range []int{5, 100} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			rs, at := make([]dialer.Result, size), time.Now()
			for i := range rs {
				rs[i] = dialer.Result{Row: i + 100_000, Number: number(i), Disposition: dialer.Accepted, CallID: "ac_0123456789abcdef", Attempt: 1, Batch: "20261123T083000-9f3a.17", HTTPStatus: 200, FromNumberID: "ap_1", At: at}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := encode(rs); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkIntent encodes the intent of a batch of the usual size.
func BenchmarkIntent(b *testing.B) {
	const size = 100
	rows := make([]int, size)
	for i := range rows {
		rows[i] = i + 100_000
	}
	req := request("20261123T083000-9f3a.17", rows...)
	req.Route = dialer.Route{AgentID: "agent_1", FromNumberID: "ap_1"}
	b.ReportAllocs()
	for b.Loop() {
		ledger.IntentLine(&req, time.Now())
	}
	b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReplay(b *testing.B) {
	path := filepath.Join(b.TempDir(), "r.csv")
	var text strings.Builder
	text.WriteString(header)
	const lines = 10_000
	for i := range lines {
		fmt.Fprintf(&text, "%d,,%s,accepted,ac_0123456789abcdef,,,1,20261123T083000-9f3a.%d,200,req_0123456789,ap_1,2026-11-23T08:30:00.000Z\n", i+1, number(i%10000), i/5)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		history := screen.NewHistory()
		if _, err := ledger.Read(path, history.Add); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*lines)/b.Elapsed().Seconds(), "rows/s")
}
