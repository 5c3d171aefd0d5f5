package xlsx

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// numbers formats numbers as their cells show them, with excelize on a workbook of one cell, so that excelize never reads the
// file.
type numbers struct {
	formats  []numberFormat
	date1904 bool
	looks    map[numberFormat]look
	// adding has what a format adds to texts; see addsToText.
	adding map[string]*section
	// scratch is created for the first number.
	scratch *excelize.File
	sheet   string
}

// look is a number format in the scratch workbook.
type look struct {
	style  int
	isDate bool
	// sections are those of the code of the format; nil if it has none, or shows a date.
	sections []section
}

const (
	scratchCell = "A1"
	// maxCode is the maximum length of the code of a format, in bytes. Excel allows 255 characters; excelize needs minutes
	// for very long codes.
	maxCode = 1 << 10
)

func newNumbers(w *workbook) (*numbers, error) {
	formats, err := readStyles(w)
	return &numbers{formats: formats, date1904: w.date1904, looks: map[numberFormat]look{}, adding: map[string]*section{}}, err
}

const (
	// Whole numbers of seven to fifteen digits are stored exactly and are more likely to be phone numbers or ids than
	// amounts: their text is their digits, and what their format adds.
	minExact = 1e6
	maxExact = 1e15
)

// text is a stored number in the style of its cell.
func (n *numbers) text(style int, stored string) (string, error) {
	value, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return "", damaged("a cell for a number holds something else")
	}
	format, err := n.format(style)
	if err != nil {
		return "", err
	}
	look, err := n.lookOf(format)
	if err != nil {
		return "", err
	}
	chosen, signed, known := sectionFor(look.sections, value)
	if size := math.Abs(value); !look.isDate && size >= minExact && size < maxExact && value == math.Trunc(value) {
		whole := strconv.FormatFloat(value, 'f', 0, 64)
		switch {
		case !known && slices.ContainsFunc(look.sections, func(s section) bool { return s.adds }),
			known && chosen.adds && chosen.unclear:
			return "", errFormat(errors.New("it adds a + or digits to a number in a way that programs show differently"))
		case !known || !chosen.adds && chosen.zeros <= len(strings.TrimPrefix(whole, "-")):
			return whole, nil
		}
		return n.added(chosen, value, signed && value < 0)
	}
	if known && slices.ContainsFunc(look.sections, func(s section) bool { return s.holds != nil }) {
		if look, err = n.lookOf(numberFormat{id: firstOwn, code: chosen.code}); err != nil {
			return "", err
		}
	}
	return n.shown(look, func() error { return n.scratch.SetCellDefault(n.sheet, scratchCell, stored) })
}

// added is a whole number as a section shows it that adds a + or digits, after a sign if it is negative.
func (n *numbers) added(s section, value float64, negative bool) (string, error) {
	look, err := n.lookOf(numberFormat{id: firstOwn, code: s.code})
	if err != nil {
		return "", err
	}
	stored := strconv.FormatFloat(math.Abs(value), 'f', 0, 64)
	text, err := n.shown(look, func() error { return n.scratch.SetCellDefault(n.sheet, scratchCell, stored) })
	lost := !s.scales && !hasInOrder(text, stored) || strings.Count(text, "+")+strings.Count(text, "＋") != s.pluses
	if err == nil && lost {
		err = errFormat(errors.New("it hides a part of what it shows"))
	}
	text = strings.TrimSpace(text)
	if negative {
		text = "-" + text
	}
	return text, err
}

// hasInOrder reports whether a text has all digits of a number, in their order.
func hasInOrder(text, digits string) bool {
	for _, digit := range []byte(digits) {
		at := strings.IndexByte(text, digit)
		if at < 0 {
			return false
		}
		text = text[at+1:]
	}
	return true
}

// inText is a text in the style of its cell, which may add a + or digits to it. A style that is not known adds nothing.
func (n *numbers) inText(style int, text string) (string, error) {
	if style <= 0 || style >= len(n.formats) || text == "" {
		return text, nil
	}
	code := n.formats[style].code
	adds, seen := n.adding[code]
	if !seen {
		if strings.Contains(code, "@") && len(code) <= maxCode {
			adds = addsToText(sectionsOf(code))
		}
		n.adding[code] = adds
	}
	if adds == nil {
		return text, nil
	}
	if adds.texts > 1 {
		return "", errFormat(errors.New("it shows a text twice"))
	}
	return strings.TrimSpace(adds.before + text + adds.after), nil
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
	if text == "" && how.style != 0 {
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

// look is that of the format of a style.
func (n *numbers) look(style int) (look, error) {
	format, err := n.format(style)
	if err != nil {
		return look{}, err
	}
	return n.lookOf(format)
}

func (n *numbers) format(style int) (format numberFormat, err error) {
	switch {
	case style >= 0 && style < len(n.formats):
		return n.formats[style], nil
	case style != 0:
		return format, damaged("a cell refers to a format that is not in the workbook")
	default:
		return format, nil
	}
}

// lookOf prepares a format on its first use: most workbooks have many more than their cells use.
func (n *numbers) lookOf(format numberFormat) (look, error) {
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
	if made.isDate = format.isDate(); !made.isDate && format.code != "" {
		made.sections = sectionsOf(format.code)
	}
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
