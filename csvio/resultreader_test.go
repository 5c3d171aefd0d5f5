package csvio_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
)

const (
	goodLine   = "1,,+14155550101,accepted,ac_1,,,1,r1.1,200,req,2026-11-23T08:30:00.000Z\n"
	sameBatch  = "2,id,+14155550102,rejected,,busy,no line,2,r1.1,200,req,2026-11-23T08:30:00.000Z\n"
	otherBatch = "3,,+14155550103,unknown,,,,1,r1.2,,,2026-11-23T08:30:00.001Z\n"
	skipLine   = "4,,911,invalid,,number_bad,no number,0,,,,2026-11-23T08:30:00.001Z\n"
	quotedLine = `5,"a ""b"", c",+14155550105,rejected,,busy,"{""message"":""no, not now""}",1,r1.2,,,2026-11-23T08:30:00.001Z` + "\n"
)

// FuzzResultReader: lines that are taken apart in place say what encoding/csv says of them, and what is wrong is found
// in the same line, for the same reason.
func FuzzResultReader(f *testing.F) {
	for _, text := range []string{
		"", "\n", goodLine, goodLine + sameBatch + otherBatch + skipLine + quotedLine + goodLine, quotedLine + "\n\r\n" + goodLine + "x",
		goodLine + "\n\n" + sameBatch + "\n", strings.ReplaceAll(goodLine+otherBatch+quotedLine, "\n", "\r\n"),
		goodLine + strings.Replace(goodLine, "ac_1", "ac_1,", 1), goodLine + strings.Replace(goodLine, "ac_1,", "", 1),
		goodLine + strings.Replace(sameBatch, ",r1.1", "", 1), goodLine + ",r1.1,200,req,2026-11-23T08:30:00.000Z\n",
		goodLine + strings.Replace(goodLine, "ac_1", "ac\r_1", 1) + goodLine, goodLine + strings.Replace(goodLine, "ac_1", `"ac_1`, 1) + goodLine,
		goodLine + strings.Replace(goodLine, "ac_1", "\"ac\n_1\"", 1) + goodLine + "1,2\n", goodLine + strings.Replace(goodLine, "ac_1", `a"c`, 1),
		goodLine + strings.Replace(goodLine, "accepted", "akzeptiert", 1), goodLine + strings.Replace(goodLine, "1,,", "0,,", 1),
		goodLine + strings.Replace(goodLine, ",1,r1", ",0,r1", 1), goodLine + strings.Replace(goodLine, "+1", "1", 1),
		goodLine + strings.Replace(goodLine, "200", "OK", 1), goodLine + strings.Replace(goodLine, "2026", "26", 1),
		goodLine + strings.TrimSuffix(sameBatch, "\n"), strings.TrimSuffix(quotedLine, "\n") + "\r",
		goodLine + strings.Replace(goodLine, "ac_1", strings.Repeat("x", 5000), 1) + strings.Replace(quotedLine, "a ", strings.Repeat("y", 9000), 1) + sameBatch + "?\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, wantLine, wantErr := csvio.ReadResultLinesPlainly(strings.NewReader(text))
		got, line, err := csvio.ReadResultLines(strings.NewReader(text))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the lines say (-plainly +in place):\n%s", diff)
		}
		if fmt.Sprint(err) != fmt.Sprint(wantErr) || line != wantLine && !errors.Is(err, io.EOF) {
			t.Errorf("it ends in line %d: %v, want line %d: %v", line, err, wantLine, wantErr)
		}
	})
}

// TestLinesInPieces: where a piece of the file ends, and how long a line is, makes no difference.
func TestLinesInPieces(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 3000 {
		text.WriteString([]string{goodLine, sameBatch, otherBatch, skipLine, quotedLine}[i*i%5])
		if i%500 == 0 {
			text.WriteString(strings.Replace(otherBatch, ",,,1,", ",,"+strings.Repeat("long ", 40_000)+",1,", 1))
		}
	}
	want, _, wantErr := csvio.ReadResultLinesPlainly(strings.NewReader(text.String()))
	for name, in := range map[string]io.Reader{
		"whole": strings.NewReader(text.String()), "in halves": iotest.HalfReader(strings.NewReader(text.String())),
		"with the end": iotest.DataErrReader(strings.NewReader(text.String())),
	} {
		got, _, err := csvio.ReadResultLines(in)
		if diff := cmp.Diff(want, got); diff != "" || !errors.Is(err, io.EOF) || !errors.Is(wantErr, io.EOF) || len(got) != 3006 {
			t.Errorf("%s: %d results, %v, want %d, %v:\n%.2000s", name, len(got), err, len(want), wantErr, diff)
		}
	}
	broken := errors.New("the disk is broken")
	if _, _, err := csvio.ReadResultLines(io.MultiReader(strings.NewReader(goodLine), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("a disk that is broken is told as %v", err)
	}
}
