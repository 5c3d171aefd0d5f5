package xlsx

import (
	"fmt"
	"strings"
)

const (
	xmlBegin = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	// officeNS and packageNS begin the types of parts and of relationships.
	officeNS  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	packageNS = `http://schemas.openxmlformats.org/package/2006/`
	partType  = `application/vnd.openxmlformats-officedocument.spreadsheetml.`

	// sheetBegin is what comes before the rows of a sheet, a format of its number of columns: the header is frozen, and the columns have
	// the format of text, so that a number typed into them keeps its + and its digits.
	sheetBegin = xmlBegin + `<worksheet ` + mainNS + `><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
		`<cols><col min="1" max="%d" width="20" style="1" customWidth="1"/></cols><sheetData>`
	sheetEnd = `</sheetData></worksheet>`

	// textStyle and headerStyle go on after the name of a cell. Their numbers are indexes in cellXfs of stylesPart.
	textStyle   = `" s="1" t="inlineStr"><is><t>`
	headerStyle = `" s="2" t="inlineStr"><is><t>`

	// stylesPart has the format @ (textFormat, 49), and it in bold.
	stylesPart = xmlBegin + `<styleSheet ` + mainNS + `><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`
)

// writtenPart is a part of a workbook besides its sheets.
type writtenPart struct{ name, xml string }

// parts are those that name the sheets, which are known at the end, and the styles.
func (w *Writer) parts() []writtenPart {
	var types, sheets, links strings.Builder
	for i := 1; i <= w.sheets; i++ {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i, partType)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, w.sheetName(i), i, i)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i, officeNS, i)
	}
	return []writtenPart{
		{"[Content_Types].xml", xmlBegin + `<Types xmlns="` + packageNS + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + partType + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + partType + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", xmlBegin + `<Relationships xmlns="` + packageNS + `relationships">` +
			`<Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlBegin + `<workbook ` + mainNS + ` xmlns:r="` + officeNS + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlBegin + `<Relationships xmlns="` + packageNS + `relationships">` + links.String() +
			fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, w.sheets+1, officeNS)},
		{"xl/styles.xml", stylesPart},
	}
}

// sheetName is the name of the n-th sheet, for an attribute.
func (w *Writer) sheetName(n int) string {
	name := []rune(w.name)
	if n > 1 {
		more := []rune(fmt.Sprintf(" %d", n))
		name = append(name[:min(len(name), mostName-len(more))], more...)
	}
	return strings.ReplaceAll(string(appendText(nil, string(name))), `"`, "&quot;")
}
