package csvio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// listReader reads the table of a list.
type listReader struct {
	list         *suppressionList
	numbers      Subscribers
	regionColumn string

	columns []listColumn // none in a list without a header
	// headed: the columns have names. Else all cells may be entries, however many a row has.
	headed bool
	// keyed: the names are keys, which no first row can lack.
	keyed  bool
	region int // the column of the region, or -1
	bad    badEntries
	// seen are the numbers of a row.
	seen []string
}

// readAll takes all rows of a table. The error says that some cannot be read, or may be missing: what they name would be
// called.
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
			l.list.done()
			return l.end(line)
		case err != nil && !faulty:
			return err
		case faulty && (l.headed || fault.Code != raggedRow):
			l.bad.note(fault, r.sheetRow)
			continue
		}
		if err := l.take(r); err != nil {
			return err
		}
	}
}

// begin takes the first row, which has the names of the columns or is one of entries.
func (l *listReader) begin(names []string, line int) error {
	if !l.headed {
		return l.take(row{cells: names, sheetRow: line})
	}
	if err := l.addColumns(names, line); err != nil {
		return err
	}
	if len(names) == 1 {
		l.columns[0].role = onlyEntries
	}
	if l.keyed { // the keys of the numbers may come later
		return nil
	}
	return l.checkColumns(line)
}

// addColumns adds columns with names.
func (l *listReader) addColumns(names []string, line int) error {
	for _, name := range names {
		name = cleaned(name)
		if l.keyed && (isHash(name) || looksLikeNumber(name) || countDigits(name) >= fewestDigits && l.numbers.Plausible(name)) {
			return &HeaderError{Line: line, Reason: `a number stands where a key is expected: write {"phone": "…"}`}
		}
		if l.regionColumn != "" && l.region < 0 && loosened(name) == loosened(cleaned(l.regionColumn)) {
			l.region = len(l.columns)
		}
		l.columns = append(l.columns, namedColumn(name))
	}
	return nil
}

// checkColumns errs where no name of a column is that of a number.
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
	return &HeaderError{Line: line, Reason: cause + c.noNumber(nameOfEntries).Error()}
}

// end says what is wrong with the list as a whole.
func (l *listReader) end(line int) error {
	if err := l.bad.err(); err != nil {
		if !l.headed {
			return fmt.Errorf("%w; its first row has a cell with %d digits or more, so that it has no header, and each such cell "+
				"has to be a number: else give it a first row with names of fewer digits, phone above the numbers", err, fewestDigits)
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
			return fmt.Errorf("all that column %q holds can be phone numbers, which its name does not say: name it phone, or remove it",
				shortened(c.name))
		}
	}
	// The first bytes of whatever file it is may look like the header of an empty list.
	if l.list.entries() == 0 && !slices.ContainsFunc(l.columns, func(c listColumn) bool {
		return c.role == onlyEntries && slices.Contains(numberNames(), loosened(c.name))
	}) {
		return l.noColumn(line, "the list has no entries, and ")
	}
	return nil
}

// take takes a row. An error ends the reading.
func (l *listReader) take(r row) error {
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
		l.bad.note(l.entry(i, cell, region, r.cells), r.sheetRow)
	}
	if !l.headed && !blank && len(l.seen) == 0 && l.bad.count == bad {
		l.bad.note(errNoEntry, r.sheetRow)
	}
	return l.checkOthers(r)
}

// entry takes the cell of a column if it is an entry.
func (l *listReader) entry(column int, cell, region string, cells []string) error {
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
		return err //nolint:wrapcheck // a NumberError speaks for itself
	}
	if l.splits(column, cell, number.E164, cells) {
		return errSplitNumber
	}
	l.seen = append(l.seen, number.E164)
	return l.list.addNumber(number.E164)
}

// splits reports whether the beginning of a number without a + stands in a cell of its own, before it or named so, which
// would make another number of it.
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

// isPart reports whether a cell is an area or a country code. Some countries have numbers that are no longer.
func (l *listReader) isPart(cell string) bool {
	if !isNumberPart(cell) {
		return false
	}
	_, err := l.numbers.Read(cell, "")
	return err != nil
}

// checkOthers looks for numbers in the cells of a row that are not read for entries. A number that is also an entry of the
// row is no fault.
func (l *listReader) checkOthers(r row) error {
	for i := range l.columns {
		c, cell := &l.columns[i], cellAt(r.cells, i)
		if c.role == onlyEntries || c.role == someEntries || i == l.region {
			continue
		}
		if cell = cleaned(cell); cell == "" {
			continue
		}
		if strings.ContainsAny(cell, plusSigns) && l.holdsMore(cell) || isHash(cell) {
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

// holdsMore reports whether a cell, or a part of it, is a number with a + that its row does not have as an entry.
func (l *listReader) holdsMore(cell string) bool {
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(",;/|[]{}\"\t\r\n", r) }) {
		if part = cleaned(part); strings.ContainsAny(part, plusSigns) && l.numbers.Plausible(part) && !l.isSeen(part) {
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
