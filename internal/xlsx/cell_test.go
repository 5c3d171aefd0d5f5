package xlsx_test

import (
	"strings"
	"testing"
)

// TestCell has the forms in which cells are stored, and what a person sees. Styles are those of workbook: 1 is 0.00,
// 2 is #,##0, 3 and 4 are dates, 5 is a duration, 6 is `0.0 days`, 7 is scientific, 8 is text, 9 is not defined, 10 hides numbers, 11 is
// too long.
func TestCell(t *testing.T) {
	for _, test := range []struct{ name, cell, want string }{
		{"shared", `<c r="A1" t="s"><v>1</v></c>`, "one"},
		{"inline", `<c r="A1" t="inlineStr"><is><t>in</t></is></c>`, "in"},
		{"rich", `<c t="inlineStr"><is><r><rPr><b/></rPr><t>bo</t></r><r><t xml:space="preserve">ld </t></r></is></c>`, "bold "},
		{"phonetic", `<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>`, "東京"},
		{"text like a number", `<c t="str" s="2"><v>1.4155552671E10</v></c>`, "1.4155552671E10"},
		{"text with zeros", `<c t="inlineStr" s="2"><is><t>0044</t></is></c>`, "0044"},
		{"line breaks", "<c t=\"str\"><v>a\nb\r\nc&#13;&#10;d_x000D_\ne&#13;f</v></c>", "a\nb\nc\nd\ne\nf"},
		{"escapes", `<c t="str"><v>_x0041__x005F_x0041_ _xZZZZ_ _x_ _xD800_</v></c>`, "A_x0041_ _xZZZZ_ _x_ _xD800_"},
		{"markup", `<c t="str"><v>a &lt;b&gt; &amp; <![CDATA[<c>]]><!-- no --></v></c>`, "a <b> & <c>"},
		{"true", `<c t="b"><v>1</v></c>`, "TRUE"},
		{"false", `<c t="b"><v>0</v></c>`, "FALSE"},
		{"error", `<c t="e"><v>#N/A</v></c>`, "#N/A"},
		{"formula", `<c><f>SUM(B1:B2)</f><v>12.5</v></c>`, "12.5"},
		{"formula of text", `<c t="str"><f>B1&amp;B2</f><v>ab</v></c>`, "ab"},
		{"formula of nothing", `<c t="str"><f>""</f><v></v></c>`, ""},

		{"number", `<c><v>12.5</v></c>`, "12.5"},
		{"number of kind n", `<c t="n"><v>7</v></c>`, "7"},
		{"binary fraction", `<c><v>0.30000000000000004</v></c>`, "0.3"},
		{"two decimals", `<c s="1"><v>12.5</v></c>`, "12.50"},
		{"thousands", `<c s="2"><v>123456</v></c>`, "123,456"},
		{"unit", `<c s="6"><v>3</v></c>`, "3.0 days"},
		{"hidden by its format", `<c s="10"><v>3.5</v></c>`, "3.5"},
		{"undefined format", `<c s="9"><v>3.5</v></c>`, "3.5"},

		{"phone", `<c><v>14155552671</v></c>`, "14155552671"},
		{"phone as 1.4E+10", `<c><v>1.4155552671E10</v></c>`, "14155552671"},
		{"phone shown as 1.4E+10", `<c s="7"><v>14155552671</v></c>`, "14155552671"},
		{"phone with commas", `<c s="2"><v>14155552671</v></c>`, "14155552671"},
		{"phone with decimals", `<c s="1"><v>14155552671.0</v></c>`, "14155552671"},
		{"phone in a column of text", `<c s="8"><v>14155552671</v></c>`, "14155552671"},
		{"seven digits", `<c s="2"><v>1000000</v></c>`, "1000000"},
		{"six digits", `<c s="2"><v>999999</v></c>`, "999,999"},
		{"negative", `<c s="2"><v>-14155552671</v></c>`, "-14155552671"},
		{"a fraction", `<c s="2"><v>14155552671.5</v></c>`, "14,155,552,672"},
		{"fifteen digits", `<c><v>123456789012345</v></c>`, "123456789012345"},
		{"more than are stored", `<c><v>1234567890123456789</v></c>`, "1.23456789012346E+18"},

		{"date", `<c s="3"><v>45000</v></c>`, "03-15-23"},
		{"own date", `<c s="4"><v>45000</v></c>`, "2023-03-15"},
		{"duration", `<c s="5"><v>1.5</v></c>`, "36:00"},
		{"date of seven digits", `<c s="4"><v>2958465</v></c>`, "9999-12-31"},
		{"ISO date", `<c t="d" s="4"><v>2023-03-15T00:00:00</v></c>`, "2023-03-15"},
		{"ISO date that is none", `<c t="d" s="4"><v>someday</v></c>`, "someday"},

		{"empty", `<c s="1"/>`, ""},
		{"with an extension", `<c t="str"><v>a</v><extLst><ext><v>b</v></ext></extLst></c>`, "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			// The second cell shows that the first was read to its end.
			rows, err := readAll(workbook(`<row>`+test.cell+`<c t="str"><v>next</v></c></row>`, nil).zipped(t), "")
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) != 1 || len(rows[0].Cells) != 2 || rows[0].Cells[1] != "next" {
				t.Fatalf("rows = %+v", rows)
			}
			if got := rows[0].Cells[0]; got != test.want {
				t.Errorf("cell = %q, want %q", got, test.want)
			}
		})
	}
}

func TestDatesFrom1904(t *testing.T) {
	book := workbook(`<row><c s="4"><v>43538</v></c></row>`, nil)
	book["xl/workbook.xml"] = strings.Replace(book["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
	rows, err := readAll(book.zipped(t), "")
	if err != nil || len(rows) != 1 || rows[0].Cells[0] != "2023-03-15" {
		t.Errorf("rows = %+v, %v", rows, err)
	}
}

func TestBadCell(t *testing.T) {
	long := strings.Repeat("é", 32768)
	for _, test := range []struct{ name, cells, want string }{
		{"no such text", `<c t="s"><v>2</v></c>`, "a text that is not in the workbook"},
		{"text below zero", `<c t="s"><v>-1</v></c>`, "a text that is not in the workbook"},
		{"text of no number", `<c t="s"><v>x</v></c>`, "a text that is not in the workbook"},
		{"format too long", `<c s="11"><v>2</v></c>`, "a number format cannot be read: format the cell as text"},
		{"no such format", `<c s="12"><v>2</v></c>`, "a format that is not in the workbook"},
		{"format of no number", `<c s="x"><v>2</v></c>`, "the format of a cell is not a number"},
		{"not a number", `<c><v>abc</v></c>`, "a cell for a number holds something else"},
		{"not finite", `<c><v>1e999</v></c>`, "a cell for a number holds something else"},
		{"neither true nor false", `<c t="b"><v>2</v></c>`, "a cell for TRUE or FALSE holds something else"},
		{"unknown kind", `<c t="x"><v>abc</v></c>`, "an unknown kind"},
		{"formula not worked out", `<c><f>B1</f></c>`, "a formula whose result is not in the file"},
		{"formula worked out to nothing", `<c><f>B1</f><v></v></c>`, "a formula whose result is not in the file"},
		{"too long", `<c t="str"><v>` + long + `</v></c>`, "32,767 characters"},
		{"far too long", `<c t="str"><v>` + strings.Repeat(long, 10) + `</v></c>`, "32,767 characters"},
		{"before its row", `<c r="A3" t="str"><v>a</v></c>`, "out of order"},
		{"before the last", `<c r="B4" t="str"><v>a</v></c><c r="A4" t="str"><v>a</v></c>`, "out of order"},
		{"twice", `<c r="A4" t="str"><v>a</v></c><c r="A4" t="str"><v>a</v></c>`, "out of order"},
		{"nowhere", `<c r="4A" t="str"><v>a</v></c>`, "invalid position"},
		{"beyond the last column", `<c r="XFE4" t="str"><v>a</v></c>`, "invalid position"},
		{"tags that do not match", `<c t="str"><v>a</c></v>`, "cut off or damaged"},
		{"control character", "<c t=\"str\"><v>\x01</v></c>", "cut off or damaged"},
		{"not UTF-8", "<c t=\"str\"><v>caf\xe9</v></c>", "cut off or damaged"},
		{"nested", strings.Repeat(`<x>`, 100) + strings.Repeat(`</x>`, 100), "deeper than"},
		{"row too long", strings.Repeat(`<c t="str"><v>`+long[:60000]+`</v></c>`, 20), "the row is longer than"},
		{"endless text", `<c t="str"><v>` + strings.Repeat("x", 3<<20) + `</v></c>`, "32,767 characters"},
		{"endless tag", `<c r="` + strings.Repeat("A", 3<<20) + `"/>`, "a tag or text of more than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			content := workbook(`<row r="2"><c t="str"><v>good</v></c></row><row r="4">`+test.cells+`</row>`, nil).zipped(t)
			rows, err := readAll(content, "")
			if refused := wantError(t, err, test.want); refused.Row != 4 {
				t.Errorf("error is of row %d, want 4: %v", refused.Row, err)
			}
			if len(rows) != 1 {
				t.Errorf("%d rows before the error, want 1", len(rows))
			}
		})
	}
}
