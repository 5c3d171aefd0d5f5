package csvio

import (
	"errors"
	"fmt"
	"slices"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/near"
)

// columns says what each column is for. It is decided once, from the header; rows may add columns after it.
type columns struct {
	names    table.Names
	number   int
	id       int // -1 when there is none
	region   int // -1 when there is none
	required []int
	// taken are the columns of numbers, ids, regions, routes, times and places that are named, which are not metadata by default.
	taken []int
	// own and width bound the file's own columns: without those that plan or export have added, and without those that rows add.
	own, width int
	// source is the column with the row of the original file that a row of a copy comes from, and origin that of the campaign that it was
	// exported from; -1 when there is none.
	source, origin int
}

// The columns that a file of rejects has before the file's own: why the row is not called, the remedy, and the row of the original
// file. They come first because a row may have too few or too many cells at its end. They are about the row, so a corrected file
// gives the same contacts as the original: they are metadata only if ContactsConfig.Metadata names them, and they are no columns of
// the header that a campaign remembers. Files of earlier versions lack the third.
const (
	RejectsReason = "reason"       // why the row is not called
	RejectsRemedy = "remedy"       // what to do about it
	RejectsRow    = "bulkdial_row" // the row of the list, from 1, without the header: leave it as it is
)

// newColumns finds the columns of a header by name.
func newColumns(names []string, cfg *ContactsConfig) (columns, error) {
	c := columns{names: names, width: len(names), source: -1, origin: -1}
	if len(names) > 2 && names[0] == RejectsReason && names[1] == RejectsRemedy {
		c.own = 2
	}
	if c.own == 2 && len(names) > 3 && names[2] == RejectsRow {
		c.source, c.own = 2, 3
	}
	err := c.findExported()
	if err != nil {
		return c, err
	}
	c.revive(names)
	if err = c.checkNames(); err != nil {
		return c, err
	}
	if c.number, err = c.findNumber(cfg.NumberColumn, "name the column of the numbers"); err != nil {
		return c, err
	}
	c.taken = append(c.taken, c.number)
	if c.id, err = c.take("IDColumn", cfg.IDColumn); err != nil {
		return c, err
	}
	if c.region, err = c.take("RegionColumn", cfg.RegionColumn); err != nil {
		return c, err
	}
	for _, name := range cfg.Require {
		i, err := c.find("Require", name)
		if err != nil {
			return c, err
		}
		c.required = append(c.required, i)
	}
	return c, nil
}

// revive undoes, in place, what the writer of a copy did to the cells of the original file.
func (c *columns) revive(cells []string) []string {
	if c.source >= 0 {
		for i := c.own; i < len(cells); i++ {
			cells[i] = table.Revived(cells[i])
		}
	}
	return cells
}

// ownOf returns, of the cells of a row, its values or the names, those of the original file. It changes the slice.
func ownOf[T any](c *columns, cells []T) []T {
	if c.origin >= 0 {
		cells = slices.Delete(cells, min(c.width, len(cells)), min(c.origin+1, len(cells)))
	}
	return cells[min(c.own, len(cells)):]
}

// notWhole returns the cells of a row that could not be read, without the last if they would make a whole row.
func (c *columns) notWhole(cells []string) []string {
	if len(table.CutBlanks(cells)) > len(c.names) {
		return cells
	}
	return cells[:min(len(cells), len(table.CutBlanks(c.names))-1)]
}

// take finds the column that a field names and marks it as taken; -1 if the field is empty.
func (c *columns) take(field, name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	i, err := c.find(field, name)
	c.taken = append(c.taken, i)
	return i, err
}

// isOther reports whether a column is metadata by default.
func (c *columns) isOther(i int) bool {
	return i >= c.own && i < c.width && c.names[i] != "" && !slices.Contains(c.taken, i)
}

// checkNames refuses two columns of one name: a metadata key could mean either. Names that differ in case are different.
// Unnamed columns, which spreadsheets append, are ignored.
func (c *columns) checkNames() error {
	firsts := make(map[string]int, len(c.names))
	for i, name := range c.names {
		if first, again := firsts[name]; again && name != "" {
			return fmt.Errorf("columns %d and %d are both named %q: rename one", first+1, i+1, table.ShortName(name))
		}
		firsts[name] = i
	}
	return nil
}

// findNumber finds the number column by its name or, if name is empty, by the usual names. Remedy is the remedy if none or
// several have a usual name.
func (c *columns) findNumber(name, remedy string) (int, error) {
	if name != "" {
		return c.find("NumberColumn", name)
	}
	var found []int
	for i, column := range c.names {
		if table.NamesNumber(column) {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, c.names.NoNumber("NumberColumn", remedy) //nolint:wrapcheck // it says what is wrong, and what to do
	default:
		return 0, fieldErrorf("NumberColumn", "more than one column may hold the phone number: %s: %s", c.names.Titles(found), remedy)
	}
}

// exact returns the column of a name, or -1.
func (c *columns) exact(name string) int {
	if name = table.CleanName(name); name == "" {
		return -1
	}
	return slices.Index(c.names, name)
}

// find finds the column that a field of the configuration names: by its exact name, else by the only name that matches
// loosely, else by its name with the prefix of metadata. The error is a *dialer.FieldError.
func (c *columns) find(field, name string) (int, error) {
	if i := c.exact(name); i >= 0 {
		return i, nil
	}
	name = table.CleanName(name)
	if name == "" {
		return 0, fieldErrorf(field, "the name of the column is empty: name one of %s", c.names.AllTitles())
	}
	var found []int
	for i, column := range c.names {
		if column != "" && table.SameName(column, name) {
			found = append(found, i)
		}
	}
	prefixed := c.exact(metadataPrefix + name)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return 0, fieldErrorf(field, "%q matches several columns: %s: write it as one of them", table.ShortName(name), c.names.Titles(found))
	case prefixed >= 0:
		return prefixed, nil
	}
	if err := c.names.NoHeader(); err != nil {
		return 0, err //nolint:wrapcheck // it says what is wrong, and what to do
	}
	return 0, fieldErrorf(field, "%q is not in the file: its columns are %s%s", table.ShortName(name), c.names.AllTitles(), near.Hint(name, c.names))
}

// fieldErrorf returns an error about a field of the configuration.
func fieldErrorf(field, format string, args ...any) error {
	return &dialer.FieldError{Field: field, Err: fmt.Errorf(format, args...)}
}

// fieldOf returns the field that an error is about; empty if it is none.
func fieldOf(err error) string {
	if e, ok := errors.AsType[*dialer.FieldError](err); ok {
		return e.Field
	}
	return ""
}
