package ledger

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/gocarina/gocsv"

	"bulkdial/dialer"
)

// layout maps the columns of a file to the fields of T, a struct of strings whose csv tags name them.
type layout[T any] struct {
	// names are the columns of the file, in its order.
	names []string
	// fields holds for each column the index of the field of T, or -1 if T has none: a later version wrote the file.
	fields []int
}

// columnsOf returns the columns of T, in the order of its fields.
func columnsOf[T any]() ([]string, error) {
	var header bytes.Buffer
	if err := gocsv.MarshalCSV([]T{}, csv.NewWriter(&header)); err != nil {
		return nil, fmt.Errorf("making a header: %w", err)
	}
	return strings.Split(strings.TrimSuffix(header.String(), "\n"), ","), nil
}

// newLayout returns the layout of a file with these columns. The error says why they are not those of a file of T: all
// columns of T are required except the optional ones, which files of earlier versions lack.
func newLayout[T any](names []string, optional ...string) (layout[T], error) {
	own, err := columnsOf[T]()
	if err != nil {
		return layout[T]{}, err
	}
	l := layout[T]{names: names, fields: make([]int, len(names))}
	for i, name := range names {
		// gocsv would also accept a name with spaces around it.
		if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || slices.Contains(names[:i], name) {
			return layout[T]{}, fmt.Errorf("%q is not the name of a column, or names two", name)
		}
		l.fields[i] = slices.Index(own, name)
	}
	for _, name := range own {
		if !slices.Contains(names, name) && !slices.Contains(optional, name) {
			return layout[T]{}, fmt.Errorf("the column %s is missing", name)
		}
	}
	return l, nil
}

// header returns the first line of the file, with its line break.
func (l *layout[T]) header() string { return strings.Join(l.names, ",") + "\n" }

// foreign returns the columns of the file that T has no field for.
func (l *layout[T]) foreign() []string {
	var names []string
	for i, field := range l.fields {
		if field < 0 {
			names = append(names, l.names[i])
		}
	}
	return names
}

const (
	// usualLine is the maximum length of most lines, in bytes.
	usualLine = 192
	// rowsAtOnce is the number of rows that gocsv gets as an array. With a slice, whose elements can be set, reflection copies
	// each cell to the heap, which takes a third of the time.
	rowsAtOnce = 16
)

// encode returns the lines of some rows.
func (l *layout[T]) encode(rows []T) ([]byte, error) {
	var lines bytes.Buffer
	lines.Grow(len(rows) * usualLine)
	p := projection{out: csv.NewWriter(&lines), fields: l.fields, cells: make([]string, len(l.fields))}
	var err error
	for ; len(rows) >= rowsAtOnce && err == nil; rows = rows[rowsAtOnce:] {
		err = gocsv.MarshalCSVWithoutHeaders([rowsAtOnce]T(rows), &p)
	}
	if err == nil {
		err = gocsv.MarshalCSVWithoutHeaders(rows, &p)
	}
	if err != nil {
		return nil, fmt.Errorf("encoding rows: %w", err)
	}
	return lines.Bytes(), nil
}

// projection is a gocsv.CSVWriter that writes the cells of each row for which the file has columns, and empty cells for other
// columns. Each row becomes one physical line.
type projection struct {
	out    *csv.Writer
	fields []int // see layout
	cells  []string
}

func (p *projection) Write(row []string) error {
	for i, field := range p.fields {
		if field >= 0 {
			p.cells[i] = dialer.OneLine(row[field])
		}
	}
	return p.out.Write(p.cells) //nolint:wrapcheck // the caller says what it was doing
}

func (p *projection) Flush()       { p.out.Flush() }
func (p *projection) Error() error { return p.out.Error() } //nolint:wrapcheck // as above
