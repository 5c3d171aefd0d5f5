package xlsx_test

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"bulkdial/internal/xlsx"
)

// written is a workbook of rows, with at most so many on a sheet.
func written(t *testing.T, name string, most int, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := xlsx.NewWriter(&b, name)
	w.LimitRows(most)
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWriterReadsBack: two readers find each text as it was, none is a formula, and empty cells have the format of text.
func TestWriterReadsBack(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"phone", "note", ""}, {"+14155550101", "=1+1", ""}}
	for _, note := range []string{
		" space ", "\ttab", "a\nb", "\n", `<a b="c">&amp;</a>`, "]]>", "_x0041_", "_x", "_x005F_", "__x0041_", "\x01\x1f", "Zoë 東京 😀", "\ufffe\uffff",
		"@SUM(A1)", "0044", "1.5e3", "TRUE", "#N/A", "2026-01-01", "'", strings.Repeat("x", xlsx.MaxCellChars),
	} {
		rows = append(rows, []string{"", note, "x"})
	}
	book := written(t, "contacts", 100, rows...)
	got, err := readAll(book, "contacts")
	if err != nil {
		t.Fatal(err)
	}
	other, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for i, row := range rows {
		want := append([]string{}, row...)
		for len(want) > 0 && want[len(want)-1] == "" {
			want = want[:len(want)-1]
		}
		if diff := cmp.Diff(numbered{i + 1, want}, got[i]); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i+1, diff)
		}
		for column, text := range row {
			cell, _ := excelize.CoordinatesToCellName(column+1, i+1)
			if value, err := other.GetCellValue("contacts", cell); value != text || err != nil {
				t.Errorf("excelize reads %q in %s, %v; want %q", value, cell, err, text)
			}
			if formula, _ := other.GetCellFormula("contacts", cell); formula != "" {
				t.Errorf("%s has the formula %q", cell, formula)
			}
			if id, err := other.GetCellStyle("contacts", cell); err != nil || textFormat(t, other, id) != 49 {
				t.Errorf("%s has not the format of text: %v", cell, err)
			}
		}
	}
}

func textFormat(t *testing.T, book *excelize.File, id int) int {
	t.Helper()
	style, err := book.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return style.NumFmt
}

// TestWriterSheets: when a sheet is full the next one begins, with the header, and with a name that is short enough.
func TestWriterSheets(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"n", "phone"}}
	for i := range 7 {
		rows = append(rows, []string{strconv.Itoa(i), "+14155550101"})
	}
	name := `A & "B" ` + strings.Repeat("ü", 23)
	book := written(t, name, 4, rows...)
	other, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	second := string([]rune(name)[:29]) + " 2"
	third := string([]rune(name)[:29]) + " 3"
	if diff := cmp.Diff([]string{name, second, third}, other.GetSheetList()); diff != "" {
		t.Fatalf("sheets (-want +got):\n%s", diff)
	}
	for sheet, want := range map[string][][]string{name: rows[:4], second: append(rows[:1:1], rows[4:7]...), third: append(rows[:1:1], rows[7:]...)} {
		got, err := other.GetRows(sheet)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", sheet, err, diff)
		}
		if _, err := readAll(book, sheet); err != nil {
			t.Errorf("%s: %v", sheet, err)
		}
	}
}

// TestWriterRefuses: what a workbook cannot hold is an error, and not another text.
func TestWriterRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		header, row []string
		want        string
	}{
		"columns":  {make([]string, xlsx.MaxColumns+1), nil, "16385 columns"},
		"a cell":   {[]string{"phone", "note"}, []string{"", strings.Repeat("x", xlsx.MaxCellChars+1)}, `column "note" in row 2`},
		"UTF-16":   {[]string{"note"}, []string{strings.Repeat("😀", xlsx.MaxCellChars/2+1)}, `column "note" in row 2`},
		"no names": {[]string{"phone"}, []string{"1", "2"}, "more cells than the header"},
	} {
		w := xlsx.NewWriter(io.Discard, "contacts")
		err := w.Write(tt.header)
		if err == nil {
			err = w.Write(tt.row)
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if again := w.Close(); again != err { //nolint:errorlint // the same one
			t.Errorf("%s: Close() = %v, want %v", name, again, err)
		}
	}
}

// TestWriterErrors: an error of the writer below reaches the caller.
func TestWriterErrors(t *testing.T) {
	t.Parallel()
	for most := 0; most < 3000; most += 97 {
		w := xlsx.NewWriter(&fullDisk{left: most}, "contacts")
		err := w.Write([]string{"phone"})
		for i := 0; err == nil && i < 10; i++ {
			err = w.Write([]string{strconv.Itoa(i)})
		}
		if err == nil {
			err = w.Close()
		}
		if err == nil {
			if most < 1000 {
				t.Errorf("a disk of %d bytes took a workbook", most)
			}
			return
		}
	}
	t.Error("a disk of 3000 bytes did not take a workbook")
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(b []byte) (int, error) {
	if len(b) > d.left {
		return d.left, io.ErrShortWrite
	}
	d.left -= len(b)
	return len(b), nil
}

// BenchmarkWriter writes a row of 11 columns.
func BenchmarkWriter(b *testing.B) {
	w := xlsx.NewWriter(io.Discard, "contacts")
	row := []string{
		"+14155550101", "Name 123456", "gold", "accepted", "ac_9e3779b97f4a7c15", "", "1", "no_answer", "dial_no_answer", "42.500", "2026-11-23T08:30:00.123Z",
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		row[0], row[1], row[4] = fmt.Sprintf("+1415%07d", i), fmt.Sprint("Name ", i), fmt.Sprintf("ac_%016x", uint64(i)*0x9e3779b97f4a7c15)
		if err := w.Write(row); err != nil {
			b.Fatal(err)
		}
	}
}
