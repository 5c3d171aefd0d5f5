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

// TestHidden: each way to hide a row or a column.
func TestHidden(t *testing.T) {
	const cell = `<c t="inlineStr"><is><t>x</t></is></c>`
	var rows strings.Builder
	for _, attributes := range []string{
		"", `hidden="1"`, `hidden="true" ht="15"`, `hidden=" 1 "`, `hidden="yes"`, `ht="0" customHeight="1"`, `ht="0.0"`, `ht="-1"`, `ht="tall"`,
		`hidden="0"`, `hidden="false" ht="15.75"`, `collapsed="1"`, `ht="3"`, `hidden="1" outlineLevel="1"`,
	} {
		rows.WriteString("<row " + attributes + ">" + cell + "</row>")
	}
	columns := `<sheetFormatPr zeroHeight="1"/><cols><col min="1" max="1" width="9"/><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/>` +
		`<col min="7" max="16384" hidden="true" width="8"/></cols>`
	part := bytes.Replace([]byte(sheet(rows.String())), []byte("<sheetData>"), []byte(columns+"<sheetData>"), 1)
	content := workbook("", parts{"xl/worksheets/sheet1.xml": string(part)}).zipped(t)
	s, err := xlsx.Open(bytes.NewReader(content), int64(len(content)), "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var hidden, hiddenColumns []int
	for {
		_, row, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s.HiddenRow() {
			hidden = append(hidden, row)
		}
	}
	for column := range 9 {
		if s.HiddenColumn(column) {
			hiddenColumns = append(hiddenColumns, column)
		}
	}
	if diff := cmp.Diff([]int{2, 3, 4, 5, 6, 7, 8, 9, 14}, hidden); diff != "" {
		t.Errorf("hidden rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{2, 3, 5, 7, 8}, hiddenColumns); diff != "" {
		t.Errorf("hidden columns (-want +got):\n%s", diff)
	}
}
