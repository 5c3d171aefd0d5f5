package export_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/internal/export"
	"bulkdial/internal/xlsx"
)

// TestFile: a file has its name when it is whole. A failed one leaves what had the name, and nothing else.
func TestFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, link := filepath.Join(folder, "done.csv"), filepath.Join(folder, "link.csv")
	write := func(path, text string, failed error) error {
		file, err := export.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, text); err != nil {
			t.Fatal(err)
		}
		return file.Close(failed)
	}
	holds := func(want string) {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil || string(text) != want {
			t.Errorf("the file holds %q, %v; want %q", text, err, want)
		}
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
			t.Errorf("the file has the mode %v, %v", info.Mode(), err)
		}
		entries, _ := os.ReadDir(folder)
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".new") {
				t.Errorf("%s is left", e.Name())
			}
		}
	}
	if err := write(path, "first", nil); err != nil {
		t.Fatal(err)
	}
	holds("first")
	broken := errors.New("broken")
	if err := write(path, "second", broken); !errors.Is(err, broken) {
		t.Errorf("Close() = %v, want %v", err, broken)
	}
	holds("first")
	if err := os.Symlink("done.csv", link); err != nil {
		t.Fatal(err)
	}
	if err := write(link, "third", nil); err != nil {
		t.Fatal(err)
	}
	holds("third")
	if target, err := os.Readlink(link); err != nil || target != "done.csv" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	for _, bad := range []string{folder, filepath.Join(folder, "none", "done.csv"), filepath.Join(path, "done.csv")} {
		if _, err := export.Create(bad); err == nil {
			t.Errorf("%s can be made", bad)
		}
	}
}

// TestOnly: words are read as people write them, and others name what exists.
func TestOnly(t *testing.T) {
	t.Parallel()
	if only, err := export.ParseOnly([]string{"Rejected", " no-answer ", "pending"}); err != nil || fmt.Sprint(only) != "[rejected no_answer pending]" {
		t.Errorf("%v, %v", only, err)
	}
	for _, bad := range []string{"", "rejectd", "all"} {
		if _, err := export.ParseOnly([]string{bad}); err == nil || !strings.Contains(err.Error(), "pending, accepted, rejected, unknown") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestFormatOf: the end of a name says the format, in any case.
func TestFormatOf(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]export.Format{"a.csv": export.CSV, "a.b.XLSX": export.Workbook, "x/a.jsonl": export.JSONLines, "a": "", "a.xls": "", "csv": "", "a.csv.gz": ""} {
		if got, err := export.FormatOf(path); got != want || (err == nil) != (want != "") {
			t.Errorf("FormatOf(%s) = %q, %v; want %q", path, got, err, want)
		}
	}
}

// TestFullDisk: an error of the writer reaches the caller in each format, at the end at the latest.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	for _, format := range []export.Format{export.CSV, export.Workbook, export.JSONLines} {
		table, err := export.NewTable(fullDisk{}, config(format))
		for i := 0; err == nil && i < 100; i++ {
			err = table.Write(export.Row{Own: []string{"+14155550101", "Ann"}, Added: []string{"accepted", "1"}})
		}
		if err == nil {
			err = table.Close()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v, want %v", format, err, errFull)
		}
	}
}

var errFull = errors.New("no space left on device")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func config(format export.Format) export.TableConfig {
	return export.TableConfig{
		Format: format, Own: []string{"phone", "name"}, Added: []string{"disposition", "attempts"}, Numbers: []int{1}, Dialect: table.PlainDialect(),
		Workbook: func(w io.Writer) export.SheetWriter { return xlsx.NewWriter(w, "contacts") },
	}
}

func BenchmarkTable(b *testing.B) {
	for _, format := range []export.Format{export.CSV, export.Workbook, export.JSONLines} {
		b.Run(string(format), func(b *testing.B) {
			cfg := config(format)
			cfg.Own, cfg.Added, cfg.Numbers = []string{"phone", "name", "plan"}, csvio.ExportedColumns(), []int{3, 6}
			table, err := export.NewTable(io.Discard, cfg)
			if err != nil {
				b.Fatal(err)
			}
			row := export.Row{Added: []string{
				"accepted", "ac_9e3779b97f4a7c15", "", "1", "no_answer", "dial_no_answer", "42.500", "2026-11-23T08:30:00.123Z", "17", "campaign - leads.results.csv",
			}}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				row.Own = []string{fmt.Sprintf("+1415%07d", i), fmt.Sprint("Name ", i), "gold"}
				if err := table.Write(row); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
