package suppress

import (
	"errors"
	"slices"
	"strings"

	"bulkdial/csvio/table"
)

// The digits of an area code and of the rest of a number in the North American numbering plan.
const areaDigits, restDigits = 3, 7

// isRegistry reports whether a list has the form of the national do-not-call registry. Only a declared form is read so: in another
// list, what looks like an area code may be anything.
func (l *listReader) isRegistry(in *table.Input, first []string) (bool, error) {
	xml := in.Container() == table.Registry
	if !xml && !beginsWithAreaCode(first) {
		return false, nil
	}
	if !slices.Contains(l.SuppressFormat, FTC) {
		what := "the list has an area code and a number in cells of their own"
		if xml {
			what = "the list is XML"
		}
		return false, fieldErrorf("SuppressFormat", "%s, like that of the national do-not-call registry of the United States: if it is one, declare its form, ftc", what)
	}
	return true, nil
}

// beginsWithAreaCode reports whether the first two cells of a row are an area code and the rest of a number.
func beginsWithAreaCode(cells []string) bool {
	return len(cells) >= 2 && isDigits(cells[0], areaDigits) && isDigits(cells[1], restDigits) &&
		table.CleanName(cells[0])[0] > '1' && table.CleanName(cells[1])[0] > '1'
}

func isDigits(cell string, n int) bool {
	cell = table.CleanName(cell)
	return len(cell) == n && asciiDigits(cell) == cell
}

var errRegistryRow = errors.New("it is not an area code of 3 digits and a number of 7: download the full list again, since a list of changes cannot be used")

// addRegistryRow adds the number of a row of the registry.
func (l *listReader) addRegistryRow(r table.Row) {
	l.bad.note(l.addRegistryNumber(r.Cells), r.SheetRow, strings.Join(r.Cells, ","))
}

func (l *listReader) addRegistryNumber(cells []string) error {
	if len(cells) != 2 || !isDigits(cells[0], areaDigits) || !isDigits(cells[1], restDigits) {
		return errRegistryRow
	}
	numbers, err := l.Numbers.Readings("+1"+table.CleanName(cells[0])+table.CleanName(cells[1]), "")
	if err != nil {
		return err //nolint:wrapcheck // a NumberError needs no context
	}
	return l.list.addNumbers(numbers, forever)
}
