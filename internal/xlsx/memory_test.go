package xlsx_test

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"bulkdial/internal/xlsx"
)

// largeBook writes a workbook of rows of six columns, as Excel would: all texts shared, a number each row.
func largeBook(tb testing.TB, rows int) *os.File {
	tb.Helper()
	file, err := os.Create(filepath.Join(tb.TempDir(), "large.xlsx"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { file.Close() })
	z := zip.NewWriter(file)
	for name, content := range workbook("", parts{"xl/sharedStrings.xml": "", "xl/worksheets/sheet1.xml": ""}) {
		if content != "" {
			w, _ := z.Create(name)
			io.WriteString(w, content)
		}
	}
	w, _ := z.Create("xl/sharedStrings.xml")
	strings := bufio.NewWriter(w)
	fmt.Fprintf(strings, `<sst %s><si><t>basic</t></si><si><t>pro</t></si>`, namespaces)
	for i := range rows {
		fmt.Fprintf(strings, `<si><t>+1415555%05d</t></si><si><t>First%d</t></si><si><t>Last%d</t></si>`, i, i, i)
		fmt.Fprintf(strings, `<si><t xml:space="preserve">a note about contact %d &amp; what was said</t></si>`, i)
	}
	strings.WriteString(`</sst>`)
	strings.Flush()
	w, _ = z.Create("xl/worksheets/sheet1.xml")
	cells := bufio.NewWriter(w)
	fmt.Fprintf(cells, `<worksheet %s><sheetData>`, namespaces)
	for i := range rows {
		r, s := i+1, 2+4*i
		fmt.Fprintf(cells, `<row r="%d"><c r="A%d" s="8" t="s"><v>%d</v></c><c r="B%d" t="s"><v>%d</v></c><c r="C%d" t="s"><v>%d</v></c>`, r, r, s, r, s+1, r, s+2)
		fmt.Fprintf(cells, `<c r="D%d" t="s"><v>%d</v></c><c r="E%d" s="1"><v>%d.5</v></c><c r="F%d" t="s"><v>%d</v></c></row>`, r, i%2, r, i%1000, r, s+3)
	}
	cells.WriteString(`</sheetData></worksheet>`)
	cells.Flush()
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return file
}

func openFile(tb testing.TB, file *os.File) *xlsx.Sheet {
	tb.Helper()
	info, err := file.Stat()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := xlsx.Open(file, info.Size(), "")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestMemory holds that what a sheet keeps does not grow with it, and that its temporary files go.
func TestMemory(t *testing.T) {
	const rows, bound = 60_000, 12 << 20
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	file := largeBook(t, rows)
	before := heap()
	s := openFile(t, file)
	if files, _ := os.ReadDir(temporary); len(files) != 2 {
		t.Errorf("%d temporary files, want those of the texts and of their places", len(files))
	}
	for want := 1; ; want++ {
		cells, row, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		phone, note := fmt.Sprintf("+1415555%05d", row-1), fmt.Sprintf("a note about contact %d & what was said", row-1)
		if err != nil || row != want || cells[0] != phone || cells[5] != note {
			t.Fatalf("row %d = %d %q, %v", want, row, cells, err)
		}
		if row == rows {
			if held := heap() - before; held > bound {
				t.Errorf("%d bytes are held after %d rows, want at most %d", held, rows, bound)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(temporary); len(files) != 0 {
		t.Errorf("%d temporary files are left", len(files))
	}
}

func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// TestNoRoom holds that a workbook which needs temporary files is not blamed where there is no room for them.
func TestNoRoom(t *testing.T) {
	file := largeBook(t, 60_000)
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	_, err = xlsx.Open(file, info.Size(), "")
	if _, ok := errors.AsType[*xlsx.Error](err); err == nil || ok || !strings.Contains(err.Error(), "making room for a large workbook") {
		t.Errorf("error = %v, want one of the machine", err)
	}
}

// BenchmarkSheet reads a workbook of 200,000 rows and 6 columns. peak-MiB is that of the whole process, where the
// system tells.
func BenchmarkSheet(b *testing.B) {
	const rows = 200_000
	file := largeBook(b, rows)
	for b.Loop() {
		s := openFile(b, file)
		var err error
		for err == nil {
			_, _, err = s.Next()
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/rows, "µs/row")
	b.ReportMetric(peak(), "peak-MiB")
}

// peak is the largest resident set that the process had, in MiB; 0 where the system does not tell.
func peak() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kib float64
	fmt.Sscan(after, &kib)
	return kib / 1024
}
