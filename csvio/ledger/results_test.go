package ledger_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// TestResultLine: the cells of a line have the order of the columns of the file, also of one with fewer or more columns.
func TestResultLine(t *testing.T) {
	t.Parallel()
	r := dialer.Result{
		Row: 1, ID: "id", Number: "+14155550101", Disposition: dialer.Accepted, CallID: "ac", ErrorCode: "code", Error: "error, \"quoted\"\nand long",
		Attempt: 2, Batch: "r1.7", HTTPStatus: 200, RequestID: "req", FromNumberID: "ap_1", At: time.Date(2026, 11, 25, 8, 30, 0, 5e6, time.UTC),
	}
	for want, columns := range map[string][]string{
		`1,id,+14155550101,accepted,ac,code,"error, ""quoted"" and long",2,r1.7,200,req,ap_1,2026-11-25T08:30:00.005Z` + "\n": nil,
		"accepted,,1\n": {"disposition", "duration", "row"},
	} {
		if got, err := ledger.Lines([]dialer.Result{r}, columns...); err != nil || string(got) != want {
			t.Errorf("the line is %q, %v; want %q", got, err, want)
		}
	}
}

// FuzzResultLine: a result with any cells is one physical line, which decodes to the same result, with a space for each line
// break.
func FuzzResultLine(f *testing.F) {
	for _, cell := range []string{"", "plain", `\.`, `\.x`, " x", "\tx", "x ", "\u00a0x", "\u0085x", "\u2003x", "é", "\xff", "a,b", `a"b`, `"`, "a\r\nb", "\r", "\nx", "+1415", "#x"} {
		f.Add(cell, cell, 200, int64(1_800_000_000_123))
	}
	f.Fuzz(func(t *testing.T, first, second string, n int, ms int64) {
		r := dialer.Result{
			Row: n, ID: first, Number: second, Disposition: dialer.Disposition(second), CallID: first, ErrorCode: second,
			Error: first, Attempt: n, Batch: dialer.BatchName(first), HTTPStatus: n, RequestID: second, FromNumberID: first, At: time.UnixMilli(ms % 200_000_000_000_000),
		}
		first, second = dialer.OneLine(first), dialer.OneLine(second)
		number, status := strconv.Itoa(n), strconv.Itoa(n)
		if n == 0 {
			status = ""
		}
		want := []string{number, first, second, second, first, second, first, number, first, status, second, first, r.At.UTC().Format("2006-01-02T15:04:05.000Z")}
		line, err := ledger.Lines([]dialer.Result{r})
		must(t, err)
		got, err := csv.NewReader(bytes.NewReader(line)).Read()
		if diff := cmp.Diff(want, got); diff != "" || err != nil || bytes.Count(line, []byte("\n")) != 1 || bytes.Contains(line, []byte("\r")) {
			t.Errorf("the line is %q, %v:\n%s", line, err, diff)
		}
	})
}

// FuzzResultRow: a result that was read of any line is written unchanged.
func FuzzResultRow(f *testing.F) {
	for _, line := range []string{
		goodLine, sameBatch, otherBatch, skipLine, quotedLine, strings.Replace(goodLine, "accepted", "akzeptiert", 1), strings.Replace(goodLine, "1,,", "0,,", 1),
		strings.Replace(goodLine, ",1,r1", ",0,r1", 1), strings.Replace(goodLine, "+1", "1", 1), strings.Replace(goodLine, "200", "OK", 1),
		strings.Replace(goodLine, "2026", "26", 1), strings.Replace(goodLine, "ac_1", "ac_1,", 1), goodLine[:20],
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		cells, err := csv.NewReader(strings.NewReader(line)).Read()
		if err != nil || len(cells) != strings.Count(header, ",")+1 || strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\r\n") {
			t.Skip("no line of a file")
		}
		r, err := ledger.ReadResult(cells)
		if err != nil {
			return
		}
		again, err := ledger.Lines([]dialer.Result{*r})
		must(t, err)
		if got, err := csv.NewReader(bytes.NewReader(again)).Read(); err != nil || fmt.Sprint(got) != fmt.Sprint(cells) {
			t.Errorf("%q is read and written as %q", line, again)
		}
	})
}

// TestTimes: each line has its own time, whatever the line before has, and a text that is none is refused behind any.
func TestTimes(t *testing.T) {
	t.Parallel()
	const format = "2006-01-02T15:04:05.000Z"
	path := filepath.Join(t.TempDir(), "r.results.csv")
	texts := []string{"2026-11-23T08:30:00.000Z", "2026-11-23T08:30:00.000Z", "2026-11-23T08:30:00.001Z", "2026-11-23T08:30:00.000Z", "2027-01-01T00:00:00.000Z"}
	text := []byte(header)
	for i, at := range texts {
		text = fmt.Appendf(text, "%d,,%s,accepted,ac_1,,,1,r1.1,200,req,ap_1,%s\n", i+1, number(i), at)
	}
	must(t, os.WriteFile(path, text, 0o600))
	var got []string
	_, err := ledger.Read(path, func(r *dialer.Result) { got = append(got, r.At.Format(format)) })
	if diff := cmp.Diff(texts, got); err != nil || diff != "" {
		t.Errorf("the times are %v:\n%s", err, diff)
	}
	for _, bad := range []string{"", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00.000+00:00", "2027-01-01T00:00:00.0000Z", "2027-01-01 00:00:00.000Z"} {
		must(t, os.WriteFile(path, append(slices.Clone(text), strings.Replace(skipLine, "2026-11-23T08:30:00.001Z", bad, 1)...), 0o600))
		_, err := ledger.Read(path, func(*dialer.Result) {})
		wantRecordError(t, err, fmt.Sprintf("line 7: at %q is not a time in UTC with milliseconds", bad))
	}
}

// FuzzIntentLine: the line of any intent is as encoding/json writes it, and decodes to the same intent.
func FuzzIntentLine(f *testing.F) {
	for _, s := range []string{"", "r1.17x2", `a "b" \ c`, "tab\tline\nnul\x00", "é\u2028\u2029", "<&>", "\x7f", "\xff", "a\xc3"} {
		f.Add(s, s, s, 1, int64(1_800_000_000_123_456_789))
		f.Add("", s, "+14155550100", -1, int64(1_800_000_000_000_000_000))
	}
	f.Fuzz(func(t *testing.T, batch, id, number string, n int, ns int64) {
		req := dialer.Request{Batch: dialer.BatchName("r" + batch), Route: dialer.Route{FromNumberID: id, AgentID: number}}
		for i := range n & 3 {
			req.Attempts = append(req.Attempts, dialer.Attempt{Number: n, Contact: dialer.Contact{Row: n - i, ID: strings.Repeat(id, i&1), Number: number}})
		}
		line := ledger.IntentLine(&req, time.Unix(0, ns))
		want, err := ledger.MarshaledIntent(&req, time.Unix(0, ns))
		if err != nil || string(line) != string(want) {
			t.Errorf("the line is %q, want %q (%v)", line, want, err)
		}
		if !utf8.ValidString(batch + id + number) {
			return // contacts are text
		}
		again, err := ledger.IntentAgain(line)
		if err != nil || string(line) != string(again) || strings.Contains(string(line), "\n") {
			t.Errorf("the line is %q, read again %q (%v)", line, again, err)
		}
	})
}
