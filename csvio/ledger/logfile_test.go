package ledger_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

const (
	goodLine   = "1,,+14155550101,accepted,ac_1,,,1,r1.1,200,req,ap_1,2026-11-23T08:30:00.000Z\n"
	sameBatch  = "2,id,+14155550102,rejected,,busy,no line,2,r1.1,200,req,ap_1,2026-11-23T08:30:00.000Z\n"
	otherBatch = "3,,+14155550103,unknown,,,,1,r1.2,,,,2026-11-23T08:30:00.001Z\n"
	skipLine   = "4,,911,invalid,,number_bad,no number,0,,,,,2026-11-23T08:30:00.001Z\n"
	quotedLine = `5,"a ""b"", c",+14155550105,rejected,,busy,"{""message"":""no, not now""}",1,r1.2,,,,2026-11-23T08:30:00.001Z` + "\n"
)

// columns are those of a new results file.
func columns() []string { return strings.Split(strings.TrimSuffix(header, "\n"), ",") }

// readPlainly reads each physical line by itself. It returns the number of the line that cannot be read, or 0.
func readPlainly(text string) (results []dialer.Result, bad int) {
	for n := 2; text != ""; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		cells, err := csv.NewReader(strings.NewReader(line)).Read()
		if err != nil || strings.Contains(line, "\r") || len(cells) != len(columns()) {
			return results, n
		}
		r, err := ledger.ReadResult(cells)
		if err != nil {
			return results, n
		}
		results = append(results, *r)
	}
	return results, 0
}

// FuzzReadResults: reading a text gives the same as reading each of its physical lines by itself, and the error names the line;
// results that were read are written unchanged.
func FuzzReadResults(f *testing.F) {
	for _, text := range []string{
		"", "\n", goodLine, goodLine + sameBatch + otherBatch + skipLine + quotedLine + goodLine, quotedLine + "\n\r\n" + goodLine + "x",
		goodLine + "\n\n" + sameBatch + "\n", strings.ReplaceAll(goodLine+otherBatch+quotedLine, "\n", "\r\n"),
		goodLine + strings.Replace(goodLine, "ac_1", "ac_1,", 1), goodLine + strings.Replace(goodLine, "ac_1,", "", 1),
		goodLine + strings.Replace(sameBatch, ",r1.1", "", 1), goodLine + ",r1.1,200,req,2026-11-23T08:30:00.000Z\n",
		goodLine + strings.Replace(goodLine, "ac_1", "ac\r_1", 1) + goodLine, goodLine + strings.Replace(goodLine, "ac_1", `"ac_1`, 1) + goodLine,
		goodLine + strings.Replace(goodLine, "ac_1", "\"ac\n_1\"", 1) + goodLine + "1,2\n", goodLine + strings.Replace(goodLine, "ac_1", `a"c`, 1),
		goodLine + strings.Replace(goodLine, "ac_1", "\"ac\n_1\"", 1), goodLine + "\n", goodLine + "\n" + goodLine, "\ufeff" + goodLine,
		goodLine + strings.Replace(goodLine, "accepted", "akzeptiert", 1), goodLine + strings.Replace(goodLine, "1,,", "0,,", 1),
		goodLine + strings.Replace(goodLine, ",1,r1", ",0,r1", 1), goodLine + strings.Replace(goodLine, "+1", "1", 1),
		goodLine + strings.Replace(goodLine, "200", "OK", 1), goodLine + strings.Replace(goodLine, "2026", "26", 1),
		goodLine + strings.TrimSuffix(sameBatch, "\n"), strings.TrimSuffix(quotedLine, "\n") + "\r",
		goodLine + strings.Replace(goodLine, "ac_1", strings.Repeat("x", 5000), 1) + strings.Replace(quotedLine, "a ", strings.Repeat("y", 9000), 1) + sameBatch + "?\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, bad := readPlainly(text)
		got, places, err := ledger.ReadLines(strings.NewReader(header+text), columns())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the lines say (-plainly +read):\n%s", diff)
		}
		at := 0
		if e, ok := errors.AsType[*ledger.RecordError](err); ok {
			at = e.Line
		}
		if at != bad || (err == nil) != (bad == 0) {
			t.Errorf("it ends in line %d: %v, want line %d", at, err, bad)
		}
		for i, place := range places {
			line, err := ledger.Lines(got[i : i+1])
			must(t, err)
			if place.Line != i+2 {
				t.Errorf("result %d stands in line %d", i, place.Line)
			}
			var again string
			if cells, err := csv.NewReader(strings.NewReader((header + text)[place.Offset:])).Read(); err == nil {
				again = fmt.Sprint(cells)
			}
			if cells, err := csv.NewReader(bytes.NewReader(line)).Read(); err != nil || fmt.Sprint(cells) != again {
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
		text.WriteString([]string{goodLine, sameBatch, otherBatch, skipLine, quotedLine}[i*i%5])
		if i%500 == 0 {
			text.WriteString(strings.Replace(otherBatch, ",,,1,", ",,"+strings.Repeat("long ", 40_000)+",1,", 1))
		}
	}
	want, bad := readPlainly(text.String())
	all := header + text.String()
	for name, in := range map[string]io.Reader{
		"whole": strings.NewReader(all), "in halves": iotest.HalfReader(strings.NewReader(all)),
		"with the end": iotest.DataErrReader(strings.NewReader(all)),
	} {
		got, _, err := ledger.ReadLines(in, columns())
		if diff := cmp.Diff(want, got); diff != "" || err != nil || bad != 0 || len(got) != 3006 {
			t.Errorf("%s: %d results, %v, want %d:\n%.2000s", name, len(got), err, len(want), diff)
		}
	}
	broken := errors.New("the disk is broken")
	if _, _, err := ledger.ReadLines(io.MultiReader(strings.NewReader(header+goodLine), iotest.ErrReader(broken)), columns()); !errors.Is(err, broken) {
		t.Errorf("a disk that is broken is told as %v", err)
	}
}

// TestLargeFile: a file that is read in many pieces gives its lines in order with their places, and the error names the bad line.
func TestLargeFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r.csv")
	var text strings.Builder
	text.WriteString(header)
	for i := range 20_000 {
		text.WriteString([]string{goodLine, sameBatch, otherBatch, skipLine, quotedLine}[i*i%5])
		if i%5000 == 7 {
			text.WriteString(strings.Replace(otherBatch, ",,,1,", ",,"+strings.Repeat("long ", 100_000)+",1,", 1))
		}
	}
	for fault, want := range map[string]int{
		"": 0, "1,2\n": 20_006, strings.Replace(goodLine, "ac_1", "ac\r", 1): 20_006, "\n": 20_006, strings.Replace(goodLine, "ac_1", "\"ac\n1\"", 1): 20_006,
	} {
		all := text.String() + fault
		must(t, os.WriteFile(path, []byte(all), 0o600))
		n, offset := 0, len(header)
		err := ledger.Each(path, func(r *dialer.Result, at ledger.LinePlace) {
			n++
			line := all[offset : offset+strings.IndexByte(all[offset:], '\n')+1]
			if at.Line != n+1 || int(at.Offset) != offset || !strings.HasPrefix(line, strconv.Itoa(r.Row)+",") {
				t.Fatalf("result %d is %+v at %+v, want that of byte %d: %.200s", n, r, at, offset, line)
			}
			offset += len(line)
		})
		e, ok := errors.AsType[*ledger.RecordError](err)
		if n != 20_004 || ok != (want > 0) || ok && e.Line != want || !ok && err != nil {
			t.Errorf("with %q behind, %d results and %v, want line %d", fault, n, err, want)
		}
	}
}
