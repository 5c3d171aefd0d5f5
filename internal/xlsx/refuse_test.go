package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"bulkdial/internal/xlsx"
)

func TestOtherFiles(t *testing.T) {
	for _, test := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"ods", readFile(t, "libreoffice.ods"), "OpenDocument file (.ods): save it as .xlsx"},
		{"xls", readFile(t, "libreoffice.xls"), "old Excel file (.xls)"},
		{"password", protected(t), "one with a password: save it as .xlsx without a password"},
		{"xlsb", parts{"xl/workbook.bin": "x"}.zipped(t), "(.xlsb)"},
		{"docx", parts{"word/document.xml": "x"}.zipped(t), "Word document"},
		{"docx with its root", wordDocument(t), "Word document"},
		{"pptx", parts{"ppt/presentation.xml": "x"}.zipped(t), "presentation"},
		{"numbers", parts{"Index/Document.iwa": "x"}.zipped(t), "Apple Numbers"},
		{"zip", parts{"leads.csv": "x"}.zipped(t), "zip archive without a workbook: unpack it"},
		{"csv", readFile(t, "contacts.csv"), "not an .xlsx workbook"},
		{"empty", nil, "not an .xlsx workbook"},
		{"short", []byte("PK\x03\x04"), "cut off or damaged"},
		{"empty zip", parts{}.zipped(t), "not an .xlsx workbook"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := readAll(test.content, "")
			wantError(t, err, test.want)
		})
	}
}

// protected is a workbook under a password.
func protected(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	var b bytes.Buffer
	if err := book.Write(&b, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wordDocument(t *testing.T) []byte {
	t.Helper()
	return parts{
		"_rels/.rels":       relationsStart + `<Relationship Id="a" Type="` + office + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": "x",
	}.zipped(t)
}

func TestSniff(t *testing.T) {
	for name, want := range map[string]bool{
		"libreoffice.xlsx": true, "sheetjs.xlsx": true, "libreoffice.ods": true, "libreoffice.xls": true,
		"contacts.csv": false, "contacts.csv.gz": false, "contacts.csv.zst": false, "contacts.utf16le.txt": false,
	} {
		if got := xlsx.Sniff(readFile(t, name)[:xlsx.SniffBytes]); got != want {
			t.Errorf("Sniff(%s) = %t, want %t", name, got, want)
		}
	}
	if xlsx.Sniff(nil) {
		t.Error("Sniff(nil) = true")
	}
}

// TestBadWorkbook has workbooks that are whole as archives.
func TestBadWorkbook(t *testing.T) {
	row := `<row><c t="s"><v>0</v></c></row>`
	for _, test := range []struct {
		name string
		more parts
		want string
	}{
		{"no strings", parts{"xl/sharedStrings.xml": ""}, `lacks its part "xl/sharedStrings.xml"`},
		{"no styles", parts{"xl/styles.xml": ""}, `lacks its part "xl/styles.xml"`},
		{"no sheet", parts{"xl/worksheets/sheet1.xml": ""}, `lacks its part "xl/worksheets/sheet1.xml"`},
		{"no relations", parts{"xl/_rels/workbook.xml.rels": ""}, `lists the sheet "Leads" but does not have it`},
		{"nothing but a chart", parts{"xl/_rels/workbook.xml.rels": relationsStart + `<Relationship Id="r1" Type="` + office + `chartsheet" Target="x.xml"/></Relationships>`}, "shows no sheet with rows"},
		{"no sheets", parts{"xl/workbook.xml": `<workbook/>`}, "has no sheet"},
		{"sheet of another kind", parts{"xl/worksheets/sheet1.xml": `<chartsheet/>`}, "begins with <chartsheet>"},
		{"sheet cut between rows", parts{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + row}, "cut off or damaged"},
		{"sheet cut behind its rows", parts{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + row + `</sheetData>`}, "cut off or damaged"},
		{"sheet twice", parts{"xl/worksheets/sheet1.xml": sheet(row) + sheet(row)}, "continues after its end"},
		{"strings cut", parts{"xl/sharedStrings.xml": `<sst><si><t>zero</t></si>`}, "cut off or damaged"},
		{"strings in UTF-16", parts{"xl/sharedStrings.xml": `<?xml version="1.0" encoding="UTF-16"?><sst/>`}, "in the encoding \"UTF-16\" instead of UTF-8"},
		{"styles cut", parts{"xl/styles.xml": `<styleSheet><cellXfs>`}, "cut off or damaged"},
		{"format of no number", parts{"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>`}, "no valid id"},
		{"too many formats", parts{"xl/styles.xml": `<styleSheet><cellXfs>` + strings.Repeat(`<xf/>`, 1<<16+1) + `</cellXfs></styleSheet>`}, "more than 65536 cell formats"},
		{"empty part", parts{"xl/workbook.xml": " "}, "cut off or damaged"},
		{"two of a name", parts{"XL/Workbook.xml": "x"}, "twice"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := readAll(workbook(row, test.more).zipped(t), "")
			wantError(t, err, test.want)
		})
	}
}

// TestBomb holds that a workbook that claims to be huge is refused before it is unzipped, and one that is larger than
// it claims where it exceeds that.
func TestBomb(t *testing.T) {
	for _, test := range []struct {
		size uint64
		want string
	}{
		{xlsx.MaxUnzipped + 1, "unzips to more than 2048 MiB"},
		{10, "cut off or damaged"},
	} {
		_, err := readAll(lying(t, test.size), "")
		wantError(t, err, test.want)
	}
}

// lying is a workbook that says of its sheet that it unzips to size bytes.
func lying(t *testing.T, size uint64) []byte {
	t.Helper()
	content := workbook("", nil).zipped(t)
	whole, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range whole.File {
		header := f.FileHeader
		if strings.HasSuffix(f.Name, "sheet1.xml") {
			header.UncompressedSize64 = size
		}
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.CreateRaw(&header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDisk holds that an error of the disk is reported as such: another copy of the file would not help.
func TestDisk(t *testing.T) {
	content := readFile(t, "libreoffice.xlsx")
	fault := errors.New("input/output error")
	for allowed := range 20 {
		r := &faultyReader{r: bytes.NewReader(content), allowed: allowed, err: fault}
		s, err := xlsx.Open(r, int64(len(content)), "")
		for err == nil {
			_, _, err = s.Next()
		}
		if r.failed && !errors.Is(err, fault) {
			t.Errorf("error after %d reads = %v, want that of the disk", allowed, err)
		}
		if _, ok := errors.AsType[*xlsx.Error](err); ok {
			t.Errorf("error after %d reads = %v, which blames the workbook", allowed, err)
		}
	}
}

// faultyReader fails for good after a number of reads.
type faultyReader struct {
	r       *bytes.Reader
	allowed int
	err     error
	failed  bool
}

func (f *faultyReader) ReadAt(p []byte, offset int64) (int, error) {
	if f.allowed == 0 {
		f.failed = true
		return 0, f.err
	}
	f.allowed--
	return f.r.ReadAt(p, offset)
}
