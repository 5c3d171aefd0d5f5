package ledger_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// Lines of results, to which other tests give a fault.
const (
	goodLine   = "1,,+14155550101,accepted,ac_1,,,1,r1.1,200,req,ap_1,2026-11-23T08:30:00.000Z\n"
	sameBatch  = "2,id,+14155550102,rejected,,busy,no line,2,r1.1,200,req,ap_1,2026-11-23T08:30:00.000Z\n"
	otherBatch = "3,,+14155550103,unknown,,,,1,r1.2,,,,2026-11-23T08:30:00.001Z\n"
	skipLine   = "4,,911,invalid,,number_bad,no number,0,,,,,2026-11-23T08:30:00.001Z\n"
	quotedLine = `5,"a ""b"", c",+14155550105,rejected,,busy,"{""message"":""no, not now""}",1,r1.2,,,,2026-11-23T08:30:00.001Z` + "\n"
)

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
		err := ledger.Each(path, func(r *dialer.Result, at rowlog.Position) {
			n++
			line := all[offset : offset+strings.IndexByte(all[offset:], '\n')+1]
			if at.Line != n+1 || int(at.Offset) != offset || !strings.HasPrefix(line, strconv.Itoa(r.Row)+",") {
				t.Fatalf("result %d is %+v at %+v, want that of byte %d: %.200s", n, r, at, offset, line)
			}
			offset += len(line)
		})
		e, ok := errors.AsType[*ownfile.RecordError](err)
		if n != 20_004 || ok != (want > 0) || ok && e.Line != want || !ok && err != nil {
			t.Errorf("with %q behind, %d results and %v, want line %d", fault, n, err, want)
		}
	}
}
