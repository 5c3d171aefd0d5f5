package csvio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// listRole is what a column of a list is read for.
type listRole int

const (
	// otherCells: the column has a name, and none of a phone number.
	otherCells listRole = iota
	// someEntries: entries and other words stand in the column. Its name is such as "Phone 1 - Value".
	someEntries
	// onlyEntries: all that is in the column are entries.
	onlyEntries
	// numberParts: the column holds area or country codes.
	numberParts
)

// listColumn is a column of a list.
type listColumn struct {
	role listRole
	name string
	// values: the column has cells. mixed: one of them is no number. Both are kept of other cells alone.
	values, mixed bool
}

// namedColumn returns a column by its name, which is cleaned.
func namedColumn(name string) listColumn {
	loose := loosened(name)
	switch {
	case slices.Contains(numberNames(), loose):
		return listColumn{role: onlyEntries, name: name}
	case slices.Contains(partNames(), loose):
		return listColumn{role: numberParts, name: name}
	case namesPhone(name):
		return listColumn{role: someEntries, name: name}
	default:
		return listColumn{name: name}
	}
}

// partNames are the loosened names of columns that hold the beginning of a number.
func partNames() []string {
	return []string{
		"areacode", "countrycode", "callingcode", "countrycallingcode", "dialcode", "dialingcode", "phonecode", "phonecountrycode",
		"phoneareacode", "phoneprefix", "prefix", "npa", "ddd", "ddi", "vorwahl", "indicatif",
	}
}

// namesPhone reports whether a name has a word for a phone in it.
func namesPhone(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"phone", "mobile", "msisdn", "telef", "téléf", "teléf", "téléph", "handynummer", "whatsapp", "landline"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if slices.Contains([]string{"tel", "cell", "gsm", "handy", "fax", "móvil", "celular"}, word) {
			return true
		}
	}
	return false
}

// nameOfEntries is the remedy where it cannot be told which columns have the entries.
const nameOfEntries = "name the column of the entries phone"

// fewestDigits is how many digits make a cell more than a name.
const fewestDigits = 5

// beginsWithEntry reports whether the first row of a list is one of entries, and not its header.
func (l *listReader) beginsWithEntry(cells []string) bool {
	if !slices.ContainsFunc(cells, func(cell string) bool { return !isNumberPart(cell) }) {
		return true
	}
	for _, cell := range cells {
		cell = cleaned(cell)
		if cell == "" {
			continue
		}
		first := []rune(cell)[0]
		if isHash(cell) || countDigits(cell) >= fewestDigits || first == '+' || len(cells) == 1 && unicode.IsDigit(first) {
			return true
		}
		if _, err := l.numbers.Read(cell, ""); err == nil {
			return true // some countries have numbers of four digits
		}
	}
	return false
}

// plusSigns are those that a number may begin with.
const plusSigns = "+＋"

// asciiDigits returns the digits of a cell, those of other scripts left out.
func asciiDigits(cell string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, cell)
}

// countDigits counts the digits of any script.
func countDigits(cell string) int {
	n := 0
	for _, r := range cell {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// isName reports whether a cell that is no number is not meant as one.
func isName(cell string) bool {
	switch digits := countDigits(cell); {
	case digits == 0:
		return true
	case strings.ContainsAny(cell, plusSigns):
		return false
	default:
		return digits < fewestDigits || isFullDate(cell)
	}
}

// isNumberPart reports whether a cell is an area or a country code, and nothing else.
func isNumberPart(cell string) bool {
	digits := strings.TrimPrefix(cleaned(cell), "+")
	return digits != "" && len(digits) < fewestDigits && strings.Trim(digits, "0123456789") == ""
}

// isFullDate reports whether a cell is a date with a year of four digits, perhaps with a time: no number is written so.
func isFullDate(cell string) bool {
	day, clock := cell, ""
	if at := strings.IndexAny(cell, " T"); at >= 0 {
		day, clock = cell[:at], cell[at+1:]
	}
	return parses(day, time.DateOnly, "02.01.2006", "2.1.2006", "02/01/2006", "2/1/2006", "1/2/2006", "2006/01/02") &&
		(clock == "" || parses(clock, time.TimeOnly, "15:04", "15:04:05Z07:00", "15:04:05Z0700", "15:04Z07:00", "3:04 PM", "3:04:05 PM", "15:04:05 MST"))
}

func parses(text string, layouts ...string) bool {
	return slices.ContainsFunc(layouts, func(layout string) bool {
		_, err := time.Parse(layout, text)
		return err == nil
	})
}

var (
	errSplitNumber = errors.New("the number seems to stand in more than one cell: write it in one, as +<country code><number>")
	errNoEntry     = errors.New("the row has no number: fill it in, or remove the row")
)

// unreadError says that a column holds numbers, and that nothing says so.
func unreadError(name string, sheetRow int) error {
	return fmt.Errorf("column %q holds phone numbers (row %d), which its name does not say: name it phone, or remove it",
		shortened(name), sheetRow)
}
