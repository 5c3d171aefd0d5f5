package xlsx_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"bulkdial/internal/xlsx"
)

// FuzzSheet feeds whole files. Whatever they hold, reading ends, in rows that are in order or in an *xlsx.Error.
func FuzzSheet(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(formats, "*.xlsx"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no workbooks, %v", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Add(workbook(`<row r="1"><c r="A1" s="4"><v>45000</v></c></row>`, nil).zipped(f))
	for _, name := range []string{"hidden-rows.xlsx", "hidden-columns.xlsx", "number-formats.xlsx"} {
		f.Add(readFile(f, filepath.Join("..", name)))
	}
	f.Fuzz(func(t *testing.T, content []byte) { check(t, content) })
}

// FuzzParts feeds what is in a sheet and its styles, which FuzzSheet seldom gets to change: their checksums fit.
func FuzzParts(f *testing.F) {
	seed := workbook("", nil)
	for _, rows := range []string{
		`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="C1" s="4"><v>45000.5</v></c></row><row><c t="b"><v>1</v></c></row>`,
		`<row r="9"><c t="inlineStr"><is><r><t>a_x000D_</t></r><rPh><t>b</t></rPh></is></c><c t="d" s="3"><v>2023-03-15</v></c></row>`,
		`<row hidden="1"><c><v>1</v></c></row><row ht="0"><c><v>2</v></c></row>`,
		`<row><c t="str"><f>A1</f><v>x</v></c><c s="5"><v>1.5</v></c><c s="7"><v>-1e9</v></c><c t="e"><v>#N/A</v></c></row>`,
	} {
		f.Add(rows, `[$-409]d\-mmm\-yyyy;@`, "1.5", seed["xl/sharedStrings.xml"])
		f.Add(rows, `_(* #,##0.00_);[Red](# ?/?);"x"0E+00;[h]:mm:ss.000`, "-12345.678", seed["xl/sharedStrings.xml"])
	}
	f.Fuzz(func(t *testing.T, rows, code, number, strings string) {
		styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="` + escaped(code) + `"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`
		formatted := `<row r="1"><c s="1"><v>` + escaped(number) + `</v></c></row>`
		check(t, workbook(formatted, parts{"xl/styles.xml": styles}).zipped(t))
		check(t, workbook(rows, parts{"xl/sharedStrings.xml": strings}).zipped(t))
	})
}

func check(t *testing.T, content []byte) {
	t.Helper()
	rows, err := readAll(content, "")
	if _, ok := errors.AsType[*xlsx.Error](err); err != nil && !ok {
		t.Errorf("error = %v (%T), want an *xlsx.Error", err, err)
	}
	last := 0
	for _, row := range rows {
		if row.Row <= last || len(row.Cells) == 0 || row.Cells[len(row.Cells)-1] == "" {
			t.Errorf("row %d after %d has the cells %q", row.Row, last, row.Cells)
		}
		last = row.Row
	}
}
