package xlsx_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/xlsx"
)

func TestRows(t *testing.T) {
	for _, test := range []struct {
		name, rows string
		want       []numbered
	}{
		{"none", ``, nil},
		{
			"numbers", `<row r="3"><c r="A3" t="str"><v>a</v></c></row><row><c t="str"><v>b</v></c></row><row r="1048576"><c><v>1</v></c></row>`,
			[]numbered{{3, []string{"a"}}, {4, []string{"b"}}, {1048576, []string{"1"}}},
		},
		{
			"empty ones", `<row r="1"/><row r="2"><c s="1"/></row><row r="3"><c t="str"><v></v></c></row><row r="4"><c><v>1</v></c></row><row/>`,
			[]numbered{{4, []string{"1"}}},
		},
		{
			"gaps", `<row r="1"><c r="B1"><v>1</v></c><c r="E1"><v>2</v></c><c r="F1" s="1"/></row><row r="2"><c r="A2"><v>3</v></c></row>`,
			[]numbered{{1, []string{"", "1", "", "", "2"}}, {2, []string{"3"}}},
		},
		{
			"hidden", `<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>`,
			[]numbered{{1, []string{"1"}}},
		},
		{
			"with a prefix", `<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>`,
			[]numbered{{1, []string{"1"}}},
		},
		{
			"a space", `<row r="1"><c t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>`,
			[]numbered{{1, []string{" "}}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readAll(workbook(test.rows, nil).zipped(t), "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadRows(t *testing.T) {
	good := `<row r="5"><c t="str"><v>a</v></c></row>`
	for _, test := range []struct {
		name, rows, want string
		row              int
	}{
		{"again", good, "the rows are out of order", 6},
		{"back", `<row r="4"/>`, "the rows are out of order", 6},
		{"no number", `<row r="x"/>`, "the rows are out of order", 6},
		{"beyond the last", `<row r="1048577"/>`, "the rows are out of order", 6},
		{"behind the last", `<row r="1048576"/><row/>`, "more rows than a sheet can have", 1048577},
		{"between rows", `<row r="7"/></nothing>`, "cut off or damaged", 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := readAll(workbook(good+test.rows, nil).zipped(t), "")
			if refused := wantError(t, err, test.want); refused.Row != test.row {
				t.Errorf("error is of row %d, want %d", refused.Row, test.row)
			}
		})
	}
}

// TestErrorStays holds that nothing is read after an error or the end, nor after Close.
func TestErrorStays(t *testing.T) {
	open := func(rows string) *xlsx.Sheet {
		content := workbook(rows, nil).zipped(t)
		s, err := xlsx.Open(bytes.NewReader(content), int64(len(content)), "")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open(`<row><c><v>x</v></c></row><row><c><v>1</v></c></row>`)
	_, row, first := s.Next()
	if _, _, second := s.Next(); first == nil || row != 1 || !errors.Is(second, first) {
		t.Errorf("errors = %v in row %d, then %v", first, row, second)
	}
	s = open(``)
	for range 2 {
		if _, _, err := s.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("error = %v, want the end", err)
		}
	}
	s = open(`<row><c><v>1</v></c></row>`)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := s.Next(); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("error after Close = %v", err)
	}
}

func TestSheetNames(t *testing.T) {
	book := workbook(`<row><c><v>1</v></c></row>`, parts{"xl/worksheets/sheet2.xml": sheet(`<row><c><v>2</v></c></row>`)})
	book["xl/workbook.xml"] = `<workbook ` + namespaces + `><sheets>` +
		`<sheet name="Chart" sheetId="9" r:id="r9"/><sheet name="Lists" sheetId="3" r:id="r8" state="veryHidden"/>` +
		`<sheet name="Leads" sheetId="1" r:id="r1"/><sheet name="Gone" sheetId="5" r:id="r7"/></sheets></workbook>`
	book["xl/_rels/workbook.xml.rels"] = strings.Replace(book["xl/_rels/workbook.xml.rels"], "</Relationships>",
		`<Relationship Id="r8" Type="`+office+`worksheet" Target="/xl/worksheets/sheet2.xml"/>`+
			`<Relationship Id="r9" Type="`+office+`chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>`, 1)
	content := book.zipped(t)
	for _, test := range []struct{ sheet, name, want string }{
		{"", "Leads", "1"},      // the first that a person sees
		{"Leads", "Leads", "1"}, //
		{"LEADS", "Leads", "1"},
		{"Lists", "Lists", "2"}, // also where it is hidden
	} {
		s, err := xlsx.Open(bytes.NewReader(content), int64(len(content)), test.sheet)
		if err != nil {
			t.Errorf("%q: %v", test.sheet, err)
			continue
		}
		cells, _, err := s.Next()
		if err != nil || s.Name() != test.name || cells[0] != test.want {
			t.Errorf("%q: sheet %q with %q, %v; want %q with %q", test.sheet, s.Name(), cells, err, test.name, test.want)
		}
	}
	for sheet, want := range map[string]string{
		"Contacts": `no sheet "Contacts"; it has "Chart", "Lists", "Leads", "Gone": name one of these`,
		"Chart":    `"Chart" is a chart`,
		"Gone":     `lists the sheet "Gone" but does not have it`,
	} {
		_, err := readAll(content, sheet)
		wantError(t, err, want)
	}
}

func TestManySheetNames(t *testing.T) {
	book := workbook("", nil)
	list := strings.Repeat(`<sheet name="Week" sheetId="1" r:id="r1"/>`, 23)
	book["xl/workbook.xml"] = `<workbook ` + namespaces + `><sheets>` + list + `</sheets></workbook>`
	_, err := readAll(book.zipped(t), "Leads")
	wantError(t, err, `"Week", and 3 more: name one of these`)
	if n := strings.Count(err.Error(), `"Week"`); n != 20 {
		t.Errorf("%d names are listed, want 20", n)
	}
}
