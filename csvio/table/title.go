package table

import (
	"errors"
	"strings"
)

// titleRows is the number of rows after the first in which a header is looked for.
const titleRows = 20

// HeaderBelow returns the row of the header, from 1, of a table whose first row, with these names, has none of the number column: a title
// or a date is above it. An empty numberColumn is one with a usual name. It is 0 if there is none. The rows are used up.
func (i *Input) HeaderBelow(names []string, numberColumn string) int {
	wanted := numberNames()
	if numberColumn != "" {
		wanted = []string{loosened(numberColumn)}
	}
	for range titleRows {
		r, err := i.table.next()
		if _, faulty := errors.AsType[*rowFaultError](err); err != nil && !faulty {
			return 0
		}
		cells := r.Cells
		if filled(cells) == 1 { // the delimiter was detected in a title
			cells = strings.FieldsFunc(strings.Join(cells, ""), func(c rune) bool { return strings.ContainsRune(Delimiters, c) })
		}
		if namesOne(cells, wanted) && (filled(names) == 1 || filled(names) < filled(cells)) {
			return r.SheetRow
		}
	}
	return 0
}

// namesOne reports whether a cell of a row is one of these loosened names, and none is a value with many digits.
func namesOne(cells, wanted []string) bool {
	named := false
	for _, cell := range cells {
		if CountDigits(cell) >= FewestDigits {
			return false
		}
		for _, name := range wanted {
			named = named || loosened(strings.Trim(CleanName(cell), `"`)) == name
		}
	}
	return named
}

// filled returns the number of cells that are not empty.
func filled(cells []string) int {
	count := 0
	for _, cell := range cells {
		if CleanName(cell) != "" {
			count++
		}
	}
	return count
}
