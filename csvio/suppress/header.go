package suppress

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// isHeader reports whether the first row of a list holds the names of its columns. It is a header if a cell is a usual name of a
// column of numbers, and no cell is nearly a number; without such a name, if no cell has five digits or more. Config.SuppressHeader
// decides where there is a name beside nearly a number, or a cell of five digits that is no number: without it, the first is an error,
// and the second is no header.
func (l *listReader) isHeader(cells []string) (bool, error) {
	if l.keyed {
		return true, nil
	}
	named, number := slices.ContainsFunc(cells, l.isColumnName), slices.ContainsFunc(cells, l.isEntry)
	digits := slices.ContainsFunc(cells, func(cell string) bool { return table.CountDigits(cell) >= fewestDigits })
	switch {
	case named && (number || slices.ContainsFunc(cells, isNearlyNumber)):
		return l.headerInDoubt(cells)
	case named:
		return true, nil
	case number, len(cells) == 1 && startsWithDigit(cells[0]), !slices.ContainsFunc(cells, func(cell string) bool { return !isNumberPart(cell) }):
		return false, nil
	case digits:
		l.doubtful = true
		return l.SuppressHeader == HeaderYes, nil
	default:
		return true, nil
	}
}

// headerInDoubt decides about a row with a name of a column and a number, which counts as an entry in any case.
func (l *listReader) headerInDoubt(cells []string) (bool, error) {
	switch l.SuppressHeader {
	case HeaderYes:
		for _, cell := range cells {
			if cell = table.CleanName(cell); l.isEntry(cell) {
				_ = l.addEntry(0, cell, "", nil) // what cannot be read is a name
			}
		}
		return true, nil
	case HeaderNo:
		return false, nil
	case HeaderDetected:
	}
	return false, fieldErrorf("SuppressHeader", "the first row holds the name of a column and a number: say whether it is a header, yes or no")
}

// isColumnName reports whether a cell is a name of a column that holds entries. A short number with a label, as in tel:7467, is an entry.
func (l *listReader) isColumnName(cell string) bool {
	cell = table.CleanName(cell)
	return table.CountDigits(cell) < fewestDigits && !l.isEntry(cell) && (namedColumn(cell).holdsEntries() ||
		slices.ContainsFunc(l.SuppressColumn, func(name string) bool { return table.SameName(name, cell) }))
}

// isEntry reports whether a cell of the first row is an entry, or half of one: it is a hash, begins with a + or can be read as a number.
// Some countries have numbers of four digits.
func (l *listReader) isEntry(cell string) bool {
	cell = table.CleanName(cell)
	if cell == "" {
		return false
	}
	if isHash(cell) || []rune(cell)[0] == '+' || table.LooksLikeNumber(cell) {
		return true
	}
	_, err := l.Numbers.Readings(cell, "")
	return err == nil
}

// isNearlyNumber reports whether a cell may be meant as a number, although it cannot be read as one.
func isNearlyNumber(cell string) bool {
	cell = table.CleanName(cell)
	const most = 7 // digits of something else, as in custom_field_12345
	digits := table.CountDigits(cell)
	return !table.IsFullDate(cell) && (digits >= most || digits >= fewestDigits && !strings.ContainsFunc(cell, unicode.IsLetter))
}

func startsWithDigit(cell string) bool {
	cell = table.CleanName(cell)
	return cell != "" && unicode.IsDigit([]rune(cell)[0])
}

// addColumns adds columns with names.
func (l *listReader) addColumns(names []string, line int) error {
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		name = table.CleanName(name)
		if l.keyed && (isHash(name) || table.LooksLikeNumber(name) || table.CountDigits(name) >= fewestDigits && l.Numbers.Plausible(name)) {
			return &table.HeaderError{Row: line, Reason: `a number where a key is expected: write {"phone": "…"}`}
		}
		if l.RegionColumn != "" && l.region < 0 && table.SameName(name, l.RegionColumn) {
			l.region = len(l.columns)
		}
		c := namedColumn(name)
		for _, named := range l.SuppressColumn {
			if table.SameName(name, named) {
				c.role, c.named = onlyEntries, true
				l.list.named = append(l.list.named, named)
			}
		}
		if c.role == expiries && slices.ContainsFunc(l.columns, func(other listColumn) bool { return other.role == expiries }) {
			return &table.HeaderError{Row: line, Reason: "two columns have the name expires: remove or rename one of them"}
		}
		l.columns = append(l.columns, c)
	}
	l.decide()
	return nil
}

// decide finds out whether the list has all columns of Config.SuppressColumn. Then an entry in another column with the name of a
// phone counts too, and what is no entry there is no error.
func (l *listReader) decide() {
	l.decided = len(l.SuppressColumn) > 0 && !slices.ContainsFunc(l.SuppressColumn, func(name string) bool {
		return !slices.Contains(l.list.named, name)
	})
	if !l.decided {
		return
	}
	for i := range l.columns {
		if c := &l.columns[i]; !c.named && (c.role == onlyEntries || c.role == someEntries) {
			c.role = spareEntries
		}
	}
}

// checkColumns returns an error if no column has a name of phone numbers.
func (l *listReader) checkColumns(line int) error {
	if slices.ContainsFunc(l.columns, listColumn.holdsEntries) {
		return nil
	}
	return l.noColumn(line, "")
}

func (l *listReader) noColumn(line int, cause string) error {
	var names []string
	for _, column := range l.columns {
		names = append(names, column.name)
	}
	return &table.HeaderError{Row: line, Field: "SuppressColumn", Reason: cause + table.Names(names).NoNumber("", nameOfEntries).Error()}
}

// explained adds to the error about the entries of a list why it has no header.
func (l *listReader) explained(err error) error {
	if l.headed {
		return err
	}
	err = fmt.Errorf("%w; its first row has a cell with %d digits or more, so it has no header and each such cell "+
		"must be a number: if that is wrong, add a header with the name phone above the numbers", err, fewestDigits)
	if !l.doubtful || hasField(err) {
		return err
	}
	return &dialer.FieldError{Field: "SuppressHeader", Err: fmt.Errorf("%w, or say that the first row is one", err)}
}
