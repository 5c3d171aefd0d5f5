package rowlog

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gocarina/gocsv"
)

// Layout maps the columns of a file to the fields of T, a struct of strings whose csv tags name them.
type Layout[T any] struct {
	// names are the columns of the file, in its order.
	names []string
	// fields holds for each column the index of the field of T, or -1 if T has none: a later version wrote the file.
	fields []int
}

// ColumnsOf returns the columns of T, in the order of its fields: those of a new file.
func ColumnsOf[T any]() ([]string, error) {
	var header bytes.Buffer
	if err := gocsv.MarshalCSV([]T{}, csv.NewWriter(&header)); err != nil {
		return nil, fmt.Errorf("making a header: %w", err)
	}
	return strings.Split(strings.TrimSuffix(header.String(), "\n"), ","), nil
}

// NewLayout returns the layout of a file with these columns. The error says why they are not those of a file of T: all
// columns of T are required except the optional ones, which files of earlier versions lack.
func NewLayout[T any](names []string, optional ...string) (Layout[T], error) {
	own, err := ColumnsOf[T]()
	if err != nil {
		return Layout[T]{}, err
	}
	l := Layout[T]{names: names, fields: make([]int, len(names))}
	for i, name := range names {
		// gocsv would also accept a name with spaces around it.
		if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || slices.Contains(names[:i], name) {
			return Layout[T]{}, fmt.Errorf("%q is not the name of a column, or names two", name)
		}
		l.fields[i] = slices.Index(own, name)
	}
	for _, name := range own {
		if !slices.Contains(names, name) && !slices.Contains(optional, name) {
			return Layout[T]{}, fmt.Errorf("the column %s is missing", name)
		}
	}
	return l, nil
}

// Columns are those of the file, in its order.
func (l *Layout[T]) Columns() []string { return l.names }

// Header returns the first line of the file, with its line break.
func (l *Layout[T]) Header() string { return strings.Join(l.names, ",") + "\n" }

// row returns the row of the cells of a line, as many as the file has columns.
func (l *Layout[T]) row(cells []string) *T {
	row := new(T)
	fields := reflect.ValueOf(row).Elem()
	for i, field := range l.fields {
		if field >= 0 {
			fields.Field(field).SetString(cells[i])
		}
	}
	return row
}

// Foreign returns the columns of the file that T has no field for: a later version wrote it. A copy would lose them.
func (l *Layout[T]) Foreign() []string {
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
	usualLine = 160
	// rowsAtOnce is the number of rows that gocsv gets as an array; a full request has a multiple of it. With a slice, whose elements can
	// be set, reflection copies each cell to the heap, which takes a third of the time.
	rowsAtOnce = 25
)

// Encode returns the lines of n rows, each with its line break; row returns the one with an index from 0.
func (l *Layout[T]) Encode(n int, row func(int) T) ([]byte, error) {
	p := &lineWriter{lines: make([]byte, 0, n*usualLine), fields: l.fields}
	var err error
	done := 0
	for ; n-done >= rowsAtOnce && err == nil; done += rowsAtOnce {
		var rows [rowsAtOnce]T
		for i := range rows {
			rows[i] = row(done + i)
		}
		err = gocsv.MarshalCSVWithoutHeaders(rows, p)
	}
	rest := make([]T, n-done)
	for i := range rest {
		rest[i] = row(done + i)
	}
	if err == nil {
		err = gocsv.MarshalCSVWithoutHeaders(rest, p)
	}
	if err != nil {
		return nil, fmt.Errorf("encoding rows: %w", err)
	}
	return p.lines, nil
}
