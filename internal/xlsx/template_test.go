package xlsx_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"bulkdial/internal/xlsx"
)

func template(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	header := []string{"id", "to_number", "first_name"}
	rows := [][]string{{"1", "+14155550123", "Zoë"}, {"2", "+442079460018", "=1+1"}, {"", "00123", "a\nb"}}
	if err := xlsx.WriteTemplate(&b, header, rows, 1); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTemplateReadsBack(t *testing.T) {
	got, err := readAll(template(t), "contacts")
	if err != nil {
		t.Fatal(err)
	}
	want := []numbered{
		{1, []string{"id", "to_number", "first_name"}},
		{2, []string{"1", "+14155550123", "Zoë"}},
		{3, []string{"2", "+442079460018", "=1+1"}},
		{4, []string{"", "00123", "a\nb"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// TestTemplateLook asks excelize's own reader what an operator finds.
func TestTemplateLook(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(template(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got := book.GetSheetList(); !cmp.Equal(got, []string{"contacts"}) {
		t.Errorf("sheets = %q", got)
	}
	for cell, want := range map[string]struct {
		text, bold bool
	}{
		"B1": {text: true, bold: true}, "A1": {text: true, bold: true},
		"B2": {text: true}, "B4": {text: true}, "C2": {},
	} {
		id, err := book.GetCellStyle("contacts", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := book.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if bold := style.Font != nil && style.Font.Bold; style.NumFmt == 49 != want.text || bold != want.bold {
			t.Errorf("%s: format %d, bold %t; want text %t, bold %t", cell, style.NumFmt, bold, want.text, want.bold)
		}
	}
	// A cell that is empty yet, such as the number of the 1000th contact, has the style of its column.
	id, err := book.GetColStyle("contacts", "B")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := book.GetStyle(id); err != nil || style.NumFmt != 49 {
		t.Errorf("format of the number column = %+v, %v", style, err)
	}
	panes, err := book.GetPanes("contacts")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes = %+v, %v", panes, err)
	}
}

func TestTemplateErrors(t *testing.T) {
	full := errors.New("no space left on device")
	err := xlsx.WriteTemplate(failingWriter{full}, []string{"to_number"}, nil, 0)
	if !errors.Is(err, full) {
		t.Errorf("error = %v, want %v", err, full)
	}
	if err := xlsx.WriteTemplate(&bytes.Buffer{}, []string{"to_number"}, nil, excelize.MaxColumns); err == nil {
		t.Error("a column that a sheet does not have is taken")
	}
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }
