package csvio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// listRole is how a column of a list is read.
type listRole int

const (
	// otherCells: the name is not one of phone numbers.
	otherCells listRole = iota
	// someEntries: the column holds entries and other words. Its name is like "Phone 1 - Value".
	someEntries
	// onlyEntries: each cell of the column is an entry.
	onlyEntries
	// numberParts: the column holds area or country codes.
	numberParts
)

// listColumn is a column of a list.
type listColumn struct {
	role listRole
	name string
	// values: a cell is a number. mixed: a cell is not. Both are kept for otherCells only.
	values, mixed bool
}

// namedColumn returns the column of a name, which is cleaned.
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

// partNames are the loosened names of columns of area and country codes.
func partNames() []string {
	return []string{
		"areacode", "countrycode", "callingcode", "countrycallingcode", "dialcode", "dialingcode", "phonecode", "phonecountrycode",
		"phoneareacode", "phoneprefix", "prefix", "npa", "ddd", "ddi", "vorwahl", "indicatif",
	}
}

// namesPhone reports whether a name contains a word for a phone.
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

// nameOfEntries is the remedy for a list whose columns of entries are not known.
const nameOfEntries = "give the column of the entries the name phone"

// fewestDigits is the number of digits from which a cell is not a name.
const fewestDigits = 5

// beginsWithEntry reports whether the first row of a list holds entries and is not a header.
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

// plusSigns are the plus signs that a number may begin with.
const plusSigns = "+＋"

// asciiDigits returns the ASCII digits of a cell.
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

// isName reports whether a cell that cannot be read as a number is not meant as one.
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

// isNumberPart reports whether a cell looks like an area or a country code.
func isNumberPart(cell string) bool {
	digits := strings.TrimPrefix(cleaned(cell), "+")
	return digits != "" && len(digits) < fewestDigits && strings.Trim(digits, "0123456789") == ""
}

// isFullDate reports whether a cell is a date with a year of four digits, perhaps with a time. No number has this form.
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
	errSplitNumber = errors.New("the number seems to be in more than one cell: write it in one, as +<country code><number>")
	errNoEntry     = errors.New("the row has no number: fill it in, or remove the row")
)

// unreadError reports a column of numbers whose name is not one of phone numbers.
func unreadError(name string, sheetRow int) error {
	return fmt.Errorf("column %q holds phone numbers (row %d), but its name does not say so: name it phone, or remove it",
		shortened(name), sheetRow)
}
