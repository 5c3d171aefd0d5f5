package xlsx

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// numbers formats numbers as their cells show them, with excelize on a workbook of one cell, so that excelize never reads the
// file.
type numbers struct {
	formats  []numberFormat
	date1904 bool
	looks    map[numberFormat]look
	// scratch is created for the first number.
	scratch *excelize.File
	sheet   string
}

// look is a number format in the scratch workbook.
type look struct {
	style  int
	isDate bool
}

const (
	scratchCell = "A1"
	// maxCode is the maximum length of the code of a format, in bytes. Excel allows 255 characters; excelize needs minutes
	// for very long codes.
	maxCode = 1 << 10
)

func newNumbers(w *workbook) (*numbers, error) {
	formats, err := readStyles(w)
	return &numbers{formats: formats, date1904: w.date1904, looks: map[numberFormat]look{}}, err
}

const (
	// Whole numbers of seven to fifteen digits are stored exactly and are more likely to be phone numbers or ids than
	// amounts: their text is their digits in any format.
	minExact = 1e6
	maxExact = 1e15
)

// text is a stored number in the style of its cell.
func (n *numbers) text(style int, stored string) (string, error) {
	value, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return "", damaged("a cell for a number holds something else")
	}
	look, err := n.look(style)
	if err != nil {
		return "", err
	}
	if size := math.Abs(value); !look.isDate && size >= minExact && size < maxExact && value == math.Trunc(value) {
		return strconv.FormatFloat(value, 'f', 0, 64), nil
	}
	return n.shown(look, func() error { return n.scratch.SetCellDefault(n.sheet, scratchCell, stored) })
}

// date is a date that is stored as ISO 8601, in the style of its cell.
func (n *numbers) date(style int, stored string) (string, error) {
	look, err := n.look(style)
	if err != nil {
		return "", err
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999Z07:00", "2006-01-02T15:04:05.999", "2006-01-02"} {
		if at, err := time.Parse(layout, stored); err == nil {
			return n.shown(look, func() error { return n.scratch.SetCellValue(n.sheet, scratchCell, at) })
		}
	}
	return stored, nil
}

// shown returns what the scratch cell shows after set has filled it. Formats come from the file, and excelize may panic on an
// unusual one. If the format hides the number, shown returns it without a format: a row without text would be skipped.
func (n *numbers) shown(how look, set func() error) (text string, err error) {
	defer recovered(&err)
	if err := n.scratch.SetCellStyle(n.sheet, scratchCell, scratchCell, how.style); err != nil {
		return "", fmt.Errorf("formatting a number: %w", err)
	}
	if err := set(); err != nil {
		return "", fmt.Errorf("formatting a number: %w", err)
	}
	if text, err = n.scratch.GetCellValue(n.sheet, scratchCell); err != nil {
		return "", fmt.Errorf("formatting a number: %w", err)
	}
	if text == "" && how != (look{}) {
		return n.shown(look{}, set)
	}
	return text, nil
}

func (n *numbers) prepare() error {
	if n.scratch != nil {
		return nil
	}
	n.scratch = excelize.NewFile()
	n.sheet = n.scratch.GetSheetName(0)
	if err := n.scratch.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &n.date1904}); err != nil {
		return fmt.Errorf("preparing number formats: %w", err)
	}
	return nil
}

// look prepares a style on its first use: most workbooks have many more styles than their cells use.
func (n *numbers) look(style int) (look, error) {
	if style != 0 && (style < 0 || style >= len(n.formats)) {
		return look{}, damaged("a cell refers to a format that is not in the workbook")
	}
	var format numberFormat
	if style < len(n.formats) {
		format = n.formats[style]
	}
	made, ok := n.looks[format]
	if !ok {
		var err error
		if made, err = n.make(format); err != nil {
			return look{}, err
		}
		n.looks[format] = made
	}
	return made, nil
}

func (n *numbers) make(format numberFormat) (made look, err error) {
	defer recovered(&err)
	if err := n.prepare(); err != nil || format.general() {
		return look{}, err
	}
	if len(format.code) > maxCode {
		return look{}, errFormat(fmt.Errorf("it is longer than %d bytes", maxCode))
	}
	style := &excelize.Style{NumFmt: format.id}
	if format.code != "" {
		style = &excelize.Style{CustomNumFmt: &format.code}
	}
	made.isDate = format.isDate()
	if made.style, err = n.scratch.NewStyle(style); err != nil {
		return look{}, errFormat(err)
	}
	return made, nil
}

// recovered turns a panic into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = errFormat(fmt.Errorf("panic: %v", r))
	}
}

func errFormat(err error) error {
	return &Error{Cause: "a number format cannot be read", Remedy: "format the cell as text", Err: err}
}
