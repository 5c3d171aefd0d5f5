package suppress

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// listReader reads a suppression list.
type listReader struct {
	*Config

	list *entries
	bad  badEntries

	columns []listColumn // none in a list without a header
	// headed: the columns have names. Else each cell may be an entry, and rows may have any number of cells.
	headed bool
	// doubtful: the first row has a cell of many digits that is no number, and no name of a column.
	doubtful bool
	// keyed: the names are the keys of JSON Lines, so there always is a header.
	keyed bool
	// decided: the list has all columns of Config.SuppressColumn, so the others are not looked at.
	decided bool
	region  int // the column of the region, or -1
	// end is that of the entries of the current row.
	end moment
	// seen are the numbers of the current row.
	seen []string
	// unread is the error about the first number in a column that is not read for entries.
	unread error
	// For Append: official is a list of the national registry, firstWidth is how many cells the first row has, and firstEntry is the
	// column of the first entry.
	official               bool
	firstWidth, firstEntry int
}

func newListReader(cfg *Config, bad *rejects) *listReader {
	return &listReader{Config: cfg, list: newEntries(), bad: badEntries{rejects: bad}, region: -1, end: forever, firstEntry: -1}
}

// readAll reads all rows of an input. It returns an error if an entry cannot be read or may be missing, since its number would
// be called.
func (l *listReader) readAll(in *table.Input) error {
	cells, line, err := in.FirstRow()
	if err != nil {
		return err //nolint:wrapcheck // it says where and why
	}
	first := table.Row{Cells: cells, SheetRow: line}
	l.firstWidth = len(cells)
	l.keyed = in.Container() == table.Keyed
	if results := findResults(cells); results != nil {
		l.list.results = true
		return l.readEntries(in, func(r table.Row) { l.addResult(r, results) })
	}
	registry, err := l.isRegistry(in, cells)
	if err != nil {
		return err
	}
	if registry {
		l.official = true
		l.addRegistryRow(first)
		return l.readEntries(in, l.addRegistryRow)
	}
	if err := l.begin(first); err != nil {
		return err
	}
	if err := l.readRows(in, l.addRow); err != nil {
		return err
	}
	if err := l.bad.err(); err != nil {
		return l.explained(err)
	}
	return l.checkWhole(line)
}

// readEntries is readRows with the error about the entries that cannot be read.
func (l *listReader) readEntries(in *table.Input, add func(table.Row)) error {
	if err := l.readRows(in, add); err != nil {
		return err
	}
	return l.bad.err()
}

// readRows passes all further rows to add.
func (l *listReader) readRows(in *table.Input, add func(table.Row)) error {
	for {
		r, err := in.NextRow()
		fault, faulty := errors.AsType[*dialer.RowError](err)
		switch {
		case err == io.EOF: //nolint:errorlint // an error that wraps it is not the end of the list
			return nil
		case err != nil && !faulty:
			return err //nolint:wrapcheck // it says where and why
		case faulty && (l.headed || l.list.results || fault.Code != table.RaggedRow):
			l.bad.note(fault, r.SheetRow, strings.Join(r.Cells, " "))
		default:
			add(r)
		}
	}
}

// begin reads the first row: names of columns, or entries.
func (l *listReader) begin(first table.Row) error {
	var err error
	if l.headed, err = l.isHeader(first.Cells); err != nil {
		return err
	}
	if !l.headed {
		l.addRow(first)
		return nil
	}
	if err := l.addColumns(first.Cells, first.SheetRow); err != nil {
		return err
	}
	if len(first.Cells) == 1 {
		l.columns[0].role = onlyEntries
	}
	if l.keyed { // a later line may have the key of the numbers
		return nil
	}
	return l.checkColumns(first.SheetRow)
}

// checkWhole returns an error about the list as a whole. Its header is on a line.
func (l *listReader) checkWhole(line int) error {
	if !l.headed {
		return nil
	}
	if err := l.checkColumns(line); err != nil {
		return err
	}
	if !l.decided {
		if l.unread != nil {
			return l.unread
		}
		for _, c := range l.columns {
			if c.role == otherCells && c.mayHoldNumbers() {
				return unreadError(fmt.Sprintf("most cells of column %q can be phone numbers", table.ShortName(c.name)))
			}
		}
	}
	// Any file may begin with bytes that look like the header of an empty list.
	if l.list.empty() && !slices.ContainsFunc(l.columns, func(c listColumn) bool {
		return c.named || c.role == onlyEntries && table.NamesNumber(c.name)
	}) {
		return l.noColumn(line, "the list has no entries, and ")
	}
	return nil
}

// addRow adds the entries of a row.
func (l *listReader) addRow(r table.Row) {
	if err := l.addColumns(r.Added, r.SheetRow); err != nil {
		l.bad.note(err, r.SheetRow, "")
		return
	}
	region := strings.TrimSpace(cellAt(r.Cells, l.region))
	l.readEnd(r)
	l.seen = l.seen[:0]
	bad, blank := l.bad.count, true
	var none error // the first cell that says that there is no number
	var noneCell string
	for i, cell := range r.Cells {
		if cell = table.CleanName(cell); cell == "" {
			continue
		}
		blank = false
		err := l.addCell(i, cell, region, r.Cells)
		if none == nil && saysNone(err) {
			none, noneCell = err, cell
		}
		if !saysNone(err) {
			l.bad.note(err, r.SheetRow, cell)
		}
	}
	if len(l.seen) == 0 {
		l.bad.note(none, r.SheetRow, noneCell)
	}
	if !l.headed && !blank && len(l.seen) == 0 && l.bad.count == bad {
		l.bad.note(errNoEntry, r.SheetRow, strings.Join(r.Cells, " "))
	}
	if l.headed {
		l.checkSwallowed(r)
	}
	if l.headed && !l.decided {
		l.checkOthers(r)
	}
}

// readEnd reads until when the entries of a row count.
func (l *listReader) readEnd(r table.Row) {
	l.end = forever
	for i, c := range l.columns {
		if c.role != expiries {
			continue
		}
		var err error
		l.end, err = readExpiry(cellAt(r.Cells, i))
		l.bad.note(err, r.SheetRow, cellAt(r.Cells, i))
	}
}

// saysNone reports whether an error is about a cell that says that there is no number, such as n/a or a dash. Beside another number of
// its row it is like an empty one.
func saysNone(err error) bool {
	e, ok := errors.AsType[*dialer.NumberError](err)
	return ok && e.Code == "number_missing"
}

// addCell adds the cell of a column if it is an entry.
func (l *listReader) addCell(column int, cell, region string, cells []string) error {
	role := someEntries
	if l.headed {
		role = l.columns[column].role
	}
	switch role {
	case otherCells, expiries, numberParts:
		return nil
	case spareEntries:
		_ = l.addEntry(column, cell, region, cells) // what is no entry is ignored
		return nil
	case someEntries:
		err := l.addEntry(column, cell, region, cells)
		if _, none := errors.AsType[*dialer.NumberError](err); none && isName(cell) {
			return nil
		}
		return err
	case onlyEntries:
		return l.addEntry(column, cell, region, cells)
	}
	return nil
}

// addEntry adds an entry.
func (l *listReader) addEntry(column int, cell, region string, cells []string) error {
	if isHash(cell) {
		l.see(column, "")
		return l.list.addHash(cell, l.end)
	}
	numbers, err := l.Numbers.Readings(cell, region)
	switch {
	case err != nil:
		return err //nolint:wrapcheck // a NumberError needs no context
	case l.splits(column, cell, numbers[0], cells):
		return errSplitNumber
	case l.RegionColumn != "" && l.region < 0 && !strings.ContainsAny(cell, plusSigns):
		return fieldErrorf("RegionColumn", "the list has no column %q, so the country of a number without + is not known: "+
			"add the column with its name, or write the number as +<country code><number>", table.ShortName(l.RegionColumn))
	}
	l.see(column, numbers...)
	return l.list.addNumbers(numbers, l.end)
}

// see notes the numbers of an entry.
func (l *listReader) see(column int, numbers ...string) {
	l.seen = append(l.seen, numbers...)
	if l.firstEntry < 0 {
		l.firstEntry = column
	}
}

// splits reports whether another cell holds the beginning of a number without a +: the cell before it in a list without a
// header, else a column of area or country codes. The whole would be another number.
func (l *listReader) splits(column int, cell, number string, cells []string) bool {
	if strings.ContainsAny(cell, plusSigns) {
		return false
	}
	for i, part := range cells {
		if l.headed && l.columns[i].role == numberParts || !l.headed && i == column-1 {
			if l.isPart(part) && number != "+"+strings.TrimPrefix(table.CleanName(part), "+")+strings.TrimLeft(asciiDigits(cell), "0") {
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
	_, err := l.Numbers.Read(cell, "")
	return err != nil
}

// cellAt returns a cell of a row; empty if the row ends before it or i is negative.
func cellAt(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}
