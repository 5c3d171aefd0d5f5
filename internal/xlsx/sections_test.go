package xlsx_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
	"testing"

	"bulkdial/internal/xlsx"
)

// formatted returns what a cell shows, `t="…"` or nothing, with a stored value and the code of its format.
func formatted(t *testing.T, kind, stored, code string) (string, error) {
	t.Helper()
	var escaped bytes.Buffer
	if err := xml.EscapeText(&escaped, []byte(code)); err != nil {
		t.Fatal(err)
	}
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="` + escaped.String() + `"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`
	value := "<v>" + stored + "</v>"
	if strings.Contains(kind, "inlineStr") {
		value = "<is><t>" + stored + "</t></is>"
	}
	content := workbook(`<row r="1"><c r="A1" s="1" `+kind+`>`+value+`</c></row>`, parts{"xl/styles.xml": styles}).zipped(t)
	rows, err := readAll(content, "")
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].Cells[0], nil
}

// TestFormatAdds: what a format adds to a whole number, a + or digits, is a part of what the cell shows.
func TestFormatAdds(t *testing.T) {
	for _, tt := range []struct{ code, stored, want string }{
		{`\+0`, "33612345678", "+33612345678"},
		{`"+"0`, "14155550101", "+14155550101"},
		{`"+1 "0`, "4155550101", "+1 4155550101"},
		{`+0`, "14155550101", "+14155550101"},
		{`+#`, "14155550101", "+14155550101"},
		{`+#`, "1.4155550101E10", "+14155550101"},
		{`＋0`, "14155550101", "＋14155550101"},
		{`+General`, "14155550101", "+14155550101"},
		{`"+"GENERAL`, "336123456789", "+336123456789"},
		{`[$+-409]0`, "14155550101", "+14155550101"},
		{`[$+1 ]0`, "4155550101", "+1 4155550101"},
		{`_(+0_)`, "14155550101", "+14155550101"},
		{`* +0`, "14155550101", "+14155550101"},
		{`[Red]"+"0`, "14155550101", "+14155550101"},
		{`"tel: +"0`, "14155550101", "tel: +14155550101"},
		{`+1\ 000\ 000\ 0000`, "4155550101", "+1 415 555 0101"},
		{`"(+1) "000\-000\-0000`, "4155550101", "(+1) 415-555-0101"},
		{`+## ### ######`, "33612345678", "+33 612 345678"},
		{`"00"0`, "33612345678", "0033612345678"},
		{`"+"#,##0`, "14155550101", "+14,155,550,101"},
		{`"+"0.00`, "14155550101", "+14155550101.00"},
		{`0" (+33)"`, "612345678", "612345678 (+33)"},

		// Zeros that the number does not have.
		{`0000000000`, "612345678", "0612345678"},
		{`00" "00" "00" "00" "00`, "612345678", "06 12 34 56 78"},
		{`0#########`, "612345678", "0612345678"},
		{`"0"0`, "612345678", "0612345678"},
		{`\0#`, "612345678", "0612345678"},
		{`0000000000`, "4155550101", "4155550101"},

		// The section that the number is for.
		{`+0;-0`, "14155550101", "+14155550101"},
		{`+0;-0`, "-14155550101", "-14155550101"},
		{`0;"+"0`, "14155550101", "14155550101"},
		{`0;"+"0`, "-14155550101", "+14155550101"},
		{`"+"0`, "-14155550101", "-+14155550101"},
		{`[>=10000000000]"+"0;"+1"0`, "14155550101", "+14155550101"},
		{`[>=10000000000]"+"0;"+1"0`, "4155550101", "+14155550101"},
		{`[<=9999999]###\-####;"+1 "\(###\)\ ###\-####`, "4155550101", "+1 (415) 555-0101"},
		{`[<=9999999]###\-####;"+1 "\(###\)\ ###\-####`, "5550101", "5550101"},
		{`[>99999999999]0;[>9999999999]"+"0;"+1"0`, "14155550101", "+14155550101"},
		{`[>99999999999]0;[>9999999999]"+"0;"+1"0`, "4155550101", "+14155550101"},
		{`[=0]"";"+"0`, "14155550101", "+14155550101"},
		{`[<0]0;"+"0`, "14155550101", "+14155550101"},
		{`[<100]"few";"many"`, "500", "many"},

		// Nothing is added: the digits, as before.
		{`[<=9999999]###\-####;\(###\)\ ###\-####`, "4155550101", "4155550101"},
		{`0.00E+00`, "14155550101", "14155550101"},
		{`#,##0.00`, "14155550101", "14155550101"},
		{`"$"#,##0`, "14155550101", "14155550101"},
		{`"ID-"0`, "1234567", "1234567"},
		{`# ?/8`, "14155550101", "14155550101"},
		{`_+0`, "14155550101", "14155550101"},
		{`0"\"`, "14155550101", "14155550101"},
		{`0;0;0;"+"@`, "14155550101", "14155550101"},
		{`@`, "14155550101", "14155550101"},
		{`;;;`, "14155550101", "14155550101"},
		{`"Level 1"`, "14155550101", "14155550101"},
	} {
		if got, err := formatted(t, "", tt.stored, tt.code); err != nil || got != tt.want {
			t.Errorf("%s in the format %s is %q, %v, want %q", tt.stored, tt.code, got, err, tt.want)
		}
	}
	for _, code := range []string{`"+"@`, `"+"0E+00`, `"+"# ?/?`, `[>99999999999]"+"0;[<5]0`} {
		_, err := formatted(t, "", "14155550101", code)
		if e, ok := errors.AsType[*xlsx.Error](err); !ok || e.Row != 1 || e.Column != "A" || e.Remedy != "format the cell as text" {
			t.Errorf("in the format %s the error is %v", code, err)
		}
	}
}

// TestFormatAddsToText: the section for texts adds to a text.
func TestFormatAddsToText(t *testing.T) {
	for _, kind := range []string{`t="inlineStr"`, `t="str"`} {
		for _, tt := range []struct{ code, stored, want string }{
			{`"+"@`, "14155550101", "+14155550101"},
			{`\+@`, "14155550101", "+14155550101"},
			{`0;0;0;"+1 "@`, "4155550101", "+1 4155550101"},
			{`[Blue]"+"@_)`, "14155550101", "+14155550101"},
			{`@" (+1)"`, "4155550101", "4155550101 (+1)"},
			{`@" home"`, "+14155550101", "+14155550101"},
			{`@`, "+14155550101", "+14155550101"},
			{`"+"0`, "14155550101", "14155550101"},
		} {
			if got, err := formatted(t, kind, tt.stored, tt.code); err != nil || got != tt.want {
				t.Errorf("the text %s in the format %s is %q, %v, want %q", tt.stored, tt.code, got, err, tt.want)
			}
		}
	}
}

// FuzzFormat: whatever a format is, a whole number keeps its digits, in order, or the cell is refused.
func FuzzFormat(f *testing.F) {
	for _, code := range []string{`\+0`, `"+1 "0`, `[>5]+0;-0`, `0#########`, `+General`, `[$+1 ]0;;;"+"@`, `00" "00`, `#,##0.00E+0`} {
		f.Add(code, int64(14155550101))
	}
	f.Fuzz(func(t *testing.T, code string, number int64) {
		if number < 1e6 || number >= 1e15 || strings.ContainsAny(code, ",%") {
			return
		}
		stored := strconv.FormatInt(number, 10)
		got, err := formatted(t, "", stored, code)
		if _, ok := errors.AsType[*xlsx.Error](err); err != nil && !ok {
			t.Fatalf("in the format %q the error is %v (%T)", code, err, err)
		}
		if err == nil && !strings.ContainsFunc(code, isDatePart) && !containsInOrder(got, stored) {
			t.Errorf("%s in the format %q is %q", stored, code, got)
		}
	})
}

// isDatePart reports whether a character of a code may make a date of a number.
func isDatePart(r rune) bool { return strings.ContainsRune("ymdhsegabrYMDHSEGABR上下", r) }

// containsInOrder reports whether a text has the characters of another one, in their order.
func containsInOrder(text, part string) bool {
	for _, r := range part {
		_, after, ok := strings.Cut(text, string(r))
		if !ok {
			return false
		}
		text = after
	}
	return true
}
