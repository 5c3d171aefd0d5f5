package ledger_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// tailResults are results whose lines are written in different ways.
func tailResults(t *testing.T) []dialer.Result {
	t.Helper()
	plain := dialer.Result{Row: 2, Number: number(2), Attempt: 1, Batch: "r1.2", HTTPStatus: 200, RequestID: "req", At: at(t)}
	var all []dialer.Result
	for _, d := range []dialer.Disposition{dialer.Accepted, dialer.Unknown} {
		for _, change := range []func(*dialer.Result){
			func(*dialer.Result) {},
			func(r *dialer.Result) { r.ID = `a "b", c` },
			func(r *dialer.Result) { r.CallID, r.Error = "ac_1", `{"message":"no, not now"}` },
			func(r *dialer.Result) { r.RequestID = `x,"2026-11-25T10:00:00.123Z"` },
			func(r *dialer.Result) { r.RequestID = "2026-11-25T10:00:00.123Z" },
			func(r *dialer.Result) { r.RequestID, r.HTTPStatus = "", 0 },
			func(r *dialer.Result) { r.At = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
			func(r *dialer.Result) { r.ID, r.Error = " blank", `\.` },
		} {
			r := plain
			r.Disposition = d
			change(&r)
			all = append(all, r)
		}
	}
	return all
}

// TestTail: of all prefixes of a last line only the complete one counts, with any content; Read and a run give the same, and the
// run adds the line break before it writes. A prefix that says that a contact was called stops both.
func TestTail(t *testing.T) {
	dir := crashDir(t)
	first := "1,,+14155550001,accepted,ac_1,,,1,r1.1,200,req,,2026-11-23T08:30:00.123Z\n"
	for i, r := range tailResults(t) {
		text, err := ledger.Lines([]dialer.Result{r}, strings.Split(strings.TrimSuffix(header, "\n"), ",")...)
		must(t, err)
		line := string(text)
		said := strings.Index(line, string(r.Disposition)) + len(r.Disposition)
		path := filepath.Join(dir, fmt.Sprintf("%d.csv", i))
		for end := range len(line) {
			text := header + first + line[:end]
			must(t, os.WriteFile(path, []byte(text), 0o600))
			var looked []dialer.Result
			_, err := ledger.Read(path, func(r *dialer.Result) { looked = append(looked, *r) })
			if end >= said && end < len(line)-1 {
				wantRecordError(t, err, "line 3: the end of this line is missing or changed")
				_, err = ledger.Open(path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
				wantRecordError(t, err, "line 3: the end of this line is missing or changed")
				if got := content(t, path); got != text {
					t.Errorf("the file became %q", got)
				}
				continue
			}
			must(t, err)
			record, held := begin(t, path)
			must(t, record.Append(dialer.Result{Row: 9, Number: "911", Disposition: dialer.Invalid, At: at(t)}))
			must(t, record.Close())
			if diff := cmp.Diff(held, looked); diff != "" {
				t.Errorf("a look and a run do not say the same of %q:\n%s", line[:end], diff)
			}
			want, whole := header+first, end == len(line)-1
			if whole {
				want += line
			}
			if got, more := strings.CutPrefix(content(t, path), want); !more || !strings.HasPrefix(got, "9,") || strings.Count(got, "\n") != 1 {
				t.Errorf("%q became %q", text, content(t, path))
			}
			if whole && (len(held) != 2 || !cmp.Equal(held[1], r)) {
				t.Errorf("of %q the results are %+v", line[:end], held)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
}

// TestTailCorrects: a correction of the same attempt may be torn, as import-log may leave it. The result of another attempt does
// not replace the lost one.
func TestTailCorrects(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	unknown := "1,,+14155550001,unknown,,interrupted,,1,r1.1,,,,2026-11-23T08:30:00.123Z\n"
	accepted := "1,,+14155550001,accepted,ac_1,,,%d,%s,200,req,,2026-11-23T08:"
	for _, attempt := range []struct {
		number int
		batch  string
		lost   bool
	}{{1, "r1.1", false}, {2, "r2.1", true}} {
		must(t, os.WriteFile(path, []byte(header+unknown+fmt.Sprintf(accepted, attempt.number, attempt.batch)), 0o600))
		var held []dialer.Result
		_, err := ledger.Read(path, func(r *dialer.Result) { held = append(held, *r) })
		if attempt.lost {
			wantRecordError(t, err, "line 3: the end of this line")
		} else if err != nil || len(held) != 1 {
			t.Errorf("ReadRecord() = %v with %+v", err, held)
		}
	}
}

// TestTailLong: a complete line of any length counts; zeros do not.
func TestTailLong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	line := "1,,+14155550001,accepted,ac_1,," + strings.Repeat("x", 5<<20) + ",1,r1.1,200,req,,2026-11-23T08:30:00.123Z"
	must(t, os.WriteFile(path, []byte(header+line), 0o600))
	held := 0
	if _, err := ledger.Read(path, func(*dialer.Result) { held++ }); err != nil || held != 1 {
		t.Errorf("Read() = %v with %d results, want the one", err, held)
	}
	must(t, os.WriteFile(path, []byte(header+strings.Repeat("\x00", 5<<20)), 0o600))
	if _, err := ledger.Read(path, func(*dialer.Result) {}); err != nil {
		t.Errorf("zeros, as a loss of power leaves them: %v", err)
	}
}

// TestTailWhileRunning: a line that a run is writing during a Read is no damage.
func TestTailWhileRunning(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	r, _ := begin(t, path)
	defer r.Close()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	must(t, err)
	_, err = file.WriteString("1,,+14155550001,accepted,ac_1,,,1,r1.1,200,req,,2026-11-23T")
	must(t, err)
	must(t, file.Close())
	if state, err := ledger.Read(path, func(*dialer.Result) {}); err != nil || !state.Running {
		t.Errorf("ReadRecord() = %+v, %v", state, err)
	}
}
