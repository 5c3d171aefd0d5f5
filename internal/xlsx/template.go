package xlsx

import (
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"
)

const (
	templateSheet = "contacts"
	// textFormat is the id of the built-in format `@`, which keeps a cell as it is typed.
	textFormat = 49
	// columnWidth is in characters; the longest number has 16.
	columnWidth = 20
)

// WriteTemplate writes a workbook with one sheet, `contacts`: a header in bold, which is frozen, and rows, all as text. The
// columns in textColumns, counted from 0, have the format of text down to the last row, so that a number typed there keeps
// its + and its digits. A cell may have MaxCellChars.
func WriteTemplate(w io.Writer, header []string, rows [][]string, textColumns ...int) error {
	t := &template{book: excelize.NewFile()}
	t.keep(t.book.SetSheetName(t.book.GetSheetName(0), templateSheet))
	t.format(textColumns)
	for i, row := range slices.Concat([][]string{header}, rows) {
		t.setRow(i+1, row)
	}
	t.emphasize(len(header))
	t.keep(t.book.Write(w))
	t.keep(t.book.Close())
	if t.err != nil {
		return fmt.Errorf("writing the workbook: %w", t.err)
	}
	return nil
}

// template is a workbook being written.
type template struct {
	book *excelize.File
	err  error // the first
}

func (t *template) keep(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *template) style(s *excelize.Style) int {
	style, err := t.book.NewStyle(s)
	t.keep(err)
	return style
}

// cell names a cell of a row, from its column, counted from 0.
func (t *template) cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	t.keep(err)
	return name
}

// format is called before the cells are written, since they inherit the style of their column.
func (t *template) format(textColumns []int) {
	text := t.style(&excelize.Style{NumFmt: textFormat})
	for _, column := range textColumns {
		name, err := excelize.ColumnNumberToName(column + 1)
		t.keep(err)
		t.keep(t.book.SetColStyle(templateSheet, name, text))
	}
}

func (t *template) setRow(row int, cells []string) {
	for column, text := range cells {
		t.keep(t.book.SetCellStr(templateSheet, t.cell(column, row), text))
	}
}

func (t *template) emphasize(columns int) {
	bold := t.style(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: textFormat})
	last := max(columns, 1)
	name, err := excelize.ColumnNumberToName(last)
	t.keep(err)
	t.keep(t.book.SetColWidth(templateSheet, "A", name, columnWidth))
	t.keep(t.book.SetCellStyle(templateSheet, t.cell(0, 1), t.cell(last-1, 1), bold))
	frozen := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: t.cell(0, 2), ActivePane: "bottomLeft"}
	t.keep(t.book.SetPanes(templateSheet, frozen))
}
