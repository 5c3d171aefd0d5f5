package rowlog_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// FuzzCell: each cell is encoded as encoding/csv does it, with spaces for line breaks.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"", "ac_1", " a", "a b", "a,b", `a"b`, `\.`, `a\b`, "#", "'", "=1+1", "é", "\u00a0a", "\ta", "\x7f", "a\r\nb", "\xff"} {
		f.Add(s, "plain")
		f.Add("plain", s)
	}
	f.Fuzz(func(t *testing.T, id, text string) {
		line := encode(t, said{Row: "1", ID: id, Note: text, Said: "invalid"})
		var want bytes.Buffer
		out := csv.NewWriter(&want)
		must(t, out.Write([]string{"1", dialer.OneLine(id), "", "invalid", dialer.OneLine(text)}))
		out.Flush()
		if line != want.String() {
			t.Errorf("the line is %q, want %q", line, want.String())
		}
	})
}

// TestManyRows: the lines of any number of rows have the order of the rows, in the columns of the file.
func TestManyRows(t *testing.T) {
	t.Parallel()
	l, err := rowlog.NewLayout[said]([]string{"said", "later", "row", "id", "number", "note"})
	must(t, err)
	for n := range 50 {
		var want strings.Builder
		for i := range n {
			want.WriteString("x,," + string(rune('a'+i%26)) + ",,,\n")
		}
		got, err := l.Encode(n, func(i int) said { return said{Row: string(rune('a' + i%26)), Said: "x"} })
		if err != nil || string(got) != want.String() {
			t.Errorf("%d rows are %q, %v; want %q", n, got, err, want.String())
		}
	}
}
