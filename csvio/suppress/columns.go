package suppress

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"bulkdial/csvio/table"
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
	// spareEntries: a number in the column is an entry, and anything else is ignored.
	spareEntries
	// expiries: the column says until when the entries of its row count.
	expiries
	// numberParts: the column holds area or country codes.
	numberParts
)

// listColumn is a column of a list.
type listColumn struct {
	role listRole
	name string
	// named: Config.SuppressColumn names the column.
	named bool
	// numbers and others count the cells of five digits or more: those that may be numbers and are no entries of their row, and
	// those that are no numbers. Both are counted for otherCells and numberParts only.
	numbers, others int
}

// holdsEntries reports whether cells of the column are read for entries.
func (c listColumn) holdsEntries() bool {
	return c.role == onlyEntries || c.role == someEntries || c.role == spareEntries
}

// mayHoldNumbers reports whether at least half of the cells of five digits or more may be numbers. Of ids, dates and amounts fewer are.
func (c listColumn) mayHoldNumbers() bool { return c.numbers > 0 && c.numbers >= c.others }

// samples reports whether the cell of a row is looked at. That takes long, so of a column of many cells only some are.
func (c listColumn) samples(sheetRow int) bool {
	const enough, each = 1000, 16
	return c.numbers+c.others < enough || sheetRow%each == 0
}

// namedColumn returns the column of a name, which is cleaned.
func namedColumn(name string) listColumn {
	switch {
	case table.NamesNumber(name):
		return listColumn{role: onlyEntries, name: name}
	case namesExpiry(name):
		return listColumn{role: expiries, name: name}
	case slices.ContainsFunc(partNames(), func(part string) bool { return table.SameName(part, name) }):
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
const nameOfEntries = "give the column of the entries the name phone, or say which it is"

// fewestDigits is the number of digits from which a cell is not a name.
const fewestDigits = table.FewestDigits

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

// isName reports whether a cell that cannot be read as a number is not meant as one.
func isName(cell string) bool {
	switch digits := table.CountDigits(cell); {
	case digits == 0:
		return true
	case strings.ContainsAny(cell, plusSigns):
		return false
	default:
		return digits < fewestDigits || table.IsFullDate(cell)
	}
}

// isNumberPart reports whether a cell looks like an area or a country code.
func isNumberPart(cell string) bool {
	digits := strings.TrimPrefix(table.CleanName(cell), "+")
	return digits != "" && len(digits) < fewestDigits && strings.Trim(digits, "0123456789") == ""
}

var (
	errSplitNumber = errors.New("the number seems to be in more than one cell: write it in one, as +<country code><number>")
	errNoEntry     = errors.New("the row has no number: fill it in, or remove the row")
)
