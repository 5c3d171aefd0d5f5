package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkdial/internal/xlsx"
)

const formats = "../../testdata/formats"

// numbered is a row as it was read.
type numbered struct {
	Row   int
	Cells []string
}

// readAll returns the rows of a workbook and the error that ended them, nil at the end.
func readAll(content []byte, sheet string) (rows []numbered, err error) {
	s, err := xlsx.Open(bytes.NewReader(content), int64(len(content)), sheet)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for {
		cells, row, err := s.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, numbered{row, append([]string(nil), cells...)})
	}
}

func readFile(tb testing.TB, name string) []byte {
	tb.Helper()
	content, err := os.ReadFile(filepath.Join(formats, name))
	if err != nil {
		tb.Fatal(err)
	}
	return content
}

// parts of a workbook by name.
type parts map[string]string

const (
	relationsStart = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	office         = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	namespaces     = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
)

// workbook is the smallest workbook with a sheet that holds these rows; more replaces or adds parts.
func workbook(rows string, more parts) parts {
	all := parts{
		"_rels/.rels":     relationsStart + `<Relationship Id="a" Type="` + office + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook ` + namespaces + `><sheets><sheet name="Leads" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relationsStart +
			`<Relationship Id="r1" Type="` + office + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="` + office + `sharedStrings" Target="/xl/sharedStrings.xml"/>` +
			`<Relationship Id="r3" Type="` + office + `styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheet(rows),
		"xl/sharedStrings.xml":     `<sst ` + namespaces + `><si><t>zero</t></si><si><t>one</t></si></sst>`,
		"xl/styles.xml": `<styleSheet ` + namespaces + `><numFmts>` +
			`<numFmt numFmtId="164" formatCode="#,##0"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd"/>` +
			`<numFmt numFmtId="166" formatCode="[h]:mm"/><numFmt numFmtId="167" formatCode="0.0&quot; days&quot;"/>` +
			`<numFmt numFmtId="168" formatCode=";;;"/><numFmt numFmtId="169" formatCode="` + strings.Repeat("0", 2000) + `"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="164"/>` +
			`<xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="11"/><xf numFmtId="49"/>` +
			`<xf numFmtId="200"/><xf numFmtId="168"/><xf numFmtId="169"/></cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs></styleSheet>`,
	}
	maps.Copy(all, more)
	return all
}

func sheet(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + namespaces + `><dimension ref="A1"/><sheetData>` + rows +
		`</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`
}

// zipped packs the parts that are not empty.
func (p parts) zipped(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range p {
		if content == "" {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.Copy(w, strings.NewReader(content)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// wantError holds that err is an *xlsx.Error whose words contain want, and that an operator can act on.
func wantError(t *testing.T, err error, want string) *xlsx.Error {
	t.Helper()
	refused, ok := errors.AsType[*xlsx.Error](err)
	if !ok {
		t.Fatalf("error = %v (%T), want an *xlsx.Error that says %q", err, err, want)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("error = %q, want %q in it", err, want)
	}
	if refused.Cause == "" || refused.Remedy == "" || strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("error = %q, want one line with a cause and a remedy", err)
	}
	return refused
}

// escaped is text as it stands in XML.
func escaped(text string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}
