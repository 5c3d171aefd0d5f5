package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// isHidden reports whether a row or a column is hidden: by its attribute, or by its size of 0, which the attribute of that name
// has. An attribute that is neither true nor false hides it too.
func isHidden(start xml.StartElement, size string) bool {
	switch strings.TrimSpace(attribute(start, "hidden")) {
	case "", "0", "false":
	default:
		return true
	}
	stored := strings.TrimSpace(attribute(start, size))
	value, err := strconv.ParseFloat(stored, 64)
	return stored != "" && (err != nil || !(value > 0))
}

// columnRanges are ranges of columns, from 1.
type columnRanges []struct{ first, last int }

// read adds the hidden columns of the element <cols> that was opened last.
func (r *columnRanges) read(t *tokens) error {
	return t.each(func(start xml.StartElement) error {
		if start.Name.Local != "col" || !isHidden(start, "width") {
			return t.skip()
		}
		first, err := strconv.Atoi(attribute(start, "min"))
		if err != nil {
			return damaged("the sheet hides columns that it does not name")
		}
		last, err := strconv.Atoi(attribute(start, "max"))
		if err != nil || len(*r) == excelize.MaxColumns {
			return damaged("the sheet hides columns that it does not name")
		}
		*r = append(*r, struct{ first, last int }{first, last})
		return t.skip()
	})
}

func (r columnRanges) has(column int) bool {
	for _, of := range r {
		if of.first <= column && column <= of.last {
			return true
		}
	}
	return false
}
