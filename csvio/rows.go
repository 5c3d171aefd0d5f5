package csvio

import (
	"slices"

	"bulkdial/dialer"
)

// Container is a kind of input.
type Container int

const (
	// Text is CSV, whose rows have the width of the first one.
	Text Container = iota
	// Keyed is JSON Lines: the names of the columns are keys, and each row may add some.
	Keyed
	// Sheet is a sheet of a workbook.
	Sheet
	// Registry is the XML of the national do-not-call registry: area codes and numbers, without names of columns.
	Registry
)

// InputRow is one row of an input.
type InputRow struct {
	// Cells are in the order of the columns; a row may end before the last of them, or after it if the row is ragged. The next row
	// reuses the slice.
	Cells []string
	// Added are the names of columns that first appear in this row. They follow the columns before.
	Added []string
	// SheetRow is the number that a spreadsheet shows beside the row.
	SheetRow int
}

// RaggedRow is the code of a row that has more or fewer cells than the first one.
const RaggedRow = raggedRow

// FirstRow returns the first row, which may hold the names of the columns, and the number of its line. It is called once, before
// NextRow. The error is a *HeaderError or an *InputError.
func (i *Input) FirstRow() (cells []string, line int, err error) { return i.table.header() }

// NextRow returns the next row that is not blank, and io.EOF after the last. The error is a *dialer.RowError for a row that cannot be
// read although the next can; then the row has the cells before the fault. Any other error is final.
func (i *Input) NextRow() (InputRow, error) {
	r, err := i.table.next()
	if fault, ok := err.(*rowFaultError); ok { //nolint:errorlint // tables return it as it is
		err = &dialer.RowError{SheetRow: r.sheetRow, Reason: fault.Reason}
	}
	return InputRow{Cells: r.cells, Added: r.added, SheetRow: r.sheetRow}, err
}

// Container returns the kind of the input.
func (i *Input) Container() Container {
	switch i.table.(type) {
	case *jsonTable:
		return Keyed
	case *sheetTable:
		return Sheet
	case *registryTable:
		return Registry
	default:
		return Text
	}
}

// CleanName returns the name of a column, or a cell, without space and invisible marks around it.
func CleanName(name string) string { return cleaned(name) }

// SameName reports whether two names of columns match loosely: whatever their case, spaces, underscores and hyphens are.
func SameName(a, b string) bool { return loosened(cleaned(a)) == loosened(cleaned(b)) }

// NamesNumber reports whether a name is a usual one of a column of phone numbers.
func NamesNumber(name string) bool { return slices.Contains(numberNames(), loosened(cleaned(name))) }

// LooksLikeNumber reports whether a name is a phone number by its digits, in any spelling.
func LooksLikeNumber(name string) bool { return looksLikeNumber(name) }

// ShortName cuts a name that is too long for a message.
func ShortName(name string) string { return shortened(name) }

// NoNumberColumn returns the error for names of columns of which none is one of phone numbers. Remedy says what to do about it.
func NoNumberColumn(names []string, remedy string) error {
	c := columns{names: names}
	return c.noNumber("", remedy)
}

// FewestDigits is the number of digits from which a cell is not a name.
const FewestDigits = fewestDigits

// CountDigits counts the digits of any script.
func CountDigits(cell string) int { return countDigits(cell) }

// IsFullDate reports whether a cell is a date with a year of four digits, perhaps with a time. No number has this form.
func IsFullDate(cell string) bool { return isFullDate(cell) }
