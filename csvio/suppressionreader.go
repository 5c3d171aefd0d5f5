package csvio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// listReader reads the table of a suppression list.
type listReader struct {
	list         *suppressionList
	numbers      Subscribers
	regionColumn string

	columns []listColumn // none in a list without a header
	// headed: the columns have names. Else each cell may be an entry, and rows may have any number of cells.
	headed bool
	// keyed: the names are the keys of JSON Lines, so there always is a header.
	keyed  bool
	region int // the column of the region, or -1
	bad    badEntries
	// seen are the numbers of the current row.
	seen []string
}

// readAll reads all rows of a table. It returns an error if an entry cannot be read or may be missing, since its number would
// be called.
func (l *listReader) readAll(t table) error {
	names, line, err := t.header()
	if err != nil {
		return err
	}
	_, l.keyed = t.(*jsonTable)
	l.headed = l.keyed || !l.beginsWithEntry(names)
	l.region = -1
	if err := l.begin(names, line); err != nil {
		return err
	}
	for {
		r, err := t.next()
		fault, faulty := errors.AsType[*rowFaultError](err)
		switch {
		case isEnd(err):
			return l.end(line)
		case err != nil && !faulty:
			return err
		case faulty && (l.headed || fault.Code != raggedRow):
			l.bad.note(fault, r.sheetRow)
			continue
		}
		if err := l.addRow(r); err != nil {
			return err
		}
	}
}

// begin reads the first row: names of columns, or entries.
func (l *listReader) begin(names []string, line int) error {
	if !l.headed {
		return l.addRow(row{cells: names, sheetRow: line})
	}
	if err := l.addColumns(names, line); err != nil {
		return err
	}
	if len(names) == 1 {
		l.columns[0].role = onlyEntries
	}
	if l.keyed { // a later line may have the key of the numbers
		return nil
	}
	return l.checkColumns(line)
}

// addColumns adds columns with names.
func (l *listReader) addColumns(names []string, line int) error {
	for _, name := range names {
		name = cleaned(name)
		if l.keyed && (isHash(name) || looksLikeNumber(name) || countDigits(name) >= fewestDigits && l.numbers.Plausible(name)) {
			return &HeaderError{Line: line, Reason: `a number where a key is expected: write {"phone": "…"}`}
		}
		if l.regionColumn != "" && l.region < 0 && loosened(name) == loosened(cleaned(l.regionColumn)) {
			l.region = len(l.columns)
		}
		l.columns = append(l.columns, namedColumn(name))
	}
	return nil
}

// checkColumns returns an error if no column has a name of phone numbers.
func (l *listReader) checkColumns(line int) error {
	if slices.ContainsFunc(l.columns, func(c listColumn) bool { return c.role == onlyEntries || c.role == someEntries }) {
		return nil
	}
	return l.noColumn(line, "")
}

func (l *listReader) noColumn(line int, cause string) error {
	var c columns
	for _, column := range l.columns {
		c.names = append(c.names, column.name)
	}
	return &HeaderError{Line: line, Reason: cause + c.noNumber("", nameOfEntries).Error()}
}

// end returns an error about the list as a whole.
func (l *listReader) end(line int) error {
	if err := l.bad.err(); err != nil {
		if !l.headed {
			return fmt.Errorf("%w; its first row has a cell with %d digits or more, so it has no header and each such cell "+
				"must be a number: if that is wrong, add a header with the name phone above the numbers", err, fewestDigits)
		}
		return err
	}
	if !l.headed {
		return nil
	}
	if err := l.checkColumns(line); err != nil {
		return err
	}
	for _, c := range l.columns {
		if c.role == otherCells && c.values && !c.mixed {
			return fmt.Errorf("every cell of column %q can be a phone number, but the name does not say so: name it phone, or remove it",
				shortened(c.name))
		}
	}
	// Any file may begin with bytes that look like the header of an empty list.
	if l.list.entries() == 0 && !slices.ContainsFunc(l.columns, func(c listColumn) bool {
		return c.role == onlyEntries && slices.Contains(numberNames(), loosened(c.name))
	}) {
		return l.noColumn(line, "the list has no entries, and ")
	}
	return nil
}

// addRow adds the entries of a row. An error ends the reading.
func (l *listReader) addRow(r row) error {
	if err := l.addColumns(r.added, r.sheetRow); err != nil {
		return err
	}
	region := trimmedCell(r.cells, l.region)
	l.seen = l.seen[:0]
	bad, blank := l.bad.count, true
	for i, cell := range r.cells {
		if cell = cleaned(cell); cell == "" {
			continue
		}
		blank = false
		l.bad.note(l.addCell(i, cell, region, r.cells), r.sheetRow)
	}
	if !l.headed && !blank && len(l.seen) == 0 && l.bad.count == bad {
		l.bad.note(errNoEntry, r.sheetRow)
	}
	return l.checkOthers(r)
}

// addCell adds the cell of a column if it is an entry.
func (l *listReader) addCell(column int, cell, region string, cells []string) error {
	role := someEntries
	if l.headed {
		role = l.columns[column].role
	}
	switch {
	case role != someEntries && role != onlyEntries:
		return nil
	case isHash(cell):
		l.seen = append(l.seen, "")
		return l.list.addHash(cell)
	}
	number, err := l.numbers.Read(cell, region)
	switch {
	case err == nil:
	case role == someEntries && isName(cell):
		return nil
	default:
		return err //nolint:wrapcheck // a NumberError needs no context
	}
	if l.splits(column, cell, number.E164, cells) {
		return errSplitNumber
	}
	l.seen = append(l.seen, number.E164)
	return l.list.addNumber(number.E164)
}

// splits reports whether another cell holds the beginning of a number without a +: the cell before it in a list without a
// header, else a column of area or country codes. The whole would be another number.
func (l *listReader) splits(column int, cell, number string, cells []string) bool {
	if strings.ContainsAny(cell, plusSigns) {
		return false
	}
	for i, part := range cells {
		if l.headed && l.columns[i].role == numberParts || !l.headed && i == column-1 {
			if l.isPart(part) && number != "+"+strings.TrimPrefix(cleaned(part), "+")+strings.TrimLeft(asciiDigits(cell), "0") {
				return true
			}
		}
	}
	return false
}

// isPart reports whether a cell is an area or a country code and not one of the short numbers of some countries.
func (l *listReader) isPart(cell string) bool {
	if !isNumberPart(cell) {
		return false
	}
	_, err := l.numbers.Read(cell, "")
	return err != nil
}

// checkOthers returns an error if a cell that is not read for entries holds a number that is not an entry of its row.
func (l *listReader) checkOthers(r row) error {
	for i := range l.columns {
		c, cell := &l.columns[i], cellAt(r.cells, i)
		if c.role == onlyEntries || c.role == someEntries || i == l.region {
			continue
		}
		if cell = cleaned(cell); cell == "" {
			continue
		}
		if strings.ContainsAny(cell, plusSigns) && l.holdsMore(cell) || isHash(cell) || l.swallows(cell) {
			return unreadError(c.name, r.sheetRow)
		}
		if c.mixed {
			continue
		}
		switch {
		case countDigits(cell) < fewestDigits || !l.numbers.Plausible(cell):
			c.mixed = true
		case !l.isSeen(cell):
			c.values = true
		}
	}
	return nil
}

// holdsMore reports whether a cell, or a part of it, is a number with a + that is not an entry of its row.
func (l *listReader) holdsMore(cell string) bool {
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(",;/|[]{}\"\t\r\n", r) }) {
		if part = cleaned(part); strings.ContainsAny(part, plusSigns) && l.numbers.Plausible(part) && !l.isSeen(part) {
			return true
		}
	}
	return false
}

// swallows reports whether a cell holds a number on a later line that is not an entry of its row: a quote may have swallowed rows.
func (l *listReader) swallows(cell string) bool {
	_, rest, _ := strings.Cut(cell, "\n")
	for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune(",;|\"\t\r\n", r) }) {
		if part = cleaned(part); countDigits(part) >= fewestDigits && l.numbers.Plausible(part) && !l.isSeen(part) {
			return true
		}
	}
	return false
}

// isSeen reports whether a number is among the entries of its row.
func (l *listReader) isSeen(cell string) bool {
	number, err := l.numbers.Read(cell, "")
	return err == nil && slices.Contains(l.seen, number.E164)
}
