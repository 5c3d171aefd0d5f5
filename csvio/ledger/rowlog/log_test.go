package rowlog_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantRecordError(t *testing.T, err error, says string) {
	t.Helper()
	if _, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.Contains(err.Error(), says) {
		t.Errorf("error = %v, want a RecordError with %q", err, says)
	}
}

func kind() ownfile.Kind {
	return ownfile.Kind{Name: "calls", Foreign: "move it away", Changed: "put it back", Check: func(string, fs.FileInfo) error { return nil }}
}

// open returns the log of a file with a text.
func open(t *testing.T, text string) (*rowlog.Log[said], string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "r.csv")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	file, err := ownfile.OSDisk{}.OpenFile(path, os.O_RDWR|os.O_APPEND)
	must(t, err)
	t.Cleanup(func() { _ = file.Close() })
	l, err := rowlog.Open[said](kind(), path, file, "note")
	return l, path, err
}

// read returns all rows of a log.
func read(t *testing.T, l *rowlog.Log[said]) ([]said, error) {
	t.Helper()
	var rows []said
	for line, err := range l.Rows() {
		if err != nil {
			return rows, err
		}
		rows = append(rows, *line.Row)
	}
	return rows, nil
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return string(b)
}

// TestOpen: a file is ours if its header is, or may become one; what follows its last line break is its tail.
func TestOpen(t *testing.T) {
	t.Parallel()
	const earlier, later = "row,id,number,said\n", "price,row,id,number,said,note\n"
	for text, want := range map[string]struct {
		header, tail string
		size         int
		foreign      string
	}{
		"":                        {header: header},
		header:                    {header: header, size: len(header)},
		header[:10]:               {header: header, tail: header[:10]},
		earlier[:len(earlier)-1]:  {header: header, tail: earlier[:len(earlier)-1]},
		earlier + "1,":            {header: earlier, tail: "1,", size: len(earlier)},
		later + "1,2,3,4,5,6\n":   {header: later, size: len(later) + 12, foreign: "price"},
		header + goodLine + "5,,": {header: header, tail: "5,,", size: len(header + goodLine)},
	} {
		l, path, err := open(t, text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if l.Header() != want.header || string(l.Tail()) != want.tail || l.Size() != int64(want.size) || strings.Join(l.Foreign(), "+") != want.foreign ||
			l.Path() != path || strings.Join(l.Columns(), ",")+"\n" != want.header {
			t.Errorf("%q has the header %q, the tail %q, %d bytes and %q of others", text, l.Header(), l.Tail(), l.Size(), l.Foreign())
		}
	}
	for _, text := range []string{
		"\n", "x", "row,id\n", "row,id,number,said,note,\n", strings.ToUpper(header), "\ufeff" + header, "row,row,id,number,said\n", "row,id,number,said, note\n",
		"row,id,said,note\n", goodLine, header[:5] + "x", strings.ReplaceAll(header, "\n", "\r\n"),
	} {
		_, _, err := open(t, text)
		wantRecordError(t, err, "line 1: this is not a calls file of bulkdial, or its first line was changed: move it away")
	}
}

// TestAppend: lines are appended behind the whole ones, in the columns of the file, and a new file gets its header. A tail is cut, or
// becomes a line.
func TestAppend(t *testing.T) {
	t.Parallel()
	rows, _ := readPlainly(quotedLine)
	for _, tt := range []struct {
		text string
		keep bool
		want string
	}{
		{"", false, header + quotedLine},
		{"row,i", false, header + quotedLine},
		{header + goodLine, false, header + goodLine + quotedLine},
		{header + goodLine + "3,", false, header + goodLine + quotedLine},
		{header + strings.TrimSuffix(shortLine, "\n"), true, header + shortLine + quotedLine},
	} {
		l, path, err := open(t, tt.text)
		must(t, err)
		if l.Size() > 0 {
			_, err = read(t, l)
			must(t, err)
		}
		must(t, l.Begin(tt.keep))
		lines, err := l.Encode(1, func(int) said { return rows[0] })
		must(t, err)
		must(t, errors.Join(l.Write(nil), l.Write(lines), l.Sync(), l.Intact()))
		if got := content(t, path); got != tt.want || l.Size() != int64(len(got)) || len(l.Tail()) > 0 {
			t.Errorf("%q became %q, %d bytes of them whole", tt.text, got, l.Size())
		}
		is, err := l.Mark()
		must(t, err)
		again, _, err := open(t, tt.want)
		must(t, err)
		covers, err := again.Check(is)
		must(t, err)
		got, err := read(t, again)
		if want, _ := readPlainly(strings.TrimPrefix(tt.want, header)); err != nil || covers || cmp.Diff(want, got) != "" {
			t.Errorf("with the mark %+v, which covers a tail: %t, the rows are %v, %v", is, covers, got, err)
		}
		must(t, l.Close())
		if err := l.Write(lines); err == nil {
			t.Error("a closed file was written")
		}
	}
}

// TestChanged: a file that something else has changed is not written.
func TestChanged(t *testing.T) {
	t.Parallel()
	for says, change := range map[string]func(path string) error{
		"removed or replaced":                      os.Remove,
		fmt.Sprintf("instead of %d", len(header)):  func(path string) error { return os.WriteFile(path, []byte(header+"x"), 0o600) },
		fmt.Sprintf("has %d bytes", len(header)-1): func(path string) error { return os.Truncate(path, int64(len(header)-1)) },
		"or replaced during the run; put it back":  func(path string) error { return os.Rename(path, path+".old") },
	} {
		l, path, err := open(t, header)
		must(t, err)
		must(t, change(path))
		wantRecordError(t, l.Write([]byte(goodLine)), says)
		wantRecordError(t, l.Intact(), says)
	}
	l, path, err := open(t, header+strings.TrimSuffix(shortLine, "\n"))
	must(t, err)
	must(t, os.WriteFile(path, []byte(header+goodLine), 0o600))
	wantRecordError(t, l.Begin(true), "instead of")
}

// markOf returns the mark of a file with a text.
func markOf(t *testing.T, text string) rowlog.Mark {
	t.Helper()
	l, _, err := open(t, text)
	must(t, err)
	_, err = read(t, l)
	must(t, err)
	m, err := l.Mark()
	must(t, err)
	return m
}

// TestMark: a file is that of a mark if it has the bytes of the mark, and perhaps more. What was changed is noticed by its size, its last
// line or its checksum.
func TestMark(t *testing.T) {
	t.Parallel()
	text := header + goodLine + strings.Replace(shortLine, "unknown,", "unknown,"+strings.Repeat("x", 200_000), 1) // is read in several pieces
	m := markOf(t, text)
	unsummed := m
	unsummed.Sum = 0
	edited := strings.Replace(text, "accepted", "rejected", 1)
	for name, tt := range map[string]struct {
		text   string
		mark   rowlog.Mark
		covers bool
		says   string // of Check
		sums   string // of Rows
	}{
		"the same":              {text: text, mark: m},
		"a longer one":          {text: text + goodLine + "5,", mark: m},
		"without its end":       {text: strings.TrimSuffix(text, "\n"), mark: m, covers: true},
		"an edited one":         {text: edited, mark: m, sums: fmt.Sprintf("one of the lines in its first %d bytes was changed", len(text))},
		"edited, no end":        {text: strings.TrimSuffix(edited, "\n"), mark: m, covers: true, sums: "one of the lines in its first"},
		"no checksum":           {text: edited, mark: unsummed},
		"another last line":     {text: text[:len(text)-2] + "y\n", mark: m, says: fmt.Sprintf("the line that ends at byte %d is not the one", len(text))},
		"a shorter one":         {text: header + goodLine, mark: m, says: fmt.Sprintf("the file has %d bytes, and had %d when", len(header+goodLine), len(text))},
		"shorter, with an end":  {text: text[:len(text)-2], mark: m, says: fmt.Sprintf("the file has %d bytes, and had %d when", len(header+goodLine), len(text))},
		"no mark":               {text: header + goodLine},
		"a mark between lines":  {text: text, mark: markOf(t, header+goodLine)},
		"a mark behind a piece": {text: text + quotedLine, mark: markOf(t, text)},
		"edited behind a piece": {text: edited + quotedLine, mark: markOf(t, text), sums: "one of the lines in its first"},
		"another line in there": {text: header + otherLine + text, mark: markOf(t, header+goodLine), says: "is not the one that the last run has written there"},
	} {
		l, _, err := open(t, tt.text)
		must(t, err)
		covers, err := l.Check(tt.mark)
		if tt.says != "" {
			wantRecordError(t, err, tt.says)
			continue
		}
		_, sums := read(t, l)
		if tt.sums != "" {
			wantRecordError(t, sums, tt.sums)
		} else if sums != nil {
			t.Errorf("%s: the rows end with %v", name, sums)
		}
		if err != nil || covers != tt.covers {
			t.Errorf("%s: Check = %t, %v", name, covers, err)
		}
	}
}

// TestEndsIn: the last line of a file of any size is compared with that of a mark.
func TestEndsIn(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 1000, 1020, 1030, 4096, 5000, 1 << 20} {
		text := header + strings.Replace(shortLine, "unknown,", "unknown,"+strings.Repeat("x", n), 1)
		m := markOf(t, text)
		for _, tt := range []struct {
			text string
			want bool
		}{{text, true}, {text + goodLine, true}, {strings.Replace(text, "unknown,", "unknowm,", 1), false}, {strings.Replace(text, "row", "now", 1), true}} {
			path := filepath.Join(t.TempDir(), "r.csv")
			must(t, os.WriteFile(path, []byte(tt.text), 0o600))
			file, err := os.Open(path)
			must(t, err)
			if got, err := rowlog.EndsIn(kind(), path, file, m); err != nil || got != tt.want {
				t.Errorf("EndsIn(%.40q… of %d bytes) = %t, %v", tt.text, len(tt.text), got, err)
			}
			must(t, file.Close())
			if _, err := rowlog.EndsIn(kind(), path, file, m); !errors.Is(err, os.ErrClosed) {
				t.Errorf("of a closed file EndsIn says %v", err)
			}
		}
	}
}

// TestTailRow: of all beginnings of a line only the one that lacks the line break alone is a row, as it is written.
func TestTailRow(t *testing.T) {
	t.Parallel()
	for _, line := range []string{goodLine, quotedLine} {
		want, _ := readPlainly(line)
		for end := range len(line) {
			l, _, err := open(t, header+otherLine+line[:end])
			must(t, err)
			row, ok := l.TailRow()
			// A line whose last cell is torn has all cells, and is not distinguished here.
			if whole := end == len(line)-1; whole && (!ok || *row != want[0]) || ok && strings.Count(line[:end], ",") < 4 {
				t.Errorf("of %q the row is %v, %t", line[:end], row, ok)
			}
		}
	}
	for _, text := range []string{"", "row,id", header, header + goodLine, header + `"1",,+14155550101,accepted,ac_1`, header + "1,,+14155550101,accepted,ac_1,", header + "\x00"} {
		l, _, err := open(t, text)
		must(t, err)
		if row, ok := l.TailRow(); ok {
			t.Errorf("of %q there is the row %v", text, row)
		}
	}
}

// TestZeros: zeros after the mark are refused with the byte up to which the file is good.
func TestZeros(t *testing.T) {
	t.Parallel()
	m := markOf(t, header+goodLine)
	for more, want := range map[string]int{
		"": -1, otherLine: -1, otherLine + "\x00": -1, otherLine + "\x00\x00\n" + otherLine: len(header + goodLine + otherLine), "\x00\n": len(header + goodLine),
		otherLine + "3,\x00,\n": len(header + goodLine + otherLine),
	} {
		l, _, err := open(t, header+goodLine+more)
		must(t, err)
		must(t, l.CheckZeros(rowlog.Mark{}))
		if err = l.CheckZeros(m); want < 0 {
			must(t, err)
			continue
		}
		wantRecordError(t, err, fmt.Sprintf("zeros after byte %d, among", want))
	}
}
