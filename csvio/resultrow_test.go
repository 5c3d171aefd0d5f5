package csvio_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// TestResultLine: the cells of a line stand in the order of the columns.
func TestResultLine(t *testing.T) {
	t.Parallel()
	for _, r := range []dialer.Result{
		{
			Row: 1, ID: "id", Number: "+14155550101", Disposition: dialer.Accepted, CallID: "ac", ErrorCode: "code", Error: "error, \"quoted\"\nand long",
			Attempt: 2, Batch: "r1.7", HTTPStatus: 200, RequestID: "req", At: time.Date(2026, 11, 25, 8, 30, 0, 5e6, time.UTC),
		},
		{Row: 2, Number: " n/a", Disposition: dialer.Invalid},
	} {
		wantLine(t, &r)
	}
}

func wantLine(t *testing.T, r *dialer.Result) {
	t.Helper()
	written, tagged, err := csvio.ResultLines(r)
	if err != nil || written != tagged {
		t.Errorf("the line is %q, %v; the tags say %q", written, err, tagged)
	}
	if strings.Count(written, "\n") != 1 {
		t.Errorf("the line is %q", written)
	}
}

// FuzzResultLine holds what is written against encoding/csv, which decides what is put into quotes.
func FuzzResultLine(f *testing.F) {
	for _, cell := range []string{"", "plain", `\.`, `\.x`, " x", "\tx", "x ", "\u00a0x", "\u0085x", "\u2003x", "é", "\xff", "a,b", `a"b`, `"`, "a\r\nb", "\r", "\nx", "+1415", "#x"} {
		f.Add(cell, cell, 200, int64(1_800_000_000_123))
	}
	f.Fuzz(func(t *testing.T, first, second string, n int, ms int64) {
		at := time.UnixMilli(ms % 200_000_000_000_000)
		wantLine(t, &dialer.Result{
			Row: n, ID: first, Number: second, Disposition: dialer.Disposition(second), CallID: first, ErrorCode: second,
			Error: first, Attempt: n, Batch: first, HTTPStatus: n, RequestID: second, At: at,
		})
	})
}

// TestLinesOfBatches: what the lines of a batch have in common is not taken for that of another.
func TestLinesOfBatches(t *testing.T) {
	t.Parallel()
	base := dialer.Result{Row: 1, Batch: "r1.1", HTTPStatus: 200, RequestID: "a", At: time.Unix(1, 0)}
	all := []dialer.Result{base, base, base, base, base, base, base}
	all[1].Batch = "r1.2"
	all[2].HTTPStatus = 0
	all[3].RequestID = ""
	all[4].At = time.Unix(1, 1e6)
	all[5].At = time.Unix(1, 0).UTC()
	var want strings.Builder
	for i := range all {
		line, _, err := csvio.ResultLines(&all[i])
		must(t, err)
		want.WriteString(line)
	}
	if got := csvio.LinesOf(all); got != want.String() {
		t.Errorf("together the lines are\n%s, alone\n%s", got, want.String())
	}
}

// FuzzIntentLine holds the lines of the in-flight record against encoding/json.
func FuzzIntentLine(f *testing.F) {
	for _, s := range []string{"", "r1.17x2", `a "b" \ c`, "tab\tline\nnul\x00", "é\u2028\u2029", "\xff", "<&>", "\x7f"} {
		f.Add(s, s, s, 1, int64(1_800_000_000_123_456_789))
	}
	f.Fuzz(func(t *testing.T, batch, id, number string, n int, ns int64) {
		req := dialer.Request{Batch: batch}
		for i := range n & 3 {
			req.Attempts = append(req.Attempts, dialer.Attempt{Number: n, Contact: dialer.Contact{Row: n - i, ID: id[:len(id)*(i&1)], Number: number}})
		}
		line, means := csvio.IntentLine(&req, time.Unix(0, ns))
		if want, err := json.Marshal(means); err != nil || string(line) != string(want)+"\n" {
			t.Errorf("the line is %q, want %q (%v)", line, want, err)
		}
		line, means = csvio.RetiredLine(batch)
		if want, err := json.Marshal(means); err != nil || string(line) != string(want)+"\n" {
			t.Errorf("the line is %q, want %q (%v)", line, want, err)
		}
	})
}
