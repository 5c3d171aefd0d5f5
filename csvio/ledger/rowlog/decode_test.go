package rowlog_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
)

// said is a row; the first version had no note.
type said struct {
	Row    string `csv:"row"`
	ID     string `csv:"id"`
	Number string `csv:"number"`
	Said   string `csv:"said"`
	Note   string `csv:"note"`
}

const (
	header     = "row,id,number,said,note\n"
	goodLine   = "1,,+14155550101,accepted,ac_1\n"
	otherLine  = "2,id,+14155550102,rejected,no line\n"
	shortLine  = "3,,+14155550103,unknown,\n"
	quotedLine = `5,"a ""b"", c",+14155550105,rejected,"{""message"":""no, not now""}"` + "\n"
)

// columns are those of a new file.
func columns() []string { return strings.Split(strings.TrimSuffix(header, "\n"), ",") }

// readPlainly reads each physical line by itself. It returns the number of the line that cannot be read, or 0.
func readPlainly(text string) (rows []said, bad int) {
	for n := 2; text != ""; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		cells, err := csv.NewReader(strings.NewReader(line)).Read()
		if err != nil || strings.Contains(line, "\r") || len(cells) != len(columns()) {
			return rows, n
		}
		rows = append(rows, said{cells[0], cells[1], cells[2], cells[3], cells[4]})
	}
	return rows, 0
}

// decode returns the rows in a text that begins with a header, their places, and the error that ends them.
func decode(t *testing.T, text io.Reader) (rows []said, places []rowlog.Position, err error) {
	t.Helper()
	l, err := rowlog.NewLayout[said](columns())
	must(t, err)
	for line, err := range l.Decode("r.csv", text) {
		if err != nil {
			return rows, places, err
		}
		rows, places = append(rows, *line.Row), append(places, line.Position)
	}
	return rows, places, nil
}

// encode returns the lines of rows in a new file.
func encode(t *testing.T, rows ...said) string {
	t.Helper()
	l, err := rowlog.NewLayout[said](columns())
	must(t, err)
	lines, err := l.Encode(len(rows), func(i int) said { return rows[i] })
	must(t, err)
	return string(lines)
}

// FuzzDecode: reading a text gives the same as reading each of its physical lines by itself, and the error names the line; rows that
// were read are written unchanged.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		"", "\n", goodLine, goodLine + otherLine + shortLine + quotedLine + goodLine, quotedLine + "\n\r\n" + goodLine + "x",
		goodLine + "\n\n" + otherLine + "\n", strings.ReplaceAll(goodLine+shortLine+quotedLine, "\n", "\r\n"),
		goodLine + strings.Replace(goodLine, "ac_1", "ac_1,", 1), goodLine + strings.Replace(goodLine, "accepted,", "", 1),
		goodLine + strings.Replace(otherLine, ",rejected", "", 1), goodLine + ",rejected,no line\n",
		goodLine + strings.Replace(goodLine, "ac_1", "ac\r_1", 1) + goodLine, goodLine + strings.Replace(goodLine, "ac_1", `"ac_1`, 1) + goodLine,
		goodLine + strings.Replace(goodLine, "ac_1", "\"ac\n_1\"", 1) + goodLine + "1,2\n", goodLine + strings.Replace(goodLine, "ac_1", `a"c`, 1),
		goodLine + strings.Replace(goodLine, "ac_1", "\"ac\n_1\"", 1), goodLine + "\n", goodLine + "\n" + goodLine, "\ufeff" + goodLine,
		goodLine + strings.TrimSuffix(otherLine, "\n"), strings.TrimSuffix(quotedLine, "\n") + "\r",
		goodLine + strings.Replace(goodLine, "ac_1", strings.Repeat("x", 5000), 1) + strings.Replace(quotedLine, "a ", strings.Repeat("y", 9000), 1) + otherLine + "?\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, bad := readPlainly(text)
		got, places, err := decode(t, strings.NewReader(header+text))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the lines say (-plainly +read):\n%s", diff)
		}
		at := 0
		if e, ok := errors.AsType[*ownfile.RecordError](err); ok {
			at = e.Line
		}
		if at != bad || (err == nil) != (bad == 0) {
			t.Errorf("it ends in line %d: %v, want line %d", at, err, bad)
		}
		for i, place := range places {
			if place.Line != i+2 {
				t.Errorf("row %d stands in line %d", i, place.Line)
			}
			var again string
			if cells, err := csv.NewReader(strings.NewReader((header + text)[place.Offset:])).Read(); err == nil {
				again = fmt.Sprint(cells)
			}
			line := encode(t, got[i])
			if cells, err := csv.NewReader(strings.NewReader(line)).Read(); err != nil || fmt.Sprint(cells) != again {
				t.Errorf("the line at byte %d says %s, and is written as %s", place.Offset, again, line)
			}
		}
	})
}

// TestLinesInPieces: neither the ends of the pieces read nor the length of a line make a difference.
func TestLinesInPieces(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 3000 {
		text.WriteString([]string{goodLine, otherLine, shortLine, otherLine, quotedLine}[i*i%5])
		if i%500 == 0 {
			text.WriteString(strings.Replace(shortLine, "unknown,", "unknown,"+strings.Repeat("long ", 40_000), 1))
		}
	}
	want, bad := readPlainly(text.String())
	all := header + text.String()
	for name, in := range map[string]io.Reader{
		"whole": strings.NewReader(all), "in halves": iotest.HalfReader(strings.NewReader(all)),
		"with the end": iotest.DataErrReader(strings.NewReader(all)),
	} {
		got, _, err := decode(t, in)
		if diff := cmp.Diff(want, got); diff != "" || err != nil || bad != 0 || len(got) != 3006 {
			t.Errorf("%s: %d rows, %v, want %d:\n%.2000s", name, len(got), err, len(want), diff)
		}
	}
	odd := iotest.OneByteReader(strings.NewReader(header + goodLine + "3,,+14155550103,\runknown,\n"))
	got, _, err := decode(t, odd)
	if wantRecordError(t, err, "line 3: there is a carriage return"); len(got) != 1 {
		t.Errorf("before a carriage return there are %d rows", len(got))
	}
	broken := errors.New("the disk is broken")
	if _, _, err := decode(t, io.MultiReader(strings.NewReader(header+goodLine), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("a disk that is broken is told as %v", err)
	}
}

// TestBadLine: the rows before a bad line are read, however many there are, and the error says what is wrong with it.
func TestBadLine(t *testing.T) {
	t.Parallel()
	bad := map[string]string{
		"\n":                          "this line is empty, or goes on",
		"1,,+1,accepted,\"ac\n_1\"\n": "this line is empty, or goes on",
		"1,,+1,accepted,ac_1\r\n":     "there is a carriage return",
		"1,,+1,accepted\n":            "wrong number of fields",
		"1,,+1,accepted,ac_1,\n":      "wrong number of fields",
		"\"1\",,+1,accepted\n":        "wrong number of fields",
		"1,,+1,accepted,a\"c\n":       "bare \" in non-quoted-field",
		"1,,+1,accepted,\"a\"c\n":     "extraneous or missing \" in quoted-field",
		"1,,+1,accepted,\"ac\n":       "extraneous or missing \" in quoted-field",
	}
	for line, says := range bad {
		for _, n := range []int{0, 1, 63, 64, 65, 200} {
			got, places, err := decode(t, strings.NewReader(header+strings.Repeat(goodLine, n)+line+goodLine))
			wantRecordError(t, err, fmt.Sprintf("r.csv: line %d: %s", n+2, says))
			if len(got) != n || n > 0 && places[n-1] != (rowlog.Position{Line: n + 1, Offset: int64(len(header) + (n-1)*len(goodLine))}) {
				t.Errorf("before %q in line %d there are %d rows, at %v", line, n+2, len(got), places)
			}
		}
	}
	_, _, err := decode(t, strings.NewReader(strings.Replace(header, "row", "raw", 1)+goodLine))
	wantRecordError(t, err, "r.csv: line 1: this is not the header that was read before")
}
